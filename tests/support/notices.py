"""Counts periods day by day over the holiday notices as another package has them: nothing here comes from the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays

ONE_DAY = timedelta(days=1)
LAST_NOTICE = 2026
SPRING_FESTIVAL, NATIONAL_DAY = "Spring Festival", "National Day"
_SATURDAY = 5


@dataclass(frozen=True)
class Run:
    """A period that was counted out: its days ran out on `counted_to`, and `last` is that day moved off rest days."""

    start: date
    unit: str
    counted_to: date
    last: date

    @property
    def in_days(self) -> bool:
        """Whether each of its days is counted; a month or a year only has a day on which it ends."""
        return self.unit in ("calendar_days", "working_days")

    @property
    def days(self) -> list[date]:
        """The days from the one after the start to the last one."""
        return [self.start + step * ONE_DAY for step in range(1, (self.last - self.start).days + 1)]


def counted(start: date, amount: int, unit: str, rolls: bool) -> Run:
    """The period that an event on `start` sets running; the day of the event is not counted."""
    if unit in ("months", "years"):
        day = months_later(start, amount * (12 if unit == "years" else 1))
    else:
        day, left = start, amount
        while left:
            day += ONE_DAY
            left -= unit == "calendar_days" or is_worked(day)
    last = day
    while rolls and not is_worked(last):
        last += ONE_DAY
    return Run(start, unit, day, last)


def months_later(start: date, months: int) -> date:
    """The same-numbered day of that month, or its last day where it has none."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + (start.day - 1) * ONE_DAY, after - ONE_DAY)


@cache
def is_worked(day: date) -> bool:
    """Whether the notices have `day` worked; after the last notice every Monday to Friday is taken to be."""
    if day.year > LAST_NOTICE:
        return day.weekday() < _SATURDAY
    return bool(chinese_calendar.is_workday(day))


def is_made_up(day: date) -> bool:
    """Whether `day` is a Saturday or Sunday that is worked."""
    return day.weekday() >= _SATURDAY and is_worked(day)


def is_holiday(day: date, festival: str = "") -> bool:
    """Whether `day` is off for `festival`, or for any; after the last notice only the days fixed by statute are known."""
    if day.year > LAST_NOTICE:
        name = _statutory(day.year).get(day, "")
        return bool(name) and festival in name
    off, name = chinese_calendar.get_holiday_detail(day)
    return bool(off and name) and festival in name


def made_up_for(day: date, festival: str) -> bool:
    """Whether `day` is a Saturday or Sunday that is worked because of `festival`."""
    return is_made_up(day) and day.year <= LAST_NOTICE and chinese_calendar.get_holiday_detail(day)[1] == festival


def holiday_around(day: date) -> tuple[date, date]:
    """The first and the last day of the unbroken holiday in which `day` lies."""
    first = last = day
    while is_holiday(first - ONE_DAY):
        first -= ONE_DAY
    while is_holiday(last + ONE_DAY):
        last += ONE_DAY
    return first, last


def holidays_in(days: list[date]) -> Iterator[tuple[date, date]]:
    """The holidays that take a Monday to Friday of `days`, each once."""
    off = [day for day in days if day.weekday() < _SATURDAY and is_holiday(day)]
    yield from sorted({holiday_around(day) for day in off})


@cache
def _statutory(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("CN", years=year, language="en_US"))
