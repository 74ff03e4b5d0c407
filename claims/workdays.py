"""Which day is a working day: Monday to Friday, less the holidays, plus the make-up weekends 调休上班日.

The State Council's notice of each autumn fixes the next year; a year's notice is one file under `claims/rules/calendar`.
Past the last notice only weekdays are known, so whoever counts there must say that the date is provisional 暂定.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from claims.canonical import canonical_json, sha256_hex
from claims.errors import BadInput, RuleFileError, RuleMissing
from claims.rules import PROVINCES, load_rules

_TOPIC = "calendar."
_SATURDAY = 5
_VERSION_CHARACTERS = 12
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class YearPlan:
    """The notice of one year: `off` are weekdays on holiday, `worked` the Saturdays and Sundays that are worked."""

    off: tuple[date, ...]
    worked: tuple[date, ...]


class WorkingCalendar:
    """The working days of the years whose notices are loaded, and plain weekdays after the last of them.

    `version` is a short hash of the data: two calendars with the same version give the same dates.
    Raises RuleMissing when no year or not every year in between is given, RuleFileError for a day that cannot stand.
    """

    def __init__(self, years: Mapping[int, YearPlan]) -> None:
        if not years:
            raise RuleMissing("calendar_empty")
        self.first_year, self.last_year = min(years), max(years)
        for year in range(self.first_year, self.last_year):
            if year not in years:
                raise self._year_missing(year)
        for year, plan in years.items():
            _check(year, plan)
        self.off = tuple(sorted(day for plan in years.values() for day in plan.off))
        self.worked = tuple(sorted(day for plan in years.values() for day in plan.worked))
        self.version = _version(years)
        self._first = date(self.first_year, 1, 1).toordinal()
        self._last = date(self.last_year, 12, 31).toordinal()
        self._working = tuple(self._working_ordinals())

    def is_published(self, year: int) -> bool:
        """Whether the holiday notice of `year` is loaded."""
        return self.first_year <= year <= self.last_year

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is worked. Raises RuleMissing before the first loaded year; after the last one weekdays are."""
        ordinal = day.toordinal()
        return self._rank(ordinal) - self._rank(ordinal - 1) == 1

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`; `day` itself does not count. Raises as `add_working_days`."""
        return self.add_working_days(day, 1)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; with 0 it is `day`.

        Raises RuleMissing before the first loaded year, BadInput past the year 9999, ValueError for a negative count.
        """
        if count < 0:
            raise ValueError("working days are counted forwards")
        return day if count == 0 else self._nth(self._rank(day.toordinal()) + count)

    def working_days_between(self, after: date, upto: date) -> int:
        """How many working days follow `after`, `upto` included; negative when `upto` is the earlier one.

        Raises RuleMissing before the first loaded year.
        """
        return self._rank(upto.toordinal()) - self._rank(after.toordinal())

    def unpublished_years(self, first: date, last: date) -> range:
        """The years from `first` to `last` that come after the last notice."""
        return range(max(first.year, self.last_year + 1), last.year + 1)

    def _working_ordinals(self) -> Iterator[int]:
        off = {day.toordinal() for day in self.off}
        worked = {day.toordinal() for day in self.worked}
        for ordinal in range(self._first, self._last + 1):
            weekend = (ordinal - 1) % 7 >= _SATURDAY  # ordinal 1 was a Monday
            if ordinal in worked if weekend else ordinal not in off:
                yield ordinal

    def _rank(self, ordinal: int) -> int:
        """How many working days there are from the first loaded day to the day of `ordinal`, included."""
        if ordinal < self._first - 1:
            raise self._year_missing(date.fromordinal(ordinal + 1).year)
        if ordinal <= self._last:
            return bisect_right(self._working, ordinal)
        return len(self._working) + _weekdays_to(ordinal) - _weekdays_to(self._last)

    def _nth(self, rank: int) -> date:
        """The working day of that rank; the other way round of `_rank`."""
        if rank <= len(self._working):
            return date.fromordinal(self._working[rank - 1])
        return day_of(_nth_weekday(_weekdays_to(self._last) + rank - len(self._working)))

    def _year_missing(self, year: int) -> RuleMissing:
        return RuleMissing("calendar_year_missing", year=year, first=self.first_year, last=self.last_year)


def day_of(ordinal: int) -> date:
    """The day of that ordinal. Raises BadInput `period_out_of_range` past the year 9999."""
    if ordinal > date.max.toordinal():
        raise BadInput("period_out_of_range")
    return date.fromordinal(ordinal)


@cache
def load_calendar() -> WorkingCalendar:
    """The national calendar of `claims/rules/calendar`, read once. Raises as WorkingCalendar does."""
    return WorkingCalendar(national_plans())


@cache
def national_plans() -> Mapping[int, YearPlan]:
    """The notices that come with the program, by year."""
    rules = load_rules(next(iter(PROVINCES)))  # holidays are national: every province has the same
    values = [value for value in rules.values() if value.key.startswith(_TOPIC)]
    return {int(value.key.removeprefix(_TOPIC)): read_plan(value.as_record()) for value in values}


def read_plan(record: Mapping[str, object]) -> YearPlan:
    """The plan that a rules value {"off": [iso day], "worked": [iso day]} holds."""
    return YearPlan(_days(record["off"]), _days(record["worked"]))


def _days(raw: object) -> tuple[date, ...]:
    return tuple(date.fromisoformat(str(day)) for day in raw) if isinstance(raw, list | tuple) else ()


def _check(year: int, plan: YearPlan) -> None:
    for day in (*plan.off, *plan.worked):
        # A notice may move the last days of the December before it, as that of 2019 did.
        if day.year != year and (day.year, day.month) != (year - 1, _DECEMBER):
            raise RuleFileError("calendar_day_of_other_year", year=year, day=day)
        if (day.weekday() >= _SATURDAY) != (day in plan.worked):
            raise RuleFileError("calendar_day_misplaced", year=year, day=day)


def _version(years: Mapping[int, YearPlan]) -> str:
    content = {str(year): {"off": sorted(plan.off), "worked": sorted(plan.worked)} for year, plan in years.items()}
    return sha256_hex(canonical_json(content))[:_VERSION_CHARACTERS]


def _weekdays_to(ordinal: int) -> int:
    """How many Mondays to Fridays there are from ordinal 1, a Monday, to `ordinal`."""
    weeks, days = divmod(ordinal, 7)
    return weeks * 5 + min(days, 5)


def _nth_weekday(number: int) -> int:
    """The ordinal of that Monday-to-Friday; the other way round of `_weekdays_to`."""
    weeks, days = divmod(number - 1, 5)
    return weeks * 7 + days + 1
