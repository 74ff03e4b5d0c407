"""A year's calendar as a page shows it: twelve months in weeks, each day off, worked or as usual, and where that comes from."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from claims.workdays import YearPlan
from workflows.calendars import BUILT_IN, TOPIC, known_years, plans_of
from workflows.moved_days import provisional_count
from workflows.transaction import Desk, reading

MONTHS = 12
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month: `mark` is 休, 班 or empty, `weekend` whether it is a Saturday or Sunday."""

    on: date
    mark: str
    weekend: bool


@dataclass(frozen=True, slots=True)
class Year:
    """A year: `source` is its notice (empty: not published), `months` its weeks of days, None outside the month.

    `provisional` is how many running periods wait for its notice; `first` to `last` are the years that are known.
    """

    year: int
    source: str
    months: tuple[tuple[tuple[Day | None, ...], ...], ...]
    provisional: int
    first: int
    last: int


def year_of(desk: Desk, year: int) -> Year:
    """The calendar of a year; of one that is not published the weekends only."""
    with reading(desk) as connection:
        plans = plans_of(connection, {})
        waiting = 0 if year in plans else provisional_count(connection, year)
    told = next((str(one["source"]) for one in known_years(desk) if one["year"] == year), "")
    notice = desk.rules.find(f"{TOPIC}.{year}", date(year, 1, 1))
    source = notice.source if told == BUILT_IN and notice is not None else told
    plan = plans.get(year, YearPlan((), ()))
    months = tuple(_month(plan, year, month) for month in range(1, MONTHS + 1))
    return Year(year, source, months, waiting, min(plans), max(plans))


def _month(plan: YearPlan, year: int, month: int) -> tuple[tuple[Day | None, ...], ...]:
    weeks = Calendar().monthdatescalendar(year, month)
    return tuple(tuple(_day(plan, day) if day.month == month else None for day in week) for week in weeks)


def _day(plan: YearPlan, day: date) -> Day:
    mark = "休" if day in plan.off else "班" if day in plan.worked else ""
    return Day(day, mark, day.weekday() >= WEEKDAYS.index("六"))
