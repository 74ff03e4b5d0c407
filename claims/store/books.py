"""The fund's own book events: what moves money without being a move of a case, in one chain of its own."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint

from claims.store.base import Stored, key, text


class BookEvent(Stored, table=True):
    """One act on the fund's books (funding, a close, a bank line). Append only in the database itself, and chained."""

    __table_args__ = (CheckConstraint("seq >= 1", name="seq"),)
    id: str = key()
    seq: int
    kind: str = text(index=True)
    actor: str = text()
    role: str = text()
    occurred_on: date
    recorded_at: str = text()
    command_id: str = text(unique=True)
    data: str = text()
    consequences: str = text()
    prev_hash: str = text(unique=True)
    hash: str = text()
