"""The worked cases of `deadlines.yaml`: every rule of counting, and every limit of the law on each side of its last day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from claims.calendar import Due, Pause, Period, Unit, WorkingCalendar, due, in_time, load_calendar, remaining
from claims.errors import ClaimsError
from claims.rules import Value
from claims.workdays import read_plan
from tests.support.limits import RULES, assert_last_day, limit_of

LAW: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("deadlines.yaml").read_text(encoding="utf-8"))
CASES, LIMITS = LAW["算例"], LAW["法定和承诺期限"]
UNITS = {"日": Unit.CALENDAR, "个工作日": Unit.WORKING, "个月": Unit.MONTHS, "年": Unit.YEARS}


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["情形"]) for case in cases]


def period_of(case: Mapping[str, Any]) -> Period:
    match = re.fullmatch(r"(\d+)(\D+)", case["期限"])
    assert match is not None
    return Period(int(match[1]), UNITS[match[2]])


def pauses_of(case: Mapping[str, Any]) -> list[Pause]:
    return [
        Pause(pause["通知"], pause.get("恢复"), pause.get("事由", ""), pause.get("文书", ""))
        for pause in case.get("中止", ())
    ]


def calendar_of(case: Mapping[str, Any]) -> WorkingCalendar:
    """The loaded calendar, or only its years up to the one that the case names."""
    if "装入到" not in case:
        return load_calendar()
    plans = {
        int(value.key.removeprefix("calendar.")): read_plan(value.as_record())
        for value in RULES.values()
        if value.key.startswith("calendar.")
    }
    return WorkingCalendar({year: plan for year, plan in plans.items() if year <= case["装入到"]})


def due_of(case: Mapping[str, Any]) -> Due:
    roll = not case.get("不顺延", False)
    return due(case["起算"], period_of(case), calendar_of(case), pauses_of(case), roll=roll)


def limits_in_days() -> list[Value]:
    units = {unit.value for unit in Unit}
    return [value for value in RULES.values() if value.key.startswith("limits.") and value.unit in units]


@pytest.mark.parametrize("case", named([case for case in CASES if "届满" in case]))
def test_the_period_ends_on_the_day_that_the_law_gives(case: Mapping[str, Any]) -> None:
    end = due_of(case)
    assert end.on == case["届满"]
    assert end.provisional is ("暂定" in case)


@pytest.mark.parametrize("case", named([case for case in CASES if "说明" in case]))
def test_the_explanation_says_why(case: Mapping[str, Any]) -> None:
    text = "\n".join(due_of(case).explanation)
    for sentence in case["说明"]:
        assert sentence in text


@pytest.mark.parametrize("case", named([case for case in CASES if "暂定" in case]))
def test_a_provisional_day_names_the_years_to_load(case: Mapping[str, Any]) -> None:
    years = "至".join(f"{year}年" for year in case["暂定"])
    assert any(line.startswith(f"暂定：{years}的放假调休安排还没有装入") for line in due_of(case).explanation)


@pytest.mark.parametrize("case", named([case for case in CASES if "算不出" in case]))
def test_what_cannot_be_counted_is_refused_with_the_reason(case: Mapping[str, Any]) -> None:
    with pytest.raises(ClaimsError) as caught:
        due_of(case)
    assert case["算不出"] in caught.value.message()


@pytest.mark.parametrize("case", named([case for case in CASES if "剩余" in case]))
def test_the_days_that_are_left(case: Mapping[str, Any]) -> None:
    left = remaining(case["起算"], period_of(case), load_calendar(), pauses_of(case), case["当日"])
    assert left == case["剩余"]


@pytest.mark.parametrize("case", named([case for case in CASES if "及时" in case]))
def test_a_paper_is_in_time_or_late(case: Mapping[str, Any]) -> None:
    assert in_time(due_of(case), case["收到"], case.get("交邮")) is case["及时"]


@pytest.mark.parametrize("case", named(LIMITS))
def test_a_limit_of_the_law_has_its_day_before_its_day_and_its_day_after(case: Mapping[str, Any]) -> None:
    assert_last_day(case)


def test_every_limit_in_days_months_or_years_has_its_case() -> None:
    with_a_case = {(value.key, value.effective_from) for value in map(limit_of, LIMITS)}
    assert {(value.key, value.effective_from) for value in limits_in_days()} == with_a_case
