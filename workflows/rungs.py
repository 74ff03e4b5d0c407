"""The rungs of the clocks: each is claimed by one unique row, and so tells whom it concerns once a generation.

A rung tells a human and does nothing else; one that concerns a party is a message to that party as well. Who is told is
read from the posts held that day; where nobody holds the post the rung says so, and `claims health` shows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.ladder import Rung
from claims.store.rows import Row
from claims.store.tables import table
from workflows.clock_days import days_of
from workflows.listeners import Listeners
from workflows.reminding import remind
from workflows.transaction import Desk
from workflows.waking import CLOCK, Woken, due_on_or_before, for_each_case

RUNG = table("rung")
WORK = "rungs"


@dataclass(frozen=True, slots=True)
class Told:
    """A rung that was claimed: the clock, what it is called, the level of the ladder, and the accounts that are told."""

    claim_no: str
    clock_id: str
    code: str
    rung: str
    label: str
    level: str
    accounts: tuple[str, ...]


def tell(desk: Desk, day: date, faults: list[str]) -> list[Told]:
    """Claim every rung that is due on `day`; returns those that nobody had claimed before."""
    listeners = Listeners(day)

    def handle(connection: Connection, woken: Sequence[Woken]) -> list[Told]:
        listeners.read(connection, woken)
        waked = [_wake(desk, one, day, listeners) for one in woken]
        _set_wakes(connection, waked)
        told = claim_rungs(desk, connection, [(one.woken.clock, one.told) for one in waked], day)
        clocks = {one.woken.clock["id"]: one.woken for one in waked}
        remind(desk, connection, [(clocks[one.clock_id], one.rung) for one in told], day)
        return told

    return for_each_case(desk, WORK, due_on_or_before(day), handle, faults)


@dataclass(frozen=True, slots=True)
class Waked:
    """What is to be told of a clock now, and the day on which it is to be looked at again."""

    woken: Woken
    told: tuple[Told, ...]
    later: date | None


def _wake(desk: Desk, woken: Woken, day: date, listeners: Listeners) -> Waked:
    """The rungs of one clock that are due. Warnings that were past when it began to wait are not told."""
    clock = woken.clock
    days = days_of(clock, woken.pauses, woken.budget, desk.rules, desk.calendar)
    since: date = clock["next_wake_on"]
    due = [rung for on, rung in days.rungs if on <= day and (on >= since or rung.breach)]
    told = tuple(_told(woken, rung, listeners) for rung in due)
    return Waked(woken, told, min((on for on, _ in days.rungs if on > day), default=None))


def _told(woken: Woken, rung: Rung, listeners: Listeners) -> Told:
    clock = woken.clock
    level, accounts = listeners.of(woken, rung.level(clock["lane"]))
    return Told(clock["claim_no"], clock["id"], clock["code"], rung.code, rung.label, level, accounts)


def _set_wakes(connection: Connection, waked: Sequence[Waked]) -> None:
    """Set the next day of each clock, those with the same day together."""
    by_day: dict[date | None, list[str]] = defaultdict(list)
    for one in waked:
        by_day[one.later].append(one.woken.clock["id"])
    for later, ids in by_day.items():
        connection.execute(update(CLOCK).where(CLOCK.c.id.in_(ids)).values(next_wake_on=later))


def claim_rungs(
    desk: Desk, connection: Connection, told: Sequence[tuple[Row, Sequence[Told]]], day: date
) -> list[Told]:
    """Write the rungs of each clock's present generation; returns those that were not there yet."""
    rows: list[dict[str, Any]] = [
        {
            "claim_no": one.claim_no,
            "clock_id": one.clock_id,
            "generation": clock["generation"],
            "rung": one.rung,
            "level": one.level,
            "told": canonical_json(list(one.accounts)),
            "due_on": clock["due_on"],
            "fired_on": day,
            "claimed_at": instant_text(desk.instant()),
        }
        for clock, rungs in told
        for one in rungs
    ]
    there = _claimed(connection, [row["clock_id"] for row in rows])
    new = [row for row in rows if (row["clock_id"], row["generation"], row["rung"]) not in there]
    if new:
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        connection.execute(insert(RUNG).on_conflict_do_nothing(), new)
    claimed = {(row["clock_id"], row["rung"]) for row in new}
    return [one for _, rungs in told for one in rungs if (one.clock_id, one.rung) in claimed]


def _claimed(connection: Connection, clock_ids: Sequence[str]) -> set[tuple[str, int, str]]:
    """The rungs that are there; read under the lock of the case, so that none can come in between."""
    found = select(RUNG.c.clock_id, RUNG.c.generation, RUNG.c.rung).where(RUNG.c.clock_id.in_(clock_ids))
    return {(row.clock_id, row.generation, row.rung) for row in connection.execute(found)}
