"""Counting due days again when a holiday notice has been loaded: what was provisional becomes right, whose day moved is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.errors import Retryable
from claims.store.rows import Row, insert_rows, update_row
from workflows.calendars import calendar_stamp, present_calendar
from workflows.clock_days import Days, days_of
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.listeners import Listeners
from workflows.rungs import Told, claim_rungs
from workflows.transaction import Desk, reading
from workflows.waking import CLOCK, Woken, for_each_case

WORK = "recount"
CAUSE = MOVED = "calendar"
MOVED_LABEL = "节假日安排公布，期限日期变动"


@dataclass(frozen=True, slots=True)
class Moved:
    """A due day that moved: the case, the clock's code, from which day to which, and who was told."""

    claim_no: str
    code: str
    was_on: date
    now_on: date
    told: tuple[str, ...]


def recount(desk: Desk, day: date, faults: list[str]) -> list[Moved]:
    """Derive the days of every running clock that was counted with another calendar; returns those that moved."""
    listeners = Listeners(day)
    with reading(desk) as connection:
        stamp = calendar_stamp(connection)
        if present_calendar(connection).version != desk.calendar.version:
            raise Retryable("calendar_changed")

    def handle(connection: Connection, woken: Sequence[Woken]) -> list[Moved]:
        if calendar_stamp(connection) != stamp:  # a newer notice came meanwhile: what we count with is out of date
            raise Retryable("calendar_changed")
        listeners.read(connection, woken)
        moved: list[Moved] = []
        for one in woken:
            moved += _recount(desk, connection, one, day, listeners)
        return moved

    return for_each_case(desk, WORK, CLOCK.c.calendar_version != desk.calendar.version, handle, faults)


def _recount(desk: Desk, connection: Connection, woken: Woken, day: date, listeners: Listeners) -> list[Moved]:
    clock = woken.clock
    days = days_of(clock, woken.pauses, woken.budget, desk.rules, desk.calendar)
    values: Row = {
        "provisional": days.due.provisional,
        "calendar_version": days.due.calendar_version,
        "due_on": days.due.on,
        "target_on": days.target_on,
        "next_wake_on": _wake_on(clock, days, day),
    }
    if days.due.on == clock["due_on"]:
        update_row(connection, "clock", {"id": clock["id"]}, values)
        return []
    return [_move(desk, connection, woken, values, day, listeners)]


def _wake_on(clock: Row, days: Days, day: date) -> date | None:
    """The next day with something to tell; what was told of a day that stands is known by its row and not told again."""
    since = clock["next_wake_on"]
    moved = days.due.on != clock["due_on"]
    return days.wake_on(day if moved or since is None else min(since, day))


def _move(desk: Desk, connection: Connection, woken: Woken, values: Row, day: date, listeners: Listeners) -> Moved:
    clock = woken.clock
    generation = clock["generation"] + 1
    update_row(connection, "clock", {"id": clock["id"]}, {**values, "generation": generation})
    change: Row = {
        "claim_no": clock["claim_no"],
        "clock_id": clock["id"],
        "generation": generation,
        "cause": CAUSE,
        "was_on": clock["due_on"],
        "now_on": values["due_on"],
        "changed_on": day,
    }
    insert_rows(connection, "clock_change", [change])
    owed_by_party = CLOCK_RULES[clock["code"]].duty in (Duty.PLATFORM, Duty.APPLICANT)
    level, accounts = listeners.of(woken, "duty" if owed_by_party else "officer")
    told = Told(clock["claim_no"], clock["id"], clock["code"], MOVED, MOVED_LABEL, level, accounts)
    claim_rungs(desk, connection, [({**clock, **values, "generation": generation}, [told])], day)
    return Moved(clock["claim_no"], clock["code"], clock["due_on"], values["due_on"], accounts)
