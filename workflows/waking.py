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
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, select

from claims.calendar import Pause, Period
from claims.clock import instant_text
from claims.store.rows import Row
from claims.store.tables import table
from workflows.clock_days import budget_of, pauses_of
from workflows.faults import LASTING, PASSING, named
from workflows.stuck import forget, note_fault
from workflows.transaction import Desk, in_one_transaction

T = TypeVar("T")
LOG = logging.getLogger(__name__)

CASES_AT_A_TIME = 100
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

    `handle` must change what it is given so that `wanted` no longer holds. What fails on a case is undone, written down
    as `work:CASE` and put on `faults`.
    """
    results: list[T] = []
    while True:
        batch = in_one_transaction(desk, lambda connection: _batch(desk, connection, work, wanted, handle))
        results += batch.made
        faults += batch.failed
        if batch.cases == 0:
            return results


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """What came of one transaction: how many cases it held, what was made, and the work that failed."""

    cases: int
    made: list[T]
    failed: list[str]


def _batch(desk: Desk, connection: Connection, work: str, wanted: ColumnElement[bool], handle: Handle[T]) -> Batch[T]:
    """All cases together; only where one of them fails, case by case, so that the others are done."""
    claims = _lock_cases(desk, connection, work, wanted)
    beside = {name: _of_cases(connection, name, claims) for name in ("clock_pause", "clock_extension")}
    clocks = _of_cases(connection, "clock", claims, CLOCK.c.state == "running", wanted)

    def handled(chosen: Sequence[Row]) -> list[T]:
        with connection.begin_nested():
            return handle(connection, [_woken(clock, one, beside) for one in chosen for clock in clocks[one["no"]]])

    try:
        made = handled(claims)
        forget(connection, [f"{work}:{claim['no']}" for claim in claims])
        return Batch(len(claims), made, [])
    except PASSING:
        raise
    except LASTING:
        return _one_by_one(desk, connection, work, claims, handled)


def _one_by_one(
    desk: Desk, connection: Connection, work: str, claims: Sequence[Row], handled: Callable[[Sequence[Row]], list[T]]
) -> Batch[T]:
    made: list[T] = []
    failed: list[str] = []
    for claim in claims:
        name = f"{work}:{claim['no']}"
        try:
            made += handled([claim])
            forget(connection, [name])
        except PASSING:
            raise
        except LASTING as fault:
            LOG.exception("set down as stuck: %s", name)
            note_fault(desk, connection, name, claim["no"], named(fault))
            failed.append(name)
    return Batch(len(claims), made, failed)


def _woken(clock: Row, claim: Row, beside: Mapping[str, Mapping[str, Sequence[Row]]]) -> Woken:
    no = claim["no"]
    pauses, extensions = beside["clock_pause"].get(no, ()), beside["clock_extension"].get(no, ())
    return Woken(clock, claim, pauses_of(clock, pauses), budget_of(clock, extensions))


def _lock_cases(desk: Desk, connection: Connection, work: str, wanted: ColumnElement[bool]) -> list[Row]:
    """The next cases with such clocks, locked; not those that another transaction holds, nor those that rest."""
    due = select(CLOCK.c.claim_no).where(CLOCK.c.state == "running", wanted)
    rests = select(STUCK.c.claim_no).where(
        STUCK.c.id == work + ":" + STUCK.c.claim_no,
        STUCK.c.set_aside | (STUCK.c.rests_until > instant_text(desk.instant())),
    )
    found = (
        select(CLAIM)
        .where(CLAIM.c.no.in_(due), CLAIM.c.no.not_in(rests))
        .order_by(CLAIM.c.no)
        .limit(CASES_AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    return [dict(row) for row in connection.execute(found).mappings()]


def _of_cases(
    connection: Connection, name: str, claims: Sequence[Row], *wanted: ColumnElement[bool]
) -> dict[str, list[Row]]:
    """The rows of a table on these cases, case by case, in the order of their ids."""
    stored = table(name)
    numbers = [claim["no"] for claim in claims]
    found: dict[str, list[Row]] = defaultdict(list)
    rows = select(stored).where(stored.c.claim_no.in_(numbers), *wanted).order_by(stored.c.id)
    for row in connection.execute(rows).mappings():
        found[row["claim_no"]].append(dict(row))
    return found


def due_on_or_before(day: date) -> ColumnElement[bool]:
    """The clocks that have something to tell on `day`."""
    return CLOCK.c.next_wake_on <= day
