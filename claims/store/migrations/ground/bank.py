"""The tables of `claims.store.bank` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def bank_file() -> None:
    """A file of the bank as it was taken in: its kind (`return` or `statement`), format, hash, lines and their sum."""
    op.create_table(
        "bank_file",
        sa.Column("no", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("sum_fen", sa.BigInteger(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('return', 'statement')", name=op.f("ck_bank_file_kind")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_bank_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_bank_file_sha256")),
    )


def bank_file_private() -> None:
    """The bytes of a bank file in base64, and the name it came under."""
    op.create_table(
        "bank_file_private",
        sa.Column("file_no", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file_no", name=op.f("pk_bank_file_private")),
    )


def bank_line() -> None:
    """One line of a return file as the bank wrote it. `result` is what the bank says became of the payment."""
    op.create_table(
        "bank_line",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("file_no", sa.Text(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("batch_no", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("bank_ref", sa.Text(), nullable=False),
        sa.Column("original_ref", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.CheckConstraint("result IN ('paid', 'rejected', 'refunded', 'pending')", name=op.f("ck_bank_line_result")),
        sa.CheckConstraint(
            "amount_fen >= 0 AND amount_fen = CAST(amount_fen AS BIGINT)", name=op.f("ck_bank_line_amount")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_line")),
        sa.UniqueConstraint("file_no", "line_no", name=op.f("uq_bank_line_file_no_line_no")),
    )
    op.create_index(op.f("ix_bank_line_bank_ref"), "bank_line", ["bank_ref"], unique=False)
    op.create_index(op.f("ix_bank_line_file_no"), "bank_line", ["file_no"], unique=False)
    op.create_index(op.f("ix_bank_line_payment_id"), "bank_line", ["payment_id"], unique=False)


def bank_line_private() -> None:
    """Name, account and reason of a line of a return file, as a JSON document."""
    op.create_table(
        "bank_line_private",
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_bank_line_private")),
    )


def bank_sorted() -> None:
    """The one bucket of a line, why it is there, and the event that it caused, if it caused one."""
    op.create_table(
        "bank_sorted",
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("payment_id", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_bank_sorted")),
    )
    op.create_index(op.f("ix_bank_sorted_bucket"), "bank_sorted", ["bucket"], unique=False)
    op.create_index(op.f("ix_bank_sorted_payment_id"), "bank_sorted", ["payment_id"], unique=False)


def batch_private() -> None:
    """The bytes of a sealed batch's bank file, in base64: they hold names and accounts."""
    op.create_table(
        "batch_private",
        sa.Column("batch_no", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("batch_no", name=op.f("pk_batch_private")),
    )


def statement_line() -> None:
    """One movement on the account as the bank's statement tells it. The same movement in two files is stored once."""
    op.create_table(
        "statement_line",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("file_no", sa.Text(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("bank_ref", sa.Text(), nullable=False),
        sa.Column("counterpart_hash", sa.Text(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_statement_line_direction")),
        sa.CheckConstraint(
            "amount_fen > 0 AND amount_fen = CAST(amount_fen AS BIGINT)", name=op.f("ck_statement_line_amount")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_line")),
        sa.UniqueConstraint(
            "day",
            "direction",
            "bank_ref",
            "amount_fen",
            "balance_fen",
            name=op.f("uq_statement_line_day_direction_bank_ref_amount_fen_balance_fen"),
        ),
    )
    op.create_index(op.f("ix_statement_line_bank_ref"), "statement_line", ["bank_ref"], unique=False)
    op.create_index(op.f("ix_statement_line_file_no"), "statement_line", ["file_no"], unique=False)


def statement_line_private() -> None:
    """The other side of a movement and the bank's remark, with the salt of its hash."""
    op.create_table(
        "statement_line_private",
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_statement_line_private")),
    )
