"""Which clocks a sweep must look at, taken case by case under the case's lock, in batches.

Any number of sweeps may run at once: on PostgreSQL each takes cases that nobody else holds, on SQLite one writes at a
time. What is read of a clock is read after its case is locked, so that an officer's move a moment ago is seen.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, select

from claims.calendar import Pause, Period
from claims.clock import instant_text
from claims.store.rows import Row
from claims.store.tables import table
from workflows.clock_days import budget_of, pauses_of
from workflows.faults import LASTING, PASSING, named
from workflows.stuck import note_fault
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
    """Give `handle` the running clocks for which `wanted` holds, those of one case at a time; returns all that it gives.

    `handle` must change what it is given so that `wanted` no longer holds. What fails on a case is undone, written down
    as `work:CASE` and put on `faults`.
    """
    results: list[T] = []
    while True:
        cases, made, failed = in_one_transaction(
            desk, lambda connection: _batch(desk, connection, work, wanted, handle)
        )
        results += made
        faults += failed
        if cases == 0:
            return results


def _batch(
    desk: Desk, connection: Connection, work: str, wanted: ColumnElement[bool], handle: Handle[T]
) -> tuple[int, list[T], list[str]]:
    claims = _lock_cases(desk, connection, work, wanted)
    rows = {name: _of_cases(connection, name, claims) for name in ("clock_pause", "clock_extension")}
    clocks = _of_cases(connection, "clock", claims, CLOCK.c.state == "running", wanted)
    made: list[T] = []
    failed: list[str] = []
    for claim in claims:
        no = claim["no"]
        try:
            with connection.begin_nested():
                pauses, extensions = rows["clock_pause"][no], rows["clock_extension"][no]
                made += handle(connection, [_woken(clock, claim, pauses, extensions) for clock in clocks[no]])
        except PASSING:
            raise
        except LASTING as fault:
            LOG.exception("set down as stuck: %s:%s", work, no)
            note_fault(desk, connection, f"{work}:{no}", no, named(fault))
            failed.append(f"{work}:{no}")
    return len(claims), made, failed


def _woken(clock: Row, claim: Row, pauses: Sequence[Row], extensions: Sequence[Row]) -> Woken:
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
