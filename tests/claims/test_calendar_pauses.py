"""What holds for every period and every sequence of pauses and extensions, against a reckoning that walks from day to day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from claims.calendar import Pause, Period, Unit, WorkingCalendar, YearPlan, due, load_calendar, remaining
from claims.errors import BadInput

ONE_DAY = timedelta(days=1)
CALENDAR = load_calendar()
SHORT_CALENDAR = WorkingCalendar(
    {
        year: YearPlan(
            tuple(day for day in CALENDAR.off if day.year == year),
            tuple(day for day in CALENDAR.worked if day.year == year),
        )
        for year in (2022, 2023, 2024)
    }
)
LAST_PUBLISHED_YEAR = 2026
SEQUENCES = settings().max_examples * 5

DAY_UNITS = st.sampled_from([Unit.CALENDAR, Unit.WORKING])
STARTS = st.dates(date(2022, 1, 1), date(2026, 12, 31))
DAY_PERIODS = st.builds(Period, st.integers(1, 120), DAY_UNITS)
PERIODS = st.one_of(
    DAY_PERIODS,
    st.builds(Period, st.integers(1, 14), st.just(Unit.MONTHS)),
    st.builds(Period, st.integers(1, 3), st.just(Unit.YEARS)),
)


@dataclass(frozen=True)
class Extension:
    """More of the clock's own unit, granted while the period lasted."""

    granted_on: date
    amount: int


@dataclass(frozen=True)
class Clock:
    """A period that was started, paused, and extended at most once."""

    start: date
    period: Period
    pauses: tuple[Pause, ...]
    extension: Extension | None = None

    @property
    def longer(self) -> Period:
        """The period with its extension."""
        more = self.extension.amount if self.extension else 0
        return Period(self.period.amount + more, self.period.unit)


@st.composite
def pauses_after(draw: st.DrawFn, start: date) -> tuple[Pause, ...]:
    """Up to five pauses; each begins at the earliest on the day the one before it ended."""
    pauses, day = [], start
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5)):
        notice_on = day + gap * ONE_DAY
        day = notice_on + length * ONE_DAY
        pauses.append(Pause(notice_on, day))
    return tuple(pauses)


@st.composite
def clocks(draw: st.DrawFn, periods: st.SearchStrategy[Period] = PERIODS) -> Clock:
    start = draw(STARTS)
    return Clock(start, draw(periods), draw(pauses_after(start)))


@st.composite
def sequences(draw: st.DrawFn, roll: bool, periods: st.SearchStrategy[Period] = PERIODS) -> Clock:
    """Clocks of which most are extended, on some day from the start to the day on which they would have ended."""
    clock = draw(clocks(periods))
    amount = draw(st.integers(0, 60 if clock.period.unit in (Unit.CALENDAR, Unit.WORKING) else 3))
    if not amount:
        return clock
    granted_on = draw(st.dates(clock.start, walked(clock, roll)))
    return replace(clock, extension=Extension(granted_on, amount))


def counts(day: date, unit: Unit) -> bool:
    return unit is not Unit.WORKING or CALENDAR.is_working_day(day)


def paused(day: date, pauses: Sequence[Pause]) -> bool:
    return any(pause.notice_on <= day <= (pause.resumed_on or date.max) for pause in pauses)


def same_day_of_later_month(day: date, months: int) -> date:
    later = day.replace(day=1)
    for _ in range(months):
        later = (later + 31 * ONE_DAY).replace(day=1)
    return later.replace(day=min(day.day, monthrange(later.year, later.month)[1]))


def days_in(start: date, period: Period) -> int:
    """The budget in days: that of a month or year is what it has from this start."""
    if period.unit in (Unit.MONTHS, Unit.YEARS):
        months = period.amount * (12 if period.unit is Unit.YEARS else 1)
        return (same_day_of_later_month(start, months) - start).days
    return period.amount


