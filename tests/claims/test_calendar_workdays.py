"""Which days are worked: the loaded years against two other people's calendars, and what stands after and before them."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.calendar import WorkingCalendar, YearPlan, load_calendar
from claims.errors import BadInput, RuleFileError, RuleMissing

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2022, 1, 1), date(2026, 12, 31)
ALL_DAYS = [FIRST + number * ONE_DAY for number in range((LAST - FIRST).days + 1)]
NO_PLAN = YearPlan(off=(), worked=())

# 2024 in short: the notice's Spring Festival, and nothing else.
SPRING_2024 = YearPlan(
    off=tuple(date(2024, 2, day) for day in range(12, 17)), worked=(date(2024, 2, 4), date(2024, 2, 18))
)


def test_every_day_of_the_five_years_is_as_chinesecalendar_has_it() -> None:
    calendar = load_calendar()
    assert [day for day in ALL_DAYS if calendar.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_every_day_of_the_five_years_is_as_holidays_has_it() -> None:
    calendar = load_calendar()
    others = holidays.country_holidays("CN", years=range(2022, 2027))
    assert [day for day in ALL_DAYS if calendar.is_working_day(day) != others.is_working_day(day)] == []


@pytest.mark.parametrize(("year", "count"), [(2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_its_known_number_of_working_days(year: int, count: int) -> None:
    assert load_calendar().working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (date(2022, 1, 30), date(2022, 2, 7)),  # 春节, between two make-up Sundays
        (date(2023, 1, 20), date(2023, 1, 28)),  # to a make-up Saturday
        (date(2024, 2, 9), date(2024, 2, 18)),
        (date(2025, 1, 27), date(2025, 2, 5)),
        (date(2026, 2, 14), date(2026, 2, 24)),
        (date(2022, 9, 30), date(2022, 10, 8)),  # 国庆
        (date(2023, 9, 28), date(2023, 10, 7)),
        (date(2024, 9, 30), date(2024, 10, 8)),
        (date(2025, 9, 30), date(2025, 10, 9)),
        (date(2026, 9, 30), date(2026, 10, 8)),
        (date(2024, 2, 28), date(2024, 2, 29)),  # the leap day
        (date(2025, 12, 31), date(2026, 1, 4)),  # 元旦, to a make-up Sunday
    ],
)
def test_the_working_day_after_a_holiday_follows_the_one_before_it(before: date, after: date) -> None:
    calendar = load_calendar()
    assert calendar.is_working_day(before)
    assert calendar.is_working_day(after)
    assert calendar.next_working_day(before) == after
    assert calendar.next_working_day(after - ONE_DAY) == after
    assert calendar.next_working_day(after) > after
    assert calendar.working_days_between(before, after) == 1


@given(
    st.dates(date(2021, 12, 31), date(2031, 12, 31)),
    st.dates(date(2021, 12, 31), date(2031, 12, 31)),
)
def test_the_count_between_two_days_is_that_of_one_day_after_another(one: date, other: date) -> None:
    calendar = load_calendar()
    first, last = sorted((one, other))
    stepped = sum(calendar.is_working_day(first + step * ONE_DAY) for step in range(1, (last - first).days + 1))
    assert calendar.working_days_between(first, last) == stepped
    assert calendar.working_days_between(last, first) == -stepped


@given(st.dates(date(2021, 12, 31), date(2031, 12, 31)), st.integers(0, 3000))
def test_adding_working_days_is_the_other_way_round_of_counting_them(day: date, count: int) -> None:
    calendar = load_calendar()
    end = calendar.add_working_days(day, count)
    assert calendar.working_days_between(day, end) == count
    assert end == day if count == 0 else calendar.is_working_day(end)


def test_after_the_last_notice_a_weekday_is_worked_and_a_weekend_is_not() -> None:
    calendar = WorkingCalendar({2024: SPRING_2024})
    assert calendar.is_published(2024)
    assert not calendar.is_published(2025)
    assert [calendar.is_working_day(date(2025, 1, 27) + step * ONE_DAY) for step in range(7)] == [True] * 5 + [
        False
    ] * 2
    assert calendar.next_working_day(date(2024, 12, 31)) == date(2025, 1, 1)


def test_the_years_to_load_are_those_after_the_last_notice() -> None:
    calendar = WorkingCalendar({2024: SPRING_2024})
    assert list(calendar.unpublished_years(date(2024, 1, 1), date(2024, 12, 31))) == []
    assert list(calendar.unpublished_years(date(2024, 1, 1), date(2026, 1, 1))) == [2025, 2026]
    assert list(calendar.unpublished_years(date(2027, 1, 1), date(2027, 2, 1))) == [2027]


def test_before_the_first_notice_nothing_is_guessed() -> None:
    calendar = WorkingCalendar({2024: SPRING_2024})
    assert not calendar.is_published(2023)
    for ask in (calendar.is_working_day, calendar.next_working_day):
        with pytest.raises(RuleMissing) as caught:
            ask(date(2023, 12, 30))
        assert caught.value.code == "calendar_year_missing"
        assert caught.value.facts["year"] == 2023
    assert "claims/rules/calendar/2023.toml" in caught.value.message()


def test_the_eve_of_the_first_notice_can_start_a_count_but_not_be_judged() -> None:
    calendar = WorkingCalendar({2024: SPRING_2024})
    assert calendar.next_working_day(date(2023, 12, 31)) == date(2024, 1, 1)
    with pytest.raises(RuleMissing):
        calendar.is_working_day(date(2023, 12, 31))


def test_a_missing_year_in_between_is_named() -> None:
    with pytest.raises(RuleMissing, match="没有2023年的放假调休安排"):
        WorkingCalendar({2022: NO_PLAN, 2024: SPRING_2024})


def test_a_calendar_without_years_is_refused() -> None:
    with pytest.raises(RuleMissing, match="没有装入任何一年"):
        WorkingCalendar({})


@pytest.mark.parametrize(
    "plan",
    [
        YearPlan(off=(date(2024, 2, 10),), worked=()),  # a Saturday as a holiday
        YearPlan(off=(), worked=(date(2024, 2, 12),)),  # a Monday as make-up day
        YearPlan(off=(date(2024, 2, 12),), worked=(date(2024, 2, 12),)),  # both
    ],
)
def test_a_day_in_the_wrong_row_is_refused(plan: YearPlan) -> None:
    with pytest.raises(RuleFileError) as caught:
        WorkingCalendar({2024: plan})
    assert caught.value.code == "calendar_day_misplaced"
    assert "2024年" in caught.value.message()


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2023, 11, 30), date(2022, 12, 30)])
def test_a_day_of_another_year_is_refused(day: date) -> None:
    with pytest.raises(RuleFileError) as caught:
        WorkingCalendar({2024: YearPlan(off=(day,), worked=())})
    assert caught.value.code == "calendar_day_of_other_year"


def test_a_notice_may_move_the_last_days_of_the_december_before_it() -> None:
    notice_of_2019 = YearPlan(off=(date(2018, 12, 31), date(2019, 1, 1)), worked=(date(2018, 12, 29),))
    calendar = WorkingCalendar({2018: NO_PLAN, 2019: notice_of_2019})
    assert calendar.is_working_day(date(2018, 12, 29))
    assert not calendar.is_working_day(date(2018, 12, 31))
    assert calendar.next_working_day(date(2018, 12, 29)) == date(2019, 1, 2)


def test_the_version_is_that_of_the_data_and_of_nothing_else() -> None:
    calendar = WorkingCalendar({2024: SPRING_2024})
    turned_round = YearPlan(SPRING_2024.off[::-1], SPRING_2024.worked[::-1])
    assert calendar.version == WorkingCalendar({2024: turned_round}).version
    assert calendar.version != WorkingCalendar({2024: YearPlan(SPRING_2024.off[1:], SPRING_2024.worked)}).version
    assert calendar.version != WorkingCalendar({2024: YearPlan(SPRING_2024.off, SPRING_2024.worked[1:])}).version
    assert calendar.version != WorkingCalendar({2024: SPRING_2024, 2025: NO_PLAN}).version
    assert len(calendar.version) == 12


def test_the_loaded_calendar_covers_the_five_years_and_is_read_once() -> None:
    calendar = load_calendar()
    assert [year for year in range(2015, 2035) if calendar.is_published(year)] == [2022, 2023, 2024, 2025, 2026]
    assert load_calendar() is calendar


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        load_calendar().add_working_days(date(2025, 3, 3), -1)


def test_the_year_9999_is_the_end() -> None:
    calendar = load_calendar()
    assert calendar.is_working_day(date.max)  # a Friday
    with pytest.raises(BadInput, match="9999"):
        calendar.next_working_day(date.max)
