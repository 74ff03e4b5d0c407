"""The tables of `claims.store.chain` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def attempt() -> None:
    """A command that was refused, with the codes of the refusals; ids only."""
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_command_id"), "attempt", ["command_id"], unique=False)
    op.create_index(op.f("ix_attempt_target"), "attempt", ["target"], unique=False)


def command_key() -> None:
    """A command that has been taken; the same key with another body is a conflict."""
    op.create_table(
        "command_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command_key")),
    )


def event() -> None:
    """One move that was made. `occurred_on` is the legal day, `recorded_at` the database's clock."""
    op.create_table(
        "event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("private_commitment", sa.Text(), nullable=True),
        sa.Column("consequences", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_event_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("claim_no", "prev_hash", name=op.f("uq_event_claim_no_prev_hash")),
        sa.UniqueConstraint("claim_no", "seq", name=op.f("uq_event_claim_no_seq")),
    )
    op.create_index(op.f("ix_event_command_id"), "event", ["command_id"], unique=False)


def event_private() -> None:
    """The personal part of an event's data, with the salt of its commitment."""
    op.create_table(
        "event_private",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_private")),
    )
