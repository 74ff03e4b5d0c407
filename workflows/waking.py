"""Which clocks a sweep must look at, taken case by case under the case's lock, in batches.

Any number of sweeps may run at once: on PostgreSQL each takes cases that nobody else holds, on SQLite one writes at a
time. What is read of a clock is read after its case is locked, so that an officer's move a moment ago is seen.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from time import sleep
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, String, and_, bindparam, select

from claims.calendar import Pause, Period
from claims.clock import instant_text
from claims.store.engine import is_sqlite
from claims.store.rows import Row
from claims.store.tables import table
from workflows.clock_days import budget_of, pauses_of
from workflows.faults import LASTING, PASSING, named, placed
from workflows.stuck import forget, note_fault
from workflows.transaction import Desk, in_one_transaction

T = TypeVar("T")
LOG = logging.getLogger(__name__)

CASES_AT_A_TIME = 200
ON_SQLITE = 50  # its one lock is held meanwhile, and goes to whoever asks first
REST_SECONDS = 0.01
CLOCK, CLAIM, STUCK = table("clock"), table("claim"), table("stuck")


@dataclass(frozen=True, slots=True)
class Woken:
    """A running clock with all that its days are derived from, and the case it stands on."""

    clock: Row
    claim: Row
    pauses: tuple[Pause, ...]
    budget: Period


Handle = Callable[[Connection, Sequence[Woken]], list[T]]


def for_each_case(desk: Desk, work: str, wanted: ColumnElement[bool], handle: Handle[T], faults: list[str]) -> list[T]:
    """Give `handle` the running clocks for which `wanted` holds, whole cases at a time; returns all that it gives.

    `handle` must change what it is given so that `wanted` no longer holds. What fails on a clock is undone, written down
    as `work:CLOCK` and put on `faults`. Between two batches others may write.
    """
    results: list[T] = []
    on_sqlite = desk.engine.dialect.name == "sqlite"  # where no case is passed over: fewer than a batch are the last
    while True:
        batch = in_one_transaction(desk, lambda connection: _batch(desk, connection, work, wanted, handle))
        results += batch.made
        faults += batch.failed
        if batch.cases == 0 or (on_sqlite and batch.cases < ON_SQLITE):
            return results
        if on_sqlite:
            sleep(REST_SECONDS)


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """What came of one transaction: how many cases it held, what was made, and the work that failed."""

    cases: int
    made: list[T]
    failed: list[str]


def _batch(desk: Desk, connection: Connection, work: str, wanted: ColumnElement[bool], handle: Handle[T]) -> Batch[T]:
    """All clocks of some cases together; only where one of them fails, clock by clock, so that the others are done."""
    chosen = and_(CLOCK.c.state == "running", wanted, CLOCK.c.id.not_in(_at_rest(desk, connection, work)))
    claims = _lock_cases(connection, chosen)
    if not claims:
        return Batch(0, [], [])
    ids = list(
        connection.execute(
            select(CLOCK.c.id).where(CLOCK.c.claim_no.in_(claims), chosen).order_by(CLOCK.c.id)
        ).scalars()
    )

    def handled(some: Sequence[str]) -> list[T]:
        with connection.begin_nested():
            made = handle(connection, _read(connection, claims, some))
        forget(connection, [f"{work}:{clock_id}" for clock_id in some])
        return made

    try:
        return Batch(len(claims), handled(ids) if ids else [], [])
    except PASSING:
        raise
    except LASTING:
        return _one_by_one(desk, connection, work, len(claims), ids, handled)


def _one_by_one(
    desk: Desk,
    connection: Connection,
    work: str,
    cases: int,
    ids: Sequence[str],
    handled: Callable[[Sequence[str]], list[T]],
) -> Batch[T]:
    made: list[T] = []
    failed: list[str] = []
    for clock_id in ids:
        name = f"{work}:{clock_id}"
        try:
            made += handled([clock_id])
        except PASSING:
            raise
        except LASTING as fault:
            LOG.error("set down as stuck: %s: %s", name, placed(fault))
            note_fault(desk, connection, name, clock_id.partition("/")[0], named(fault))
            failed.append(name)
    return Batch(cases, made, failed)


def _at_rest(desk: Desk, connection: Connection, work: str) -> list[str]:
    """The clocks on which this work has failed and that are set aside, or rest."""
    names = connection.execute(_waiting(work), {"now": instant_text(desk.instant())}).scalars()
    return [name.removeprefix(f"{work}:") for name in names]


@cache
def _waiting(work: str) -> Select[str]:
    waits = STUCK.c.set_aside | (STUCK.c.rests_until > bindparam("now", type_=String))
    return select(STUCK.c.id).where(STUCK.c.id.startswith(f"{work}:"), waits)


def _lock_cases(connection: Connection, chosen: ColumnElement[bool]) -> dict[str, Row]:
    """The next cases with such clocks, locked; those that another transaction holds are passed over."""
    found = (
        select(CLAIM)
        .where(CLAIM.c.no.in_(select(CLOCK.c.claim_no).where(chosen)))
        .order_by(CLAIM.c.no)
        .limit(ON_SQLITE if is_sqlite(connection) else CASES_AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    return {row["no"]: dict(row) for row in connection.execute(found).mappings()}


def _read(connection: Connection, claims: Mapping[str, Row], ids: Sequence[str]) -> list[Woken]:
    """The clocks as they are now, under the lock of their cases."""
    clocks = [
        dict(row)
        for row in connection.execute(select(CLOCK).where(CLOCK.c.id.in_(ids)).order_by(CLOCK.c.id)).mappings()
    ]
    pauses, extensions = (_beside(connection, name, ids) for name in ("clock_pause", "clock_extension"))
    return [
        Woken(
            clock,
            claims[clock["claim_no"]],
            pauses_of(clock, pauses[clock["id"]]),
            budget_of(clock, extensions[clock["id"]]),
        )
        for clock in clocks
    ]


def _beside(connection: Connection, name: str, ids: Sequence[str]) -> dict[str, list[Row]]:
    stored = table(name)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(select(stored).where(stored.c.clock_id.in_(ids)).order_by(stored.c.id)).mappings():
        found[row["clock_id"]].append(dict(row))
    return found


def due_on_or_before(day: date) -> ColumnElement[bool]:
    """The clocks that have something to tell on `day`."""
    return CLOCK.c.next_wake_on <= day
