"""The rungs of the clocks: each is claimed by one unique row, and so tells whom it concerns once a generation.

A rung tells a human and does nothing else. Who is told is read from the posts held that day; where nobody holds the
post the rung says so, and `claims health` shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.ladder import Rung
from claims.store.rows import Row, update_row
from claims.store.tables import table
from workflows.clock_days import days_of
from workflows.listeners import Listeners
from workflows.transaction import Desk, reading
from workflows.waking import Woken, due_on_or_before, for_each_case

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
    with reading(desk) as connection:
        listeners = Listeners(connection, day)

    def handle(connection: Connection, woken: Sequence[Woken]) -> list[Told]:
        return [told for one in woken for told in _wake(desk, connection, one, day, listeners)]

    return for_each_case(desk, WORK, due_on_or_before(day), handle, faults)


def _wake(desk: Desk, connection: Connection, woken: Woken, day: date, listeners: Listeners) -> list[Told]:
    """Claim the rungs of one clock that are due, and set the day on which it is to be looked at again."""
    clock = woken.clock
    days = days_of(clock, woken.pauses, woken.budget, desk.rules, desk.calendar)
    since: date = clock["next_wake_on"]
    due = [rung for on, rung in days.rungs if on <= day and (on >= since or rung.breach)]
    told = [_told(connection, woken, rung, listeners) for rung in due]
    claimed = claim_rungs(desk, connection, clock, told, day)
    later = min((on for on, _ in days.rungs if on > day), default=None)
    update_row(connection, "clock", {"id": clock["id"]}, {"next_wake_on": later})
    return claimed


def _told(connection: Connection, woken: Woken, rung: Rung, listeners: Listeners) -> Told:
    clock = woken.clock
    level = rung.level(clock["lane"])
    accounts = listeners.of(connection, woken, level)
    return Told(clock["claim_no"], clock["id"], clock["code"], rung.code, rung.label, level, accounts)


def claim_rungs(desk: Desk, connection: Connection, clock: Row, told: Sequence[Told], day: date) -> list[Told]:
    """Write the rungs of a clock's present generation; returns those that were not there yet."""
    if not told:
        return []
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
        for one in told
    ]
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    written = insert(RUNG).values(rows).on_conflict_do_nothing().returning(RUNG.c.rung)
    new = set(connection.execute(written).scalars())
    return [one for one in told if one.rung in new]
