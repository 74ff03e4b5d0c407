"""The ladder of a period: on which day which rung is reached, whom it tells, and that its data are read or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.calendar import Pause, Period, Unit, last_day, load_calendar
from claims.errors import RuleFileError
from claims.ladder import LEVELS, Measured, Rung, ladder, rung_days
from claims.rules import Rules, load_rules

CALENDAR = load_calendar()
RULES = load_rules("重庆")
DAY = date(2025, 3, 3)
LADDERS = ("bureau", "platform", "bank", "applicant", "right", "nobody")


def measured(start: date, period: Period, *pauses: Pause, target_on: date | None = None) -> Measured:
    return Measured(start, period, pauses, last_day(start, period, CALENDAR, pauses), target_on)


def days(name: str, what: Measured) -> dict[str, date]:
    return {rung.code: day for day, rung in rung_days(ladder(RULES, name, DAY), what, CALENDAR)}


def test_the_bureaus_thirty_working_days_have_their_rungs_in_order() -> None:
    what = measured(date(2025, 9, 26), Period(30, Unit.WORKING), target_on=date(2025, 10, 28))
    assert days("bureau", what) == {
        "half": date(2025, 10, 23),
        "norm": date(2025, 10, 29),
        "near": date(2025, 11, 10),
        "due": date(2025, 11, 13),
        "overdue": date(2025, 11, 14),
        "raised": date(2025, 11, 17),
        "raised_again": date(2025, 11, 20),
    }


def test_three_days_before_are_counted_in_the_periods_own_days() -> None:
    calendar_days = measured(date(2025, 3, 3), Period(15, Unit.CALENDAR))
    working_days = measured(date(2025, 3, 3), Period(11, Unit.WORKING))
    assert calendar_days.last_on == working_days.last_on == date(2025, 3, 18)
    assert days("bureau", calendar_days)["near"] == date(2025, 3, 15)
    assert days("bureau", working_days)["near"] == date(2025, 3, 13)


def test_a_pause_before_the_half_puts_the_half_off_and_a_later_one_does_not() -> None:
    period = Period(10, Unit.WORKING)
    early = measured(date(2025, 3, 3), period, Pause(date(2025, 3, 5), date(2025, 3, 7)))
    late = measured(date(2025, 3, 3), period, Pause(date(2025, 3, 13), date(2025, 3, 14)))
    assert days("bureau", early)["half"] == date(2025, 3, 13)
    assert days("bureau", late)["half"] == date(2025, 3, 10)


def test_a_warning_that_would_come_on_the_first_day_is_left_out() -> None:
    assert "near" not in days("bureau", measured(date(2025, 3, 3), Period(2, Unit.WORKING)))
    assert "near" not in days("bureau", measured(date(2025, 3, 3), Period(3, Unit.CALENDAR)))
    assert "near" in days("bureau", measured(date(2025, 3, 3), Period(4, Unit.CALENDAR)))


def test_a_remedy_that_runs_out_is_no_breach_of_anybody() -> None:
    assert not any(rung.breach for rung in ladder(RULES, "right", DAY))


def test_the_green_channel_tells_one_rung_earlier() -> None:
    order = list(LEVELS)
    rungs = {rung.code: rung for rung in ladder(RULES, "bureau", DAY)}
    assert [rungs[code].level("normal") for code in ("overdue", "raised", "raised_again")] == [
        "officer",
        "section_head",
        "leader",
    ]
    assert rungs["overdue"].level("fast") == rungs["raised"].level("normal")
    assert rungs["raised"].level("fast") == rungs["raised_again"].level("normal")
    for rung in rungs.values():
        assert order.index(rung.level("fast")) >= order.index(rung.level("normal"))


@pytest.mark.parametrize("name", LADDERS)
def test_every_ladder_only_climbs(name: str) -> None:
    what = measured(date(2025, 3, 3), Period(30, Unit.WORKING), target_on=date(2025, 4, 1))
    for lane in ("normal", "fast"):
        levels = [
            list(LEVELS).index(rung.level(lane)) for _, rung in rung_days(ladder(RULES, name, DAY), what, CALENDAR)
        ]
        assert levels == sorted(levels)


@given(
    st.dates(date(2022, 7, 1), date(2026, 6, 30)),
    st.builds(Period, st.integers(1, 120), st.sampled_from([Unit.WORKING, Unit.CALENDAR])),
    st.integers(0, 60),
    st.integers(0, 40),
    st.sampled_from(LADDERS),
)
def test_every_rung_lies_where_it_says(start: date, period: Period, gap: int, length: int, name: str) -> None:
    notice_on = start + timedelta(days=gap)
    pause = Pause(notice_on, notice_on + timedelta(days=length))
    what = measured(start, period, pause)
    found = rung_days(ladder(RULES, name, start), what, CALENDAR)
    assert [day for day, _ in found] == sorted(day for day, _ in found)
    for day, rung in found:
        assert day > start
        assert rung.breach == (day > what.last_on)
        assert (day == what.last_on) or rung.code != "due"


def rules_with(record: dict[str, Any]) -> Rules:
    value = RULES.at("rungs.bureau.half", DAY)
    return Rules("重庆", (replace(value, value=record),))


@pytest.mark.parametrize(
    "record",
    [
        {"tells": "officer", "fast_tells": "officer"},
        {"after_percent": 50, "days_before": 3, "tells": "officer", "fast_tells": "officer"},
        {"after_percent": "50", "tells": "officer", "fast_tells": "officer"},
        {"after_percent": 50, "tells": "nobody", "fast_tells": "officer"},
        {"after_percent": 50, "tells": "officer"},
        {"after_percent": 50, "tells": "officer", "fast_tells": "officer", "does": "refuse"},
    ],
)
def test_a_rung_that_does_not_say_when_or_whom_is_refused_by_name(record: dict[str, Any]) -> None:
    with pytest.raises(RuleFileError, match=r"rungs\.bureau\.half"):
        ladder(rules_with(record), "bureau", DAY)


def test_a_rung_of_the_files_is_read() -> None:
    assert ladder(RULES, "bureau", DAY)[0] == Rung("half", "期限过半", "after_percent", 50, "officer", "officer")
