"""The coverage gate refuses only what the lists of the day exclude, and always shows another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.coverage import REFUSALS, CoverageQuestion, Line, Route, gate, other_routes, route_conflict
from claims.errors import BadInput
from claims.rules import load_rules

CHONGQING = load_rules("重庆")
USUAL = CoverageQuestion(
    accident_date=date(2024, 5, 1), province="重庆", platform="美团", industry="即时配送", order_state="delivering"
)
STATES = ["none", "accepted", "picked_up", "delivering", "completed", "waiting", "commuting"]


def test_a_misspelt_order_state_is_a_fault_of_the_question_and_no_refusal() -> None:
    with pytest.raises(BadInput, match="delivring") as refused:
        gate(replace(USUAL, order_state="delivring"), CHONGQING)
    assert refused.value.code == "order_state_unknown"
    assert "delivering" in refused.value.message()


def test_a_work_injury_application_is_blocked_by_a_pilot_case_of_the_same_accident() -> None:
    answer = route_conflict(Line.WORK_INJURY, "TL-2024-000007", date(2024, 5, 1), CHONGQING)
    assert answer is not None
    assert (answer.covered, answer.route, answer.refusal) == (False, Route.PILOT, False)
    assert "第十六条" in answer.reason
    assert "TL-2024-000007" in answer.reason


@pytest.mark.parametrize("line", list(Line))
def test_a_free_line_is_no_conflict(line: Line) -> None:
    assert route_conflict(line, "", date(2024, 5, 1), CHONGQING) is None


def test_elsewhere_the_one_route_rule_is_the_national_one() -> None:
    answer = route_conflict(Line.PILOT, "沪工认1号", date(2024, 5, 1), load_rules("上海"))
    assert answer is not None
    assert "重庆" not in answer.reason


def test_the_other_ways_are_told_with_their_limits() -> None:
    text = "".join(other_routes(Route.CIVIL_OR_INSURANCE, date(2024, 5, 1), CHONGQING))
    assert "30日" in text
    assert "1年" in text
    assert other_routes(Route.PILOT, date(2024, 5, 1), CHONGQING) == ()


@pytest.mark.parametrize("day", [date(2022, 7, 1), date(2025, 7, 1), date(2026, 7, 1)])
def test_a_refusal_rests_on_the_list_of_the_accident_day(day: date) -> None:
    answer = gate(replace(USUAL, accident_date=day, platform="万顺"), CHONGQING)
    assert answer.sources == (CHONGQING.at("coverage.platforms", day).source,)


def test_a_place_of_no_list_is_refused_before_the_pilot_too() -> None:
    answer = gate(replace(USUAL, accident_date=date(2022, 6, 30), province="香港"), CHONGQING)
    assert (answer.reason_code, bool(answer.sources)) == ("province_not_listed", True)


def test_the_other_line_goes_before_every_other_answer() -> None:
    question = replace(USUAL, platform="万顺", order_state="none", express_courier=True, other_case="X")
    assert gate(question, CHONGQING).reason_code == "route_conflict"


QUESTIONS = st.builds(
    CoverageQuestion,
    accident_date=st.dates(date(2020, 1, 1), date(2028, 12, 31)),
    province=st.sampled_from(["重庆", "湖北", "贵州", "香港"]),
    platform=st.sampled_from(["美团", "滴滴出行", "盒马", "万顺", "顺丰", "顺丰同城"]),
    industry=st.sampled_from(["出行", "外卖", "即时配送", "同城货运", "家政"]),
    order_state=st.sampled_from(STATES),
    criterion=st.sampled_from(["", "2021-10-1-1", "2021-10-1-2", "2025-11-1-4"]),
    minutes_since_completion=st.none() | st.integers(0, 120),
    platform_entered_on=st.none() | st.dates(date(2022, 1, 1), date(2026, 1, 1)),
    work_injury_enrolled=st.booleans(),
    labour_relation_signs=st.booleans(),
    express_courier=st.booleans(),
    other_case=st.sampled_from(["", "X"]),
)


@given(QUESTIONS)
def test_every_answer_has_a_reason_a_source_and_a_no_has_another_way(question: CoverageQuestion) -> None:
    answer = gate(question, CHONGQING)
    assert answer.reason.strip()
    assert answer.sources
    assert answer.refusal is (answer.reason_code in REFUSALS)
    if answer.refusal:
        assert not answer.covered
        assert len(answer.other_routes) == 3
    if answer.covered:
        assert answer.route in (Route.PILOT, Route.HUMAN_REVIEW)


@given(QUESTIONS)
def test_signs_of_the_other_line_are_never_answered_with_a_refusal(question: CoverageQuestion) -> None:
    if (
        question.express_courier
        or question.work_injury_enrolled
        or question.labour_relation_signs
        or question.other_case
    ):
        answer = gate(question, CHONGQING)
        assert not answer.covered
        assert not answer.refusal


@given(QUESTIONS)
def test_nothing_is_covered_before_the_pilot_began(question: CoverageQuestion) -> None:
    if question.accident_date < date(2022, 7, 1):
        assert not gate(question, CHONGQING).covered
