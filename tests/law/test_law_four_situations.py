"""Every limit that is a clock, at the Spring Festival, at the National Day, at a leap day and at a month's end.

The cases of `four_situations.yaml` are counted twice: by the program, and day by day over another package's notices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from claims.calendar import Unit
from tests.support.limits import ONE_DAY, RULES, assert_last_day, limit_of
from tests.support.notices import (
    LAST_NOTICE,
    NATIONAL_DAY,
    SPRING_FESTIVAL,
    Run,
    counted,
    holidays_in,
    is_holiday,
    is_made_up,
    made_up_for,
)

# T2 T3 T5 T7-T10 T13-T17 T20-T26 T28-T30 T33-T35: the limits of the law that are clocks.
NUMBERS = (2, 3, 5, *range(7, 11), *range(13, 18), *range(20, 27), *range(28, 31), *range(33, 36))
NEXT_LEAP_YEAR = 2028
CODES = {f"T{number}" for number in NUMBERS}
FIRST_DAY, LAST_DAY = date(2022, 1, 1), date(LAST_NOTICE, 12, 31)
DATA: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("four_situations.yaml").read_text(encoding="utf-8"))
NOT_MET: list[dict[str, Any]] = DATA["不适用"]
LIMITS = [value for value in RULES.values() if value.code in CODES and value.unit in set(Unit)]


def at_spring_festival(run: Run) -> bool:
    """It runs over the festival; by months or years it runs out in it."""
    days = run.days if run.in_days else [run.counted_to]
    return any(is_holiday(day, SPRING_FESTIVAL) for day in days)


def at_national_day(run: Run) -> bool:
    """It runs over the holiday and a day worked for it; by months or years it starts or ends on one of them."""
    days = run.days if run.in_days else [run.start, run.counted_to]
    off = any(is_holiday(day, NATIONAL_DAY) for day in days)
    worked = any(made_up_for(day, NATIONAL_DAY) for day in days)
    return off and worked if run.in_days else off or worked


def at_leap_day(run: Run) -> bool:
    """It has a 29 February among its days or starts on one; by months or years it starts or ends there."""
    days = [run.start, *run.days] if run.in_days else [run.start, run.counted_to]
    return any((day.month, day.day) == (2, 29) for day in days)


def at_months_end(run: Run) -> bool:
    """It starts or ends on the last day of a month."""
    return any((day + ONE_DAY).day == 1 for day in (run.start, run.counted_to, run.last))


SITUATIONS: dict[str, Callable[[Run], bool]] = {
    "春节": at_spring_festival,
    "国庆": at_national_day,
    "闰日": at_leap_day,
    "月末": at_months_end,
}
CASES: list[dict[str, Any]] = [{**case, "时候": situation} for situation in SITUATIONS for case in DATA[situation]]
NAMED = [pytest.param(case, id=f"{case['时候']} {case['情形']}") for case in CASES]


def run_of(case: Mapping[str, Any]) -> Run:
    limit = limit_of(case)
    return counted(case["起算"], limit.as_int(), limit.unit, limit.rolls)


@pytest.mark.parametrize("case", NAMED)
def test_a_limit_has_its_day_before_its_day_and_its_day_after(case: Mapping[str, Any]) -> None:
    assert_last_day(case)


@pytest.mark.parametrize("case", NAMED)
def test_the_last_day_is_the_one_found_by_walking_over_the_notices(case: Mapping[str, Any]) -> None:
    run = run_of(case)
    assert run.last == case["届满"]
    assert ([run.last.year] if limit_of(case).rolls and run.last > LAST_DAY else None) == case.get("暂定")


@pytest.mark.parametrize("case", NAMED)
def test_a_case_is_of_its_situation(case: Mapping[str, Any]) -> None:
    assert SITUATIONS[case["时候"]](run_of(case))


@pytest.mark.parametrize("case", NAMED)
def test_the_sentence_says_why_the_day_is_what_it_is(case: Mapping[str, Any]) -> None:
    limit, run = limit_of(case), run_of(case)
    assert case["情形"].startswith(f"{limit.code} {limit.label}：")
    assert [part for part in reasons(run, limit.rolls) if part not in case["情形"]] == []


def reasons(run: Run, rolls: bool) -> Iterator[str]:
    """What the sentence of a case has to name: the holidays, the weekends worked, and where the last day moved."""
    yield spoken(run.last)
    yield spoken(run.counted_to)
    if run.unit == Unit.WORKING:
        yield from (span(first, last) for first, last in holidays_in(run.days))
        made_up = "、".join(short(day) for day in run.days if is_made_up(day))
        if made_up:
            yield f"{made_up}调休上班要算"
    elif not rolls:
        yield "不顺延"
    elif run.last != run.counted_to:
        yield "顺延到"
    elif is_made_up(run.last):
        yield "调休上班，不顺延"


def short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def spoken(day: date) -> str:
    """The day and its weekday; the bracket stays open because the sentence may go on in it."""
    return f"{short(day)}（星期{'一二三四五六日'[day.weekday()]}"


def span(first: date, last: date) -> str:
    return short(first) if first == last else f"{short(first)}至{short(last)}"


def test_every_limit_that_is_a_clock_is_there() -> None:
    assert {limit.code for limit in LIMITS} == set(CODES)


def test_every_text_of_every_limit_has_a_case_or_a_reason_for_each_situation() -> None:
    found = [(limit_of(case), case["时候"]) for case in CASES]
    found += [(RULES.at(f"limits.{none['规则']}", none["自"]), none["时候"]) for none in NOT_MET]
    have = Counter((limit.key, limit.effective_from, situation) for limit, situation in found)
    wanted = Counter((limit.key, limit.effective_from, situation) for limit, situation in product(LIMITS, SITUATIONS))
    assert have == wanted


@pytest.mark.parametrize("none", NOT_MET, ids=lambda none: f"{none['时候']} {none['理由']}")
def test_a_text_without_a_case_never_meets_that_situation(none: Mapping[str, Any]) -> None:
    limit = RULES.at(f"limits.{none['规则']}", none["自"])
    assert (limit.effective_from, none["理由"].split("：")[0]) == (none["自"], f"{limit.code} {limit.label}")
    first, last = max(limit.effective_from, FIRST_DAY), min(limit.effective_to or LAST_DAY, LAST_DAY)
    starts = [first + step * ONE_DAY for step in range((last - first).days + 1)]
    runs = [counted(start, limit.as_int(), limit.unit, limit.rolls) for start in starts]
    assert [run.start for run in runs if SITUATIONS[none["时候"]](run)] == []
    end = runs[-1].last
    assert (f"{end.year}年{short(end)}届满" if limit.effective_to else f"{NEXT_LEAP_YEAR}年2月29日") in none["理由"]
