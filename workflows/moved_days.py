"""Which due days another calendar would move, before it is in force: nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from claims.calendar import WorkingCalendar
from claims.store.tables import table
from workflows.calendars import plans_of
from workflows.checks.stored import Stored
from workflows.clock_rules import CLOCK_RULES
from workflows.rule_content import Change
from workflows.transaction import Desk, reading

CLOCK = table("clock")


@dataclass(frozen=True, slots=True)
class DayMove:
    """A last day that would move: the case, the period, the bureau's own target or the law's day, from which to which."""

    claim_no: str
    label: str
    was_on: date
    now_on: date


def days_moved_by(desk: Desk, change: Change) -> list[DayMove]:
    """Every last day, and every target, that the calendar of `change` moves, case by case."""
    with reading(desk) as connection:
        calendar = WorkingCalendar(plans_of(connection, {change.effective_from.year: change.value}))
    found = []
    for clock, days in Stored(replace(desk, calendar=calendar)).running:
        label, no = CLOCK_RULES[clock["code"]].label, clock["claim_no"]
        if days.due.on != clock["due_on"]:
            found.append(DayMove(no, label, clock["due_on"], days.due.on))
        if days.target_on and clock["target_on"] and days.target_on != clock["target_on"]:
            found.append(DayMove(no, f"{label}（承诺日）", clock["target_on"], days.target_on))
    return sorted(found, key=lambda one: (one.claim_no, one.label))


def provisional_count(connection: Connection, year: int) -> int:
    """How many running periods are provisional because they end in `year` or later, whose notice is not known."""
    waits = (CLOCK.c.state == "running", CLOCK.c.provisional, CLOCK.c.due_on >= date(year, 1, 1))
    return int(connection.execute(select(func.count()).select_from(CLOCK).where(*waits)).scalar_one())
