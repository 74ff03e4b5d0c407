"""What happened: the chain of events, the attempts that were refused, and the keys of commands.

Events are append only in the database itself and chained per claim; refusals stand outside the chain.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint

from claims.store.base import Stored, counter, key, maybe_text, text


class Event(Stored, table=True):
    """One move that was made. `occurred_on` is the legal day, `recorded_at` the database's clock."""

    __table_args__ = (
        UniqueConstraint("claim_no", "seq"),
        UniqueConstraint("claim_no", "prev_hash"),
        CheckConstraint("seq >= 1", name="seq"),
    )
    id: str = key()
    claim_no: str = text()
    seq: int
    machine: str = text()
    subject: str = text()
    trigger: str = text()
    source: str = text()
    target: str = text()
    actor: str = text()
    role: str = text()
    occurred_on: date
    recorded_at: str = text()
    command_id: str = text(index=True)
    cause: str | None = maybe_text()
    data: str = text()
    private_commitment: str | None = maybe_text()
    consequences: str = text()
    prev_hash: str = text()
    hash: str = text()


class EventPrivate(Stored, table=True):
    """The personal part of an event's data, with the salt of its commitment."""

    event_id: str = key()
    salt: str = text()
    body: str = text()


class Attempt(Stored, table=True):
    """A command that was refused, with the codes of the refusals; ids only."""

    id: int | None = counter()
    command_id: str = text(index=True)
    target: str = text(index=True)
    trigger: str = text()
    actor: str = text()
    reasons: str = text()
    recorded_at: str = text()


class CommandKey(Stored, table=True):
    """A command that has been taken; the same key with another body is a conflict."""

    id: str = key()
    principal: str = text()
    command: str = text()
    target: str = text()
    body_sha256: str = text()
