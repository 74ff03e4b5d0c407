"""The tables of `claims.store.law` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def rule_document() -> None:
    """A paper that a change rests on, known by its hash; `body` are its bytes in base64. Append only."""
    op.create_table(
        "rule_document",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_rule_document_size")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["account.username"], name=op.f("fk_rule_document_uploaded_by")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_rule_document")),
    )


def rule_change() -> None:
    """One step of a change: `proposed`, or what became of `proposal`, which is answered once."""
    op.create_table(
        "rule_change",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("(step = 'proposed') = (proposal IS NULL)", name=op.f("ck_rule_change_proposal")),
        sa.CheckConstraint("kind IN ('confirm', 'value', 'calendar')", name=op.f("ck_rule_change_kind")),
        sa.CheckConstraint("step IN ('proposed', 'applied', 'withdrawn')", name=op.f("ck_rule_change_step")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_rule_change_seq")),
        sa.ForeignKeyConstraint(["actor"], ["account.username"], name=op.f("fk_rule_change_actor")),
        sa.ForeignKeyConstraint(["document"], ["rule_document.sha256"], name=op.f("fk_rule_change_document")),
        sa.ForeignKeyConstraint(["proposal"], ["rule_change.seq"], name=op.f("fk_rule_change_proposal")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_rule_change")),
        sa.UniqueConstraint("prev_hash", name=op.f("uq_rule_change_prev_hash")),
        sa.UniqueConstraint("proposal", name=op.f("uq_rule_change_proposal")),
    )
    op.create_index(op.f("ix_rule_change_name"), "rule_change", ["name"], unique=False)