def walked(clock: Clock, roll: bool) -> date:
    """The last day, found by going from day to day and consuming those that count and are not paused.

    The budget grows on the day of the extension and not before.
    """
    day, consumed, budget = clock.start, 0, days_in(clock.start, clock.period)
    while True:
        if clock.extension is not None and day == clock.extension.granted_on:
            budget = days_in(clock.start, clock.longer)
        if consumed >= budget and (not roll or (CALENDAR.is_working_day(day) and not paused(day, clock.pauses))):
            return day
        day += ONE_DAY
        consumed += counts(day, clock.period.unit) and not paused(day, clock.pauses)


@settings(max_examples=SEQUENCES)
@given(st.data(), st.booleans())
def test_the_last_day_is_the_one_found_by_walking(data: st.DataObject, roll: bool) -> None:
    clock = data.draw(sequences(roll))
    end = due(clock.start, clock.longer, CALENDAR, clock.pauses, roll=roll)
    assert end.on == walked(clock, roll)


@settings(max_examples=SEQUENCES)
@given(sequences(False, DAY_PERIODS))
def test_the_end_is_the_start_and_the_budget_and_the_extension_and_the_days_paused(clock: Clock) -> None:
    end = due(clock.start, clock.longer, CALENDAR, clock.pauses, roll=False).on
    between = [clock.start + step * ONE_DAY for step in range(1, (end - clock.start).days + 1)]
    own_days = [day for day in between if counts(day, clock.period.unit)]
    days_paused = sum(paused(day, clock.pauses) for day in own_days)
    extension = clock.extension.amount if clock.extension else 0
    assert len(own_days) == clock.period.amount + extension + days_paused


@settings(max_examples=SEQUENCES)
@given(st.data(), st.booleans())
def test_the_end_is_never_earlier_than_without_the_pauses_or_without_the_extension(
    data: st.DataObject, roll: bool
) -> None:
    clock = data.draw(sequences(roll))
    end = due(clock.start, clock.longer, CALENDAR, clock.pauses, roll=roll).on
    assert end >= due(clock.start, clock.longer, CALENDAR, roll=roll).on
    assert end >= due(clock.start, clock.period, CALENDAR, clock.pauses, roll=roll).on


@given(clocks(), st.booleans())
def test_pauses_never_bring_the_end_forward(clock: Clock, roll: bool) -> None:
    ends = [
        due(clock.start, clock.period, CALENDAR, clock.pauses[:count], roll=roll).on
        for count in range(len(clock.pauses) + 1)
    ]
    assert ends == sorted(ends)


@given(clocks(), st.booleans())
def test_a_pause_that_lasts_a_day_longer_never_ends_the_period_sooner(clock: Clock, roll: bool) -> None:
    assume(clock.pauses)
    *before, last = clock.pauses
    longer = Pause(last.notice_on, (last.resumed_on or last.notice_on) + ONE_DAY)
    end = due(clock.start, clock.period, CALENDAR, clock.pauses, roll=roll).on
    assert due(clock.start, clock.period, CALENDAR, [*before, longer], roll=roll).on >= end


@given(clocks(), st.booleans())
def test_a_longer_period_never_ends_sooner(clock: Clock, roll: bool) -> None:
    longer = Period(clock.period.amount + 1, clock.period.unit)
    end = due(clock.start, clock.period, CALENDAR, clock.pauses, roll=roll).on
    assert due(clock.start, longer, CALENDAR, clock.pauses, roll=roll).on >= end


@given(STARTS, PERIODS, st.booleans())
def test_a_later_start_never_ends_sooner(start: date, period: Period, roll: bool) -> None:
    assert due(start + ONE_DAY, period, CALENDAR, roll=roll).on >= due(start, period, CALENDAR, roll=roll).on


