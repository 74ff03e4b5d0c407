"""The tables of `claims.store.outbox` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def heartbeat() -> None:
    """When a kind of work was last done, and by which process: liveness is a row, not a process."""
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("beaten_at", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )


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
        sa.Column("not_before", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("intended_at", sa.Text(), nullable=True),
        sa.Column("ruling", sa.Text(), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_attempts")),
        sa.CheckConstraint("faults >= 0", name=op.f("ck_outbox_faults")),
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


def stuck() -> None:
    """Work of the sweep on one case that failed: it rests, and after too many tries is set aside."""
    op.create_table(
        "stuck",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("rests_until", sa.Text(), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.Column("first_at", sa.Text(), nullable=False),
        sa.CheckConstraint("attempts >= 1", name=op.f("ck_stuck_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stuck")),
    )
    op.create_index(op.f("ix_stuck_claim_no"), "stuck", ["claim_no"], unique=False)
