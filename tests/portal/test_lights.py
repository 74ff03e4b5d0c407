"""A light says how near the last day is: its shape, its colour, its sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.calendar import Unit
from claims.workdays import load_calendar
from portal.lights import Lamp, Term, days_between, light_of

CALENDAR = load_calendar()
TODAY = date(2026, 3, 16)  # a Monday
CASES = (
    (Term(date(2026, 3, 31), Unit.WORKING), Lamp.GREEN, "剩 11 个工作日 · 3月31日（周二）截止"),
    (Term(date(2026, 3, 19), Unit.WORKING), Lamp.YELLOW, "剩 3 个工作日 · 3月19日（周四）截止"),
    (Term(date(2026, 4, 15), Unit.CALENDAR, warned=True), Lamp.YELLOW, "剩 30 天 · 4月15日（周三）截止"),
    (
        Term(date(2027, 1, 12), Unit.CALENDAR, provisional=True),
        Lamp.GREEN,
        "暂定 · 剩 302 天 · 2027年1月12日（周二）截止",
    ),
    (Term(TODAY, Unit.WORKING), Lamp.RED, "今天到期"),
    (Term(date(2026, 3, 17), Unit.CALENDAR), Lamp.RED, "明天到期"),
    (Term(date(2026, 3, 12), Unit.WORKING), Lamp.OVERDUE, "已超期 2 个工作日"),
    (Term(date(2026, 3, 12), Unit.WORKING, "paused", left_days=9), Lamp.PAUSED, "已暂停 · 恢复后还剩 9 个工作日"),
    (Term(date(2026, 3, 26), Unit.WORKING, "met", closed_on=TODAY), Lamp.MET, "3月16日完成 · 提前 8 个工作日"),
    (Term(date(2026, 3, 12), Unit.CALENDAR, "late", closed_on=TODAY), Lamp.LATE, "3月16日完成 · 超期 4 天"),
    (Term(date(2026, 3, 12), Unit.CALENDAR, "ended"), Lamp.MET, "已终了"),
)


@pytest.mark.parametrize(("term", "lamp", "text"), CASES)
def test_a_light_says_what_its_period_is_at(term: Term, lamp: Lamp, text: str) -> None:
    light = light_of(term, CALENDAR, TODAY)
    assert (light.lamp, light.text) == (lamp, text)
    assert light.spoken.startswith("期限：")
    assert light.provisional is term.provisional


def test_what_is_spoken_names_the_day_once() -> None:
    soon, today = (light_of(Term(day, Unit.WORKING), CALENDAR, TODAY) for day in (date(2026, 3, 19), TODAY))
    assert soon.spoken == "期限：剩 3 个工作日 · 3月19日（周四）截止，快到期"
    assert today.spoken == "期限：今天到期，3月16日（周一），马上到期"


@given(st.integers(-60, 200), st.sampled_from([Unit.WORKING, Unit.CALENDAR]), st.booleans())
def test_a_light_never_turns_back_as_days_go_by(ahead: int, unit: Unit, warned: bool) -> None:
    order = [Lamp.GREEN, Lamp.YELLOW, Lamp.RED, Lamp.OVERDUE]
    term = Term(TODAY + timedelta(ahead), unit, warned=warned)
    seen = [order.index(light_of(term, CALENDAR, TODAY + timedelta(day)).lamp) for day in range(30)]
    assert seen == sorted(seen)
    assert (light_of(term, CALENDAR, TODAY).lamp is Lamp.OVERDUE) is (ahead < 0)
    assert days_between(TODAY, term.due_on, unit, CALENDAR) <= abs(ahead)
