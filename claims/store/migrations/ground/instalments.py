"""The tables of `claims.store.instalments` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def instalment() -> None:
    """One month 月份 of a monthly award item; what of it is due, paid and set off 抵扣, in fen."""
    op.create_table(
        "instalment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("benefit", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("set_off_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "amount_fen = CAST(amount_fen AS BIGINT) AND paid_fen = CAST(paid_fen AS BIGINT)",
            name=op.f("ck_instalment_whole"),
        ),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_instalment_month")),
        sa.CheckConstraint(
            "paid_fen >= 0 AND set_off_fen >= 0 AND paid_fen + set_off_fen <= amount_fen",
            name=op.f("ck_instalment_sums"),
        ),
        sa.CheckConstraint("set_off_fen = CAST(set_off_fen AS BIGINT)", name=op.f("ck_instalment_set_off_whole")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_instalment_claim_no")),
        sa.ForeignKeyConstraint(["item_id"], ["award_item.id"], name=op.f("fk_instalment_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
    )
    op.create_index(op.f("ix_instalment_claim_no"), "instalment", ["claim_no"], unique=False)
    op.create_index(op.f("ix_instalment_item_id"), "instalment", ["item_id"], unique=False)
    op.create_index(op.f("ix_instalment_state"), "instalment", ["state"], unique=False)
    op.create_index(
        "uq_instalment_live",
        "instalment",
        ["benefit", "month"],
        unique=True,
        sqlite_where=sa.text("state IN ('due','paid','lapsed')"),
        postgresql_where=sa.text("state IN ('due','paid','lapsed')"),
    )
