"""The tables of `claims.store.pulls` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def ledger_pull() -> None:
    """A step of one pull 调取: `begun` before the first byte, `done` or `failed` after the last. Append only."""
    op.create_table(
        "ledger_pull",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("filters", sa.Text(), nullable=False),
        sa.Column("with_names", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("sum_fen", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.CheckConstraint("(step = 'begun') = (begun_by IS NULL)", name=op.f("ck_ledger_pull_first")),
        sa.CheckConstraint("(step = 'done') = (sha256 IS NOT NULL)", name=op.f("ck_ledger_pull_bytes")),
        sa.CheckConstraint("(step = 'failed') = (fault IS NOT NULL)", name=op.f("ck_ledger_pull_fault")),
        sa.CheckConstraint("step IN ('begun', 'done', 'failed')", name=op.f("ck_ledger_pull_step")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_ledger_pull_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_pull")),
    )
    op.create_index(op.f("ix_ledger_pull_username"), "ledger_pull", ["username"], unique=False)
