"""The tables of `claims.store.receivables` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def platform_support() -> None:
    """The 生活保障费 that a platform owes a rider for one award item; never the fund's money."""
    op.create_table(
        "platform_support",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reported_fen", sa.BigInteger(), nullable=False),
        sa.Column("reported_paid_on", sa.Date(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "amount_fen = CAST(amount_fen AS BIGINT) AND reported_fen = CAST(reported_fen AS BIGINT)",
            name=op.f("ck_platform_support_whole"),
        ),
        sa.CheckConstraint("amount_fen > 0 AND reported_fen >= 0", name=op.f("ck_platform_support_amounts")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_platform_support_claim_no")),
        sa.ForeignKeyConstraint(["item_id"], ["award_item.id"], name=op.f("fk_platform_support_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_support")),
        sa.UniqueConstraint("item_id", name=op.f("uq_platform_support_item_id")),
    )
    op.create_index(op.f("ix_platform_support_claim_no"), "platform_support", ["claim_no"], unique=False)
    op.create_index(op.f("ix_platform_support_state"), "platform_support", ["state"], unique=False)


def recourse() -> None:
    """A right of recourse 追偿 against a third party for a medical item that the fund paid first (社会保险法第四十二条)."""
    op.create_table(
        "recourse",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("received_fen", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("arose_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "amount_fen = CAST(amount_fen AS BIGINT) AND received_fen = CAST(received_fen AS BIGINT)",
            name=op.f("ck_recourse_whole"),
        ),
        sa.CheckConstraint(
            "amount_fen > 0 AND received_fen >= 0 AND received_fen <= amount_fen", name=op.f("ck_recourse_amounts")
        ),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_recourse_claim_no")),
        sa.ForeignKeyConstraint(["item_id"], ["award_item.id"], name=op.f("fk_recourse_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recourse")),
        sa.UniqueConstraint("item_id", name=op.f("uq_recourse_item_id")),
    )
    op.create_index(op.f("ix_recourse_claim_no"), "recourse", ["claim_no"], unique=False)
    op.create_index(op.f("ix_recourse_state"), "recourse", ["state"], unique=False)


def recovery() -> None:
    """A recovery 追回 of one sum from one person; what came in, was set off and was written off are kept apart, in fen."""
    op.create_table(
        "recovery",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("beneficiary", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("received_fen", sa.BigInteger(), nullable=False),
        sa.Column("set_off_fen", sa.BigInteger(), nullable=False),
        sa.Column("written_off_fen", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("plan_from_fen", sa.BigInteger(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=True),
        sa.Column("hearing", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("letter_id", sa.Text(), nullable=True),
        sa.Column("monthly_item", sa.Text(), nullable=True),
        sa.Column("monthly_fen", sa.BigInteger(), nullable=False),
        sa.Column("monthly_from", sa.Text(), nullable=True),
        sa.Column("monthly_ground", sa.Text(), nullable=True),
        sa.Column("monthly_document", sa.Text(), nullable=True),
        sa.Column("monthly_letter", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "amount_fen = CAST(amount_fen AS BIGINT) AND received_fen = CAST(received_fen AS BIGINT)",
            name=op.f("ck_recovery_asked_whole"),
        ),
        sa.CheckConstraint(
            "amount_fen > 0 AND received_fen >= 0 AND set_off_fen >= 0", name=op.f("ck_recovery_amounts")
        ),
        sa.CheckConstraint(
            "monthly_fen >= 0 AND monthly_fen = CAST(monthly_fen AS BIGINT)", name=op.f("ck_recovery_monthly")
        ),
        sa.CheckConstraint(
            "received_fen + set_off_fen + written_off_fen <= amount_fen", name=op.f("ck_recovery_settled")
        ),
        sa.CheckConstraint(
            "set_off_fen = CAST(set_off_fen AS BIGINT) AND written_off_fen = CAST(written_off_fen AS BIGINT)",
            name=op.f("ck_recovery_settled_whole"),
        ),
        sa.CheckConstraint(
            "written_off_fen >= 0 AND plan_from_fen >= 0 AND plan >= 0", name=op.f("ck_recovery_more_amounts")
        ),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_recovery_claim_no")),
        sa.ForeignKeyConstraint(["item_id"], ["award_item.id"], name=op.f("fk_recovery_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
    )
    op.create_index(op.f("ix_recovery_claim_no"), "recovery", ["claim_no"], unique=False)
    op.create_index(op.f("ix_recovery_item_id"), "recovery", ["item_id"], unique=False)
    op.create_index(op.f("ix_recovery_state"), "recovery", ["state"], unique=False)
    op.create_index(
        "uq_recovery_open",
        "recovery",
        ["item_id", "beneficiary"],
        unique=True,
        sqlite_where=sa.text("state IN ('opened','heard','decided')"),
        postgresql_where=sa.text("state IN ('opened','heard','decided')"),
    )


def plan_part() -> None:
    """One part of an instalment plan 分期退还计划. Append only: a new agreement is a new version of the plan."""
    op.create_table(
        "plan_part",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("recovery_id", sa.Text(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "amount_fen > 0 AND amount_fen = CAST(amount_fen AS BIGINT)", name=op.f("ck_plan_part_amount")
        ),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_plan_part_claim_no")),
        sa.ForeignKeyConstraint(["recovery_id"], ["recovery.id"], name=op.f("fk_plan_part_recovery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_part")),
        sa.UniqueConstraint("recovery_id", "plan", "place", name=op.f("uq_plan_part_recovery_id_plan_place")),
    )
    op.create_index(op.f("ix_plan_part_claim_no"), "plan_part", ["claim_no"], unique=False)
    op.create_index(op.f("ix_plan_part_recovery_id"), "plan_part", ["recovery_id"], unique=False)


def recourse_receipt() -> None:
    """What a third party paid. Append only in the database itself."""
    op.create_table(
        "recourse_receipt",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("recourse_id", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("bank_ref", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "amount_fen > 0 AND amount_fen = CAST(amount_fen AS BIGINT)", name=op.f("ck_recourse_receipt_amount")
        ),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_recourse_receipt_claim_no")),
        sa.ForeignKeyConstraint(["recourse_id"], ["recourse.id"], name=op.f("fk_recourse_receipt_recourse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recourse_receipt")),
        sa.UniqueConstraint("bank_ref", name=op.f("uq_recourse_receipt_bank_ref")),
    )
    op.create_index(op.f("ix_recourse_receipt_claim_no"), "recourse_receipt", ["claim_no"], unique=False)
    op.create_index(op.f("ix_recourse_receipt_recourse_id"), "recourse_receipt", ["recourse_id"], unique=False)


def recovery_receipt() -> None:
    """What settled a part of a recovery: `kind` is received, set_off or written_off; lessened is what fell away of its sum"""
    op.create_table(
        "recovery_receipt",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("recovery_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("bank_ref", sa.Text(), nullable=True),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("month", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "amount_fen > 0 AND amount_fen = CAST(amount_fen AS BIGINT)", name=op.f("ck_recovery_receipt_amount")
        ),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_recovery_receipt_claim_no")),
        sa.ForeignKeyConstraint(["recovery_id"], ["recovery.id"], name=op.f("fk_recovery_receipt_recovery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_receipt")),
        sa.UniqueConstraint("bank_ref", name=op.f("uq_recovery_receipt_bank_ref")),
    )
    op.create_index(op.f("ix_recovery_receipt_claim_no"), "recovery_receipt", ["claim_no"], unique=False)
    op.create_index(op.f("ix_recovery_receipt_recovery_id"), "recovery_receipt", ["recovery_id"], unique=False)
