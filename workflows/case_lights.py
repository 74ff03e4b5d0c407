"""The light of a case in a list as a condition in SQL: how near the first last day is on which somebody must have acted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from claims.periods import Unit
from claims.store.tables import table
from workflows.case_heads import CLAIM
from workflows.clock_rules import MUST_ACT
from workflows.inbox_tasks import running

CLOCK = table("clock")
OTHER, FIRST = CLOCK.alias("other"), CLOCK.alias("first")
RUNNING = and_(running(CLOCK), CLOCK.c.code.in_(MUST_ACT))
LIGHTS: Mapping[str, str] = {
    "overdue": "已超期", "red": "今天、明天到期", "yellow": "快到期", "green": "还不急", "paused": "已暂停",
}  # fmt: skip
TOMORROW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Near:
    """Up to which day a light is yellow, by what the period is counted in."""

    working: date
    calendar: date


def lit(light: str, today: date, near: Near) -> ColumnElement[bool]:
    """The condition on `claim` for the cases that burn this light today, one of `LIGHTS`."""
    if light == "paused":
        return and_(CLAIM.c.no.in_(_with(CLOCK.c.state == "paused", CLOCK.c.code.in_(MUST_ACT))), ~_runs())
    if light == "overdue":
        return CLAIM.c.no.in_(_with(RUNNING, CLOCK.c.due_on < today))
    is_near = or_(
        and_(CLOCK.c.unit == Unit.WORKING.value, CLOCK.c.due_on <= near.working),
        and_(CLOCK.c.unit != Unit.WORKING.value, CLOCK.c.due_on <= near.calendar),
    )
    tomorrow = today + TOMORROW
    of_days = {
        "red": CLOCK.c.due_on.between(today, tomorrow),
        "yellow": and_(CLOCK.c.due_on > tomorrow, is_near),
        "green": and_(CLOCK.c.due_on > tomorrow, ~is_near),
    }
    return CLAIM.c.no.in_(_with(RUNNING, of_days[light], CLOCK.c.due_on == _first_day()))


def _with(*wanted: ColumnElement[bool]) -> Select[Any]:
    return select(CLOCK.c.claim_no).where(*wanted)


def _first_day() -> ColumnElement[date]:
    """The first of the days by which somebody must have acted on the case of a clock."""
    of_case = (FIRST.c.claim_no == CLOCK.c.claim_no, running(FIRST), FIRST.c.code.in_(MUST_ACT))
    return select(func.min(FIRST.c.due_on)).where(*of_case).correlate(CLOCK).scalar_subquery()


def _runs() -> ColumnElement[bool]:
    of_case = (OTHER.c.claim_no == CLAIM.c.no, running(OTHER), OTHER.c.code.in_(MUST_ACT))
    return exists().where(*of_case).correlate(CLAIM)
