"""How often one client may ask, counted in the database, so that it holds however many processes answer.

A bucket is one number: when it will be full again. Asking moves that on by the time in which one token flows in; who
would have to move it further than the bucket holds is refused, in one statement, so that two at once are two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from claims.canonical import sha256_hex
from claims.store.tables import table
from workflows.transaction import Desk, in_one_transaction

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND_US = 1_000_000
GOING_MAX = 50
BUCKET = table("rate_bucket")


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then one every `every_us` microseconds; each name has a bucket a client of its own."""

    name: str
    burst: int
    every_us: int

    @property
    def holds_us(self) -> int:
        """How far ahead a client may be."""
        return self.burst * self.every_us

    def bucket(self, client: str) -> str:
        """The name of a client's bucket, which does not say who he is."""
        return sha256_hex(f"{self.name}:{client}")[:32]


def microseconds(instant: datetime) -> int:
    """An instant as a whole number of microseconds since 1970."""
    return (instant - EPOCH) // MICROSECOND


def seconds_to_wait(desk: Desk, rate: Rate, client: str, instant: datetime) -> int:
    """Take a token of the client; 0 where there was one, else in how many seconds there will be."""
    now = microseconds(instant)
    return in_one_transaction(desk, lambda connection: _take(connection, rate, rate.bucket(client), now))


def _take(connection: Connection, rate: Rate, name: str, now: int) -> int:
    insert: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    full = BUCKET.c.full_at_us
    moved = case((full > now, full), else_=now) + rate.every_us
    first = insert(BUCKET).values(name=name, full_at_us=now + rate.every_us)
    taking = first.on_conflict_do_update(
        index_elements=[BUCKET.c.name], set_={"full_at_us": moved}, where=moved <= now + rate.holds_us
    )
    if connection.execute(taking.returning(BUCKET.c.name)).first() is not None:
        _forget_full(connection, now)
        return 0
    at = connection.execute(select(full).where(BUCKET.c.name == name)).scalar_one_or_none() or now
    return max(1, -(-(at + rate.every_us - now - rate.holds_us) // SECOND_US))


def _forget_full(connection: Connection, now: int) -> None:
    """A bucket that is full again says nothing; one that somebody holds just now is left to him."""
    old = select(BUCKET.c.name).where(BUCKET.c.full_at_us < now - SECOND_US).limit(GOING_MAX)
    connection.execute(delete(BUCKET).where(BUCKET.c.name.in_(old.with_for_update(skip_locked=True))))
