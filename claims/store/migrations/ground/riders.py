"""The tables of `claims.store.riders` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def phone_code() -> None:
    """A code to prove a telephone: for each purpose the last one that a browser asked for, which alone may try it. `tries`"""
    op.create_table(
        "phone_code",
        sa.Column("phone_hash", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("asker_hash", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=True),
        sa.CheckConstraint("purpose IN ('sign_in','account','phone','copy')", name=op.f("ck_phone_code_purpose")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_phone_code_tries")),
        sa.PrimaryKeyConstraint("phone_hash", "purpose", "asker_hash", name=op.f("pk_phone_code")),
    )
    op.create_index(op.f("ix_phone_code_sent_at"), "phone_code", ["sent_at"], unique=False)


def report_draft_private() -> None:
    """What has been answered so far, as a JSON document; gone when the case holds it."""
    op.create_table(
        "report_draft_private",
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_report_draft_private")),
    )


def report_draft() -> None:
    """A report that somebody fills in without a sign-in, until it is sent; then it names its case and is the receipt."""
    op.create_table(
        "report_draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("receipt_sha256", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=True),
        sa.Column("claim_no", sa.Text(), nullable=True),
        sa.Column("joined_event", sa.Text(), nullable=True),
        sa.CheckConstraint("(claim_no IS NULL) = (sent_at IS NULL)", name=op.f("ck_report_draft_sent_whole")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_report_draft_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_draft")),
        sa.UniqueConstraint("joined_event", name=op.f("uq_report_draft_joined_event")),
        sa.UniqueConstraint("receipt_sha256", name=op.f("uq_report_draft_receipt_sha256")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_report_draft_token_sha256")),
    )
    op.create_index(op.f("ix_report_draft_claim_no"), "report_draft", ["claim_no"], unique=False)
    op.create_index(op.f("ix_report_draft_saved_at"), "report_draft", ["saved_at"], unique=False)
