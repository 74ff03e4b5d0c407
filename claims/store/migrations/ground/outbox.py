"""The tables of `claims.store.outbox` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def outbox() -> None:
    """An effect to be carried out after commit, in order per claim; `token` fences a worker that lost its lease."""
    op.create_table(
        "outbox",
        sa.Column("effect_key", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("leased_until", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_attempts")),
        sa.PrimaryKeyConstraint("effect_key", name=op.f("pk_outbox")),
        sa.UniqueConstraint("claim_no", "seq", name=op.f("uq_outbox_claim_no_seq")),
    )
    op.create_index(
        "ix_outbox_undone",
        "outbox",
        ["claim_no", "seq"],
        unique=False,
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )
