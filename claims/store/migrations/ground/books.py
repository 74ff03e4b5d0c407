"""The tables of `claims.store.books` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def book_event() -> None:
    """One act on the fund's books (funding, a close, a bank line). Append only in the database itself, and chained."""
    op.create_table(
        "book_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("consequences", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_book_event_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_event")),
        sa.UniqueConstraint("command_id", name=op.f("uq_book_event_command_id")),
        sa.UniqueConstraint("prev_hash", name=op.f("uq_book_event_prev_hash")),
    )
    op.create_index(op.f("ix_book_event_kind"), "book_event", ["kind"], unique=False)
