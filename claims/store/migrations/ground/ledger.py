"""The tables of `claims.store.ledger` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def transfer() -> None:
    """`amount_fen` goes from `credit` to `debit`. Append only in the database itself; a correction is a new transfer."""
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=True),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("debit", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("payment_id", sa.Text(), nullable=True),
        sa.Column("beneficiary", sa.Text(), nullable=True),
        sa.Column("to_beneficiary", sa.Text(), nullable=True),
        sa.Column("fund_tag", sa.Text(), nullable=False),
        sa.Column("cash", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.Column("value_on", sa.Date(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.CheckConstraint("debit <> credit OR entry = 'succession'", name=op.f("ck_transfer_accounts")),
        sa.CheckConstraint(
            "amount_fen > 0 AND amount_fen = CAST(amount_fen AS BIGINT)", name=op.f("ck_transfer_amount")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    _indexes_of_transfer()


def _indexes_of_transfer() -> None:
    """The indexes."""
    op.create_index(op.f("ix_transfer_claim_no"), "transfer", ["claim_no"], unique=False)
    op.create_index(op.f("ix_transfer_event_id"), "transfer", ["event_id"], unique=False)
    op.create_index(
        "ix_transfer_guarded",
        "transfer",
        ["id"],
        unique=False,
        sqlite_where=sa.text(
            "substr(claim_no, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(event_id, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(item_id, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(payment_id, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(beneficiary, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(to_beneficiary, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(document, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(fund_tag, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠')"
        ),
        postgresql_where=sa.text(
            "substr(claim_no, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(event_id, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(item_id, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(payment_id, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(beneficiary, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(to_beneficiary, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(document, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠') OR substr(fund_tag, 1, 1) IN ('', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠')"
        ),
    )
    op.create_index("ix_transfer_in_order", "transfer", ["value_on", "id"], unique=False)
    op.create_index(op.f("ix_transfer_item_id"), "transfer", ["item_id"], unique=False)
    op.create_index(
        "ix_transfer_overpaid",
        "transfer",
        ["claim_no"],
        unique=False,
        sqlite_where=sa.text("debit = '1104' OR credit = '1104'"),
        postgresql_where=sa.text("debit = '1104' OR credit = '1104'"),
    )
    op.create_index("ix_transfer_reverses", "transfer", ["reverses"], unique=False)
