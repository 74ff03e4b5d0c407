"""What the bureau promises is never later than what the law demands, from whichever day of four years it is counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from claims.calendar import Due, Period, Unit, due, load_calendar
from claims.rules import Value, load_rules
from workflows.clock_days import FAST, days_of
from workflows.clock_rules import CLOCK_RULES, ClockRule, Duty

ONE_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
FIRST, LAST = date(2022, 7, 1), date(2026, 11, 30)
DAYS = [FIRST + number * ONE_DAY for number in range((LAST - FIRST).days + 1)]
RULES, CALENDAR = load_rules("重庆"), load_calendar()
SERVICE_NORM, GREEN_CHANNEL = "limits.service_norm.", "limits.green_channel."
NORMS = sorted({value.key for value in RULES.values() if value.key.startswith(SERVICE_NORM)})
# Each target of the green channel with a limit that it must not pass.
KEPT = [
    ("mediation", "mediation"),
    ("award", "arbitration_award"),
    ("answer", "review_answer"),
    ("answer", "review_answer_simple"),
    ("answer", "court_answer"),
    ("reappraisal", "appraisal_conclusion"),
]
# Three working days against five calendar days: over a holiday the target would end later.
PASSED_OVER_A_HOLIDAY = ("acceptance", "arbitration_acceptance")
STARTS_THAT_PASS = 33
# The simple procedure leaves five working days for the answer already: there is nothing to shorten.
AS_LONG_AS_THE_LIMIT = ("answer", "review_answer_simple")
TARGETS = [*KEPT, PASSED_OVER_A_HOLIDAY]


def period_of(value: Value) -> Period:
    return Period(value.as_int(), Unit(value.unit))


@cache
def end_of(start: date, period: Period) -> Due:
    return due(start, period, CALENDAR)


def in_force(key: str, day: date) -> list[Value]:
    """The texts of `key` that a period starting on `day` may follow: an accident may lie any time before it."""
    return [
        value
        for value in RULES.history(key)
        if value.covers(day) or (value.dated_by == "accident" and value.effective_from <= day)
    ]


def pairs(key: str, limit_key: str) -> Iterator[tuple[date, Period, Period]]:
    """Every start day with every promise of `key` and every limit that may stand against it."""
    for start in DAYS:
        for promise in in_force(key, start):
            for limit in in_force(limit_key, start):
                yield start, period_of(promise), period_of(limit)


def starts_that_end_later(key: str, limit_key: str) -> list[date]:
    """The start days from which the promise of `key` would end after the limit."""
    return [start for start, own, law in pairs(key, limit_key) if end_of(start, own).on > end_of(start, law).on]


@pytest.mark.parametrize("key", NORMS)
def test_a_service_norm_is_never_later_than_its_limit(key: str) -> None:
    limit_key = key.replace(SERVICE_NORM, "limits.")
    assert {start for start, _, _ in pairs(key, limit_key)} == set(DAYS)
    assert starts_that_end_later(key, limit_key) == []


def test_every_target_of_the_green_channel_stands_beside_its_limit() -> None:
    targets = {value.key for value in RULES.values() if value.key.startswith(GREEN_CHANNEL) and value.unit != "fen"}
    assert targets == {GREEN_CHANNEL + name for name, _ in TARGETS}
    for name, limit in TARGETS:
        key = GREEN_CHANNEL + name
        in_pairs = {start for start, _, _ in pairs(key, f"limits.{limit}")}
        assert in_pairs == {day for day in DAYS if in_force(key, day)}


@pytest.mark.parametrize(("name", "limit"), KEPT)
def test_a_target_of_the_green_channel_is_never_later_than_its_limit(name: str, limit: str) -> None:
    assert starts_that_end_later(GREEN_CHANNEL + name, f"limits.{limit}") == []


@pytest.mark.parametrize(("name", "limit"), [pair for pair in TARGETS if pair != AS_LONG_AS_THE_LIMIT])
def test_a_target_of_the_green_channel_is_shorter_than_its_limit(name: str, limit: str) -> None:
    found = [
        (end_of(start, own).on, end_of(start, law).on)
        for start, own, law in pairs(GREEN_CHANNEL + name, f"limits.{limit}")
    ]
    assert sum(own < law for own, law in found) > len(found) / 2


def test_the_target_of_acceptance_is_later_than_its_limit_only_over_a_holiday() -> None:
    name, limit = PASSED_OVER_A_HOLIDAY
    later = starts_that_end_later(GREEN_CHANNEL + name, f"limits.{limit}")
    assert (len(later), later[0], later[-1]) == (STARTS_THAT_PASS, date(2025, 9, 29), date(2026, 10, 4))
    assert [start for start in later if not any(start <= off <= start + A_WEEK for off in CALENDAR.off)] == []


def test_the_engine_takes_the_earlier_of_target_and_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    name, limit = PASSED_OVER_A_HOLIDAY
    target = GREEN_CHANNEL + name
    # Acceptance by the arbitration commission is no clock of the bureau; this one stands for any with such a target.
    monkeypatch.setitem(
        CLOCK_RULES, limit, ClockRule(limit, f"limits.{limit}", "受理", Duty.NOBODY, fast_target=target)
    )
    for start, own, law in pairs(target, f"limits.{limit}"):
        clock = {"code": limit, "rule": f"limits.{limit}", "lane": FAST, "started_on": start, "rolls": True}
        days = days_of(clock, (), law, RULES, CALENDAR)
        assert days.target_on == min(end_of(start, own).on, end_of(start, law).on)
        assert days.due.on == end_of(start, law).on
