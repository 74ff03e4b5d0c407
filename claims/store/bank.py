"""What the bank has told: its files byte by byte, every line of them, and what became of each line.

A file and its lines are written once. What became of a line is a row of its own, at most one a line, so that a line is
in one bucket by construction and a line without such a row waits. Names and accounts stand in the private rows only.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint

from claims.store.base import Stored, fen, key, maybe_text, text, whole


class BatchPrivate(Stored, table=True):
    """The bytes of a sealed batch's bank file, in base64: they hold names and accounts."""

    batch_no: str = key()
    body: str = text()


class BankFile(Stored, table=True):
    """A file of the bank as it was taken in: its kind (`return` or `statement`), format, hash, lines and their sum."""

    __table_args__ = (CheckConstraint("kind IN ('return', 'statement')", name="kind"),)
    no: str = key()
    sha256: str = text(unique=True)
    kind: str = text()
    format: str = text()
    size_bytes: int
    line_count: int
    sum_fen: int = fen()
    imported_by: str = text()
    imported_on: date
    recorded_at: str = text()


class BankFilePrivate(Stored, table=True):
    """The bytes of a bank file in base64, and the name it came under."""

    file_no: str = key()
    name: str = text()
    body: str = text()


class BankLine(Stored, table=True):
    """One line of a return file as the bank wrote it. `result` is what the bank says became of the payment."""

    __table_args__ = (
        UniqueConstraint("file_no", "line_no"),
        CheckConstraint(f"amount_fen >= 0 AND {whole('amount_fen')}", name="amount"),
        CheckConstraint("result IN ('paid', 'rejected', 'refunded', 'pending')", name="result"),
    )
    id: str = key()
    file_no: str = text(index=True)
    line_no: int
    batch_no: str = text()
    payment_id: str = text(index=True)
    amount_fen: int = fen()
    result: str = text()
    bank_ref: str = text(index=True)
    original_ref: str = text()
    told_on: date | None = None


class BankLinePrivate(Stored, table=True):
    """Name, account and reason of a line of a return file, as a JSON document."""

    line_id: str = key()
    body: str = text()


class BankSorted(Stored, table=True):
    """The one bucket of a line, why it is there, and the event that it caused, if it caused one."""

    line_id: str = key()
    bucket: str = text(index=True)
    reason: str = text()
    event_id: str | None = maybe_text()
    payment_id: str | None = maybe_text(index=True)
    recorded_at: str = text()


class StatementLine(Stored, table=True):
    """One movement on the account as the bank's statement tells it. The same movement in two files is stored once."""

    __table_args__ = (
        UniqueConstraint("day", "direction", "bank_ref", "amount_fen", "balance_fen"),
        CheckConstraint(f"amount_fen > 0 AND {whole('amount_fen')}", name="amount"),
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
    )
    id: str = key()
    file_no: str = text(index=True)
    line_no: int
    day: date
    direction: str = text()
    amount_fen: int = fen()
    bank_ref: str = text(index=True)
    counterpart_hash: str = text()
    balance_fen: int = fen()


class StatementLinePrivate(Stored, table=True):
    """The other side of a movement and the bank's remark, with the salt of its hash."""

    line_id: str = key()
    salt: str = text()
    body: str = text()
