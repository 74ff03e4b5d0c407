"""A worked case of a limit of the law: its rule, its start and the last day that the law gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from claims.calendar import Period, Unit, due, in_time, load_calendar
from claims.rules import Value, load_rules

RULES = load_rules("重庆")
ONE_DAY = timedelta(days=1)


def limit_of(case: Mapping[str, Any]) -> Value:
    """The limit that the case names, of the law of its accident or else of its start."""
    return RULES.at(f"limits.{case['规则']}", case.get("事故", case["起算"]))


def assert_last_day(case: Mapping[str, Any]) -> None:
    """The limit is as long as the case says and ends on its day; the day before and that day are in time, the next is not."""
    limit = limit_of(case)
    period = Period(limit.as_int(), Unit(limit.unit))
    assert str(period) == case["期限"]
    end = due(case["起算"], period, load_calendar(), roll=limit.rolls)
    assert end.on == case["届满"]
    assert end.provisional is ("暂定" in case)
    assert [in_time(end, case["届满"] + days * ONE_DAY) for days in (-1, 0, 1)] == [True, True, False]