@given(clocks())
def test_a_last_day_that_rolls_is_a_working_day_and_never_a_paused_one(clock: Clock) -> None:
    end = due(clock.start, clock.period, CALENDAR, clock.pauses).on
    assert CALENDAR.is_working_day(end)
    assert not paused(end, clock.pauses)
    assert end > clock.start


@given(clocks(), st.booleans())
def test_a_day_is_provisional_exactly_when_a_year_without_notice_was_looked_at(clock: Clock, roll: bool) -> None:
    end = due(clock.start, clock.period, CALENDAR, clock.pauses, roll=roll)
    looked_at_days = roll or clock.period.unit is Unit.WORKING
    assert end.provisional is (looked_at_days and end.on.year > LAST_PUBLISHED_YEAR)
    assert end.provisional is any(line.startswith("暂定：") for line in end.explanation)


@settings(max_examples=SEQUENCES)
@given(clocks(), st.booleans())
def test_only_a_provisional_day_can_change_when_the_next_notices_are_loaded(clock: Clock, roll: bool) -> None:
    assume(clock.start.year <= SHORT_CALENDAR.last_year)
    early = due(clock.start, clock.period, SHORT_CALENDAR, clock.pauses, roll=roll)
    late = due(clock.start, clock.period, CALENDAR, clock.pauses, roll=roll)
    assert early.provisional or early.on == late.on
    assert early.calendar_version != late.calendar_version


@given(clocks(), st.data())
def test_the_order_in_which_pauses_are_given_does_not_matter(clock: Clock, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(clock.pauses))
    end = due(clock.start, clock.period, CALENDAR, clock.pauses)
    assert due(clock.start, clock.period, CALENDAR, shuffled) == end


@settings(max_examples=SEQUENCES)
@given(clocks(), st.integers(0, 200))
def test_what_is_left_and_what_was_consumed_are_the_budget(clock: Clock, days_later: int) -> None:
    on = clock.start + days_later * ONE_DAY
    days = [clock.start + step * ONE_DAY for step in range(1, days_later + 1)]
    consumed = sum(counts(day, clock.period.unit) and not paused(day, clock.pauses) for day in days)
    left = remaining(clock.start, clock.period, CALENDAR, clock.pauses, on)
    assert left == max(0, days_in(clock.start, clock.period) - consumed)


@given(clocks(DAY_PERIODS), st.integers(0, 30), st.integers(0, 60))
def test_an_open_pause_holds_what_is_left_and_leaves_no_last_day(clock: Clock, gap: int, later: int) -> None:
    last = clock.pauses[-1].resumed_on if clock.pauses else clock.start
    assert last is not None
    notice_on = last + gap * ONE_DAY
    stopped = [*clock.pauses, Pause(notice_on, None)]
    left = remaining(clock.start, clock.period, CALENDAR, stopped, notice_on)
    assert remaining(clock.start, clock.period, CALENDAR, stopped, notice_on + later * ONE_DAY) == left
    if due(clock.start, clock.period, CALENDAR, clock.pauses).on < notice_on:
        assert due(clock.start, clock.period, CALENDAR, stopped).on < notice_on
        return
    with pytest.raises(BadInput) as caught:
        due(clock.start, clock.period, CALENDAR, stopped)
    assert caught.value.code == "clock_paused"
    assert f"还剩{left}" in caught.value.message()


@settings(max_examples=SEQUENCES)
@given(sequences(roll=True), st.integers(0, 4), st.integers(1, 40))
def test_a_second_pause_within_a_pause_is_refused(clock: Clock, place: int, days: int) -> None:
    long_pauses = [pause for pause in clock.pauses if pause.resumed_on and pause.notice_on < pause.resumed_on]
    assume(long_pauses)
    outer = long_pauses[place % len(long_pauses)]
    inner = Pause(outer.notice_on, outer.notice_on + days * ONE_DAY)
    with pytest.raises(BadInput) as caught:
        due(clock.start, clock.longer, CALENDAR, [*clock.pauses, inner])
    assert caught.value.code == "pauses_overlap"
