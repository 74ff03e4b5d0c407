"""The appraisal 劳动能力鉴定: every guard where it holds and where it refuses, every effect by what it changes and orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.workflows.hand_made import (
    CONCLUDED,
    NO,
    HandMadeCase,
    carry_out,
    contested,
    day,
    holds,
    refusal,
    served_conclusion,
)
from workflows.effects import appraisal as effects
from workflows.guards import appraisal as guards
from workflows.machines.appraisal import TABLE
from workflows.roles import Role
from workflows.situation import Situation


def request(case: HandMadeCase, kind: str = "initial", **given: Any) -> Situation:
    return case.situation("appraisal", "request", **{"kind": kind, "stable": True, **given})


def concluding(case: HandMadeCase, **given: Any) -> Situation:
    row = case.appraisal(1, "examining", panel_size=3, kind=given.pop("kind", "initial"))
    told = {"grade": 9, "care_level": "none", "opinion": "右踝关节功能受限", "examined_on": day("2024-04-29"), **given}
    return case.situation("appraisal", "conclude", row, on="2024-05-06", **told)


def test_every_guard_and_effect_of_the_table_is_written() -> None:
    named = {name for move in TABLE.moves for name in (*move.guards, *(filter(None, [move.when])))}
    named -= {"missing_have_legal_basis"}  # shared with the case's intake, as is what takes papers in
    assert {name for name in named if not callable(getattr(guards, name, None))} == set()
    done = {name for move in TABLE.moves for name in move.effects} - {"take_papers"}
    assert {name for name in done if not callable(getattr(effects, name, None))} == set()


def test_only_what_the_table_names_is_public_in_the_guards_and_effects() -> None:
    for module, names in (
        (guards, {name for move in TABLE.moves for name in move.guards}),
        (effects, {name for move in TABLE.moves for name in move.effects}),
    ):
        own = {n for n, v in vars(module).items() if getattr(v, "__module__", "") == module.__name__ and callable(v)}
        assert {name for name in own if not name.startswith("_")} <= names


# ── request ──


@pytest.mark.parametrize("state", ["confirmed", "appraising", "appraised", "settling", "settled", "closed_periodic"])
def test_an_appraisal_can_be_asked_for_once_the_decision_is_in_effect(state: str) -> None:
    assert holds("decision_in_effect", request(HandMadeCase(state=state)))


@pytest.mark.parametrize(
    "claim",
    [
        {"state": "deciding", "effective_on": None},
        {"state": "confirmed", "effective_on": None},
        {"state": "confirmed", "effective_on": day("2024-06-04")},
        {"state": "revoked"},
        {"state": "redeciding"},
    ],
)
def test_no_appraisal_before_the_decision_binds_or_after_it_is_gone(claim: Mapping[str, Any]) -> None:
    assert not holds("decision_in_effect", request(HandMadeCase(**claim)))


def test_the_decision_is_in_effect_from_the_day_of_service_on() -> None:
    case = HandMadeCase()
    assert holds("decision_in_effect", request(case, on="2024-03-01"))
    assert not holds("decision_in_effect", request(case, on="2024-02-29"))


def test_the_refusal_says_the_state_in_chinese_and_since_when_the_decision_binds() -> None:
    unserved = refusal("decision_in_effect", request(HandMadeCase(state="deciding", effective_on=None)))
    assert "待确认" in unserved
    assert "尚未送达" in unserved
    assert "2024-03-01" in refusal("decision_in_effect", request(HandMadeCase(), on="2024-02-29"))


def test_the_injury_must_be_stable() -> None:
    assert holds("injury_stable", request(HandMadeCase()))
    assert not holds("injury_stable", request(HandMadeCase(), stable=False))


@pytest.mark.parametrize("state", ["requested", "supplementing", "examining", "paused"])
def test_one_appraisal_at_a_time(state: str) -> None:
    case = HandMadeCase()
    assert holds("one_appraisal_at_a_time", request(case))
    case.appraisal(1, state)
    assert f"{NO}/appraisal-1" in refusal("one_appraisal_at_a_time", request(case))


@pytest.mark.parametrize("state", ["concluded", "served", "superseding", "final"])
def test_an_initial_appraisal_is_made_once(state: str) -> None:
    case = HandMadeCase()
    case.appraisal(1, state)
    assert not holds("first_conclusion_once", request(case))
    assert holds("first_conclusion_once", request(case, "review"))


@pytest.mark.parametrize("state", ["terminated", "voided"])
def test_after_a_terminated_or_voided_appraisal_an_initial_one_is_open_again(state: str) -> None:
    case = HandMadeCase()
    case.appraisal(1, state)
    assert holds("first_conclusion_once", request(case))


def test_a_redo_is_opened_by_the_system_for_a_contested_conclusion_only() -> None:
    case, prior = served_conclusion()
    asked = request(case, "redo", replaces=prior["id"])
    assert not holds("redo_through_appeal", asked)
    prior["state"] = "superseding"
    assert holds("redo_through_appeal", asked)
    assert not holds("redo_through_appeal", request(case, "redo"))
    assert not holds("redo_through_appeal", request(case, "redo", replaces=prior["id"], role=Role.APPRAISAL))
    assert holds("redo_through_appeal", request(case, "review", role=Role.RIDER))


def test_a_review_is_of_the_final_conclusion_in_force() -> None:
    case = HandMadeCase()
    assert not holds("review_of_final_conclusion", request(case, "review"))
    first = case.appraisal(1, "final", **CONCLUDED)
    assert holds("review_of_final_conclusion", request(case, "review"))
    later = case.appraisal(2, "final", kind="review", concluded_on=day("2025-06-02"))
    assert holds("review_of_final_conclusion", request(case, "review", replaces=later["id"]))
    assert not holds("review_of_final_conclusion", request(case, "review", replaces=first["id"]))
    assert holds("review_of_final_conclusion", request(HandMadeCase(), "initial"))


def test_a_review_waits_a_year_from_the_conclusion() -> None:
    case = HandMadeCase()
    case.appraisal(1, "final", **CONCLUDED)
    assert not holds("review_after_a_year", request(case, "review", on="2025-05-05"))
    assert holds("review_after_a_year", request(case, "review", on="2025-05-06"))
    assert holds("review_after_a_year", request(case, "redo", on="2025-05-05"))
    assert "2025-05-06" in refusal("review_after_a_year", request(case, "review", on="2025-05-05"))


def test_the_year_of_a_second_review_counts_from_the_first_review() -> None:
    case = HandMadeCase()
    case.appraisal(1, "final", **CONCLUDED)
    case.appraisal(2, "final", kind="review", concluded_on=day("2025-06-02"))
    assert not holds("review_after_a_year", request(case, "review", on="2026-06-01"))
    assert holds("review_after_a_year", request(case, "review", on="2026-06-02"))


def test_the_first_appraisal_brings_the_case_into_appraisal() -> None:
    s = request(HandMadeCase())
    assert carry_out("open_appraisal", s) == [(NO, "start_appraisal", {})]
    opened = {name: s.subject[name] for name in ("kind", "effect", "requested_on", "replaces")}
    assert opened == {"kind": "initial", "effect": "ex_tunc", "requested_on": day("2024-06-03"), "replaces": None}


def test_an_initial_appraisal_after_a_terminated_one_leaves_the_case_in_appraisal() -> None:
    assert carry_out("open_appraisal", request(HandMadeCase(state="appraising"))) == []


def test_a_review_acts_on_the_future_and_names_the_conclusion_in_force() -> None:
    case = HandMadeCase(state="settled")
    case.appraisal(1, "final", **CONCLUDED)
    s = request(case, "review", on="2025-06-02")
    assert carry_out("open_appraisal", s) == []
    assert (s.subject["effect"], s.subject["replaces"]) == ("ex_nunc", f"{NO}/appraisal-1")


@pytest.mark.parametrize("effect", ["ex_tunc", "ex_nunc"])
def test_a_redo_acts_from_when_the_conclusion_it_replaces_acted(effect: str) -> None:
    case = HandMadeCase(state="settled")
    prior = case.appraisal(1, "superseding", effect=effect, **CONCLUDED)
    s = request(case, "redo", replaces=prior["id"])
    assert carry_out("open_appraisal", s) == []
    assert (s.subject["effect"], s.subject["replaces"]) == (effect, prior["id"])


# ── on the way to a conclusion ──


def test_papers_are_asked_for_once() -> None:
    case = HandMadeCase()
    s = case.situation("appraisal", "ask_supplement", case.appraisal(1, "requested"), missing=["diagnosis"])
    assert holds("appraisal_supplement_once", s)
    carry_out("count_appraisal_supplement", s)
    assert s.subject["supplement_count"] == 1
    assert not holds("appraisal_supplement_once", s)


@pytest.mark.parametrize(("size", "right"), [(2, False), (3, True), (4, False), (5, True), (7, False)])
def test_the_panel_has_three_or_five_experts(size: int, right: bool) -> None:
    case = HandMadeCase()
    s = case.situation("appraisal", "accept", case.appraisal(1, "requested"), panel_size=size, drawn=True)
    assert holds("panel_of_three_or_five", s) is right


def test_the_panel_is_drawn_at_random() -> None:
    case = HandMadeCase()
    row = case.appraisal(1, "requested")
    assert holds("panel_drawn", case.situation("appraisal", "accept", row, panel_size=3, drawn=True))
    assert not holds("panel_drawn", case.situation("appraisal", "accept", row, panel_size=3, drawn=False))


def test_the_panel_is_kept() -> None:
    case = HandMadeCase()
    s = case.situation("appraisal", "accept", case.appraisal(1, "requested"), panel_size=5, drawn=True)
    carry_out("set_panel", s)
    assert s.subject["panel_size"] == 5


def test_the_period_for_the_conclusion_counts_from_the_complete_request() -> None:
    case = HandMadeCase()
    row = case.appraisal(1, "requested")
    case.clock("T14", row, "2024-03-04", "2024-03-11", state="met")
    case.clock("T14", row, "2024-03-18", "2024-03-25", state="met")
    carry_out("start_conclusion_period", case.situation("appraisal", "accept", row, on="2024-03-22"))
    started = [clock for clock in case.file.rows("clock") if clock["code"] == "T15"]
    assert [(clock["subject"], clock["started_on"], clock["due_on"]) for clock in started] == [
        (row["id"], day("2024-03-18"), day("2024-05-17"))
    ]


def test_without_a_record_of_papers_the_period_counts_from_the_request() -> None:
    case = HandMadeCase()
    case.clock("T14", case.appraisal(2, "terminated"), "2024-02-05", "2024-02-19", state="met")
    case.clock("T16", case.appraisal(3, "terminated"), "2024-02-05", "2024-02-26", state="met")
    carry_out("start_conclusion_period", case.situation("appraisal", "accept", case.appraisal(1, "requested")))
    assert case.file.rows("clock")[-1]["started_on"] == day("2024-03-04")


def test_the_period_is_extended_once_and_before_it_ends() -> None:
    case = HandMadeCase()
    row = case.appraisal(1, "examining", panel_size=3)
    clock = case.clock("T15", row, "2024-03-04", "2024-05-06")
    s = case.situation("appraisal", "extend", row, on="2024-05-06", reason="需要会诊")
    assert holds("extend_once", s)
    assert holds("before_due", s)
    carry_out("extend_appraisal", s)
    assert (clock["amount"], clock["due_on"], clock["generation"]) == (60, day("2024-06-03"), 2)
    (granted,) = case.file.rows("clock_extension")
    assert (granted["amount"], granted["reason"], granted["granted_by"]) == (30, s.move.label, "someone")
    assert not holds("extend_once", s)


def test_an_extension_comes_too_late_after_the_last_day_or_without_a_running_period() -> None:
    case = HandMadeCase()
    row = case.appraisal(1, "examining", panel_size=3)
    assert not holds("before_due", case.situation("appraisal", "extend", row, on="2024-05-07"))
    case.clock("T15", row, "2024-03-04", "2024-05-06")
    assert "2024-05-06" in refusal("before_due", case.situation("appraisal", "extend", row, on="2024-05-07"))


def test_not_coming_is_counted() -> None:
    case = HandMadeCase()
    s = case.situation("appraisal", "no_show", case.appraisal(1, "examining", no_show_count=1))
    carry_out("count_no_show", s)
    assert s.subject["no_show_count"] == 2


# ── conclusion ──


@pytest.mark.parametrize(("size", "right"), [(None, False), (3, True), (4, False), (5, True)])
def test_the_concluding_panel_is_odd(size: int | None, right: bool) -> None:
    case = HandMadeCase()
    assert (
        holds("panel_odd", case.situation("appraisal", "conclude", case.appraisal(1, "examining", panel_size=size)))
        is right
    )


@pytest.mark.parametrize(("grade", "right"), [(-1, False), (0, True), (1, True), (10, True), (11, False)])
def test_the_grade_is_one_of_ten_or_none(grade: int, right: bool) -> None:
    assert holds("grade_in_range", concluding(HandMadeCase(), grade=grade)) is right


@pytest.mark.parametrize(
    ("examined_on", "right"),
    [("2024-03-03", False), ("2024-03-04", True), ("2024-05-06", True), ("2024-05-07", False)],
)
def test_the_examination_lies_between_request_and_conclusion(examined_on: str, right: bool) -> None:
    assert holds("examined_after_request", concluding(HandMadeCase(), examined_on=day(examined_on))) is right


@pytest.mark.parametrize(
    ("first", "last", "right"),
    [
        (None, None, True),
        ("2024-01-10", "2024-05-06", True),
        ("2024-01-10", "2024-01-10", True),
        ("2024-01-09", "2024-05-06", False),
        ("2024-05-06", "2024-01-10", False),
        ("2024-01-10", None, False),
        (None, "2024-05-06", False),
    ],
)
def test_the_injury_period_is_whole_and_in_order(first: str | None, last: str | None, right: bool) -> None:
    given = {name: day(text) for name, text in (("period_from", first), ("period_to", last)) if text}
    assert holds("period_in_order", concluding(HandMadeCase(), **given)) is right


def test_the_refusal_of_a_period_shows_what_was_given_and_what_was_not() -> None:
    first_only = refusal("period_in_order", concluding(HandMadeCase(), period_from=day("2024-02-05")))
    last_only = refusal("period_in_order", concluding(HandMadeCase(), period_to=day("2024-02-06")))
    assert "自2024-02-05至（空）" in first_only
    assert "自（空）至2024-02-06" in last_only


def test_a_redo_names_the_paper_of_the_citys_committee() -> None:
    assert holds("redo_names_city_paper", concluding(HandMadeCase()))
    assert not holds("redo_names_city_paper", concluding(HandMadeCase(), kind="redo"))
    assert holds("redo_names_city_paper", concluding(HandMadeCase(), kind="redo", city_number="渝劳鉴〔2024〕5号"))


def test_a_conclusion_is_recorded() -> None:
    s = concluding(HandMadeCase(), period_from=day("2024-01-10"), period_to=day("2024-05-06"), care_level="part")
    carry_out("record_conclusion", s)
    assert {name: s.subject[name] for name in ("grade", "care_level", "concluded_on", "injury_period_from")} == {
        "grade": 9,
        "care_level": "part",
        "concluded_on": day("2024-05-06"),
        "injury_period_from": day("2024-01-10"),
    }


def test_the_conclusion_is_written_with_what_the_panel_found() -> None:
    s = concluding(HandMadeCase())
    carry_out("record_conclusion", s)
    carry_out("order_conclusion_letter", s)
    (letter,) = s.letters
    assert (letter.kind, letter.subject, letter.dated_on) == ("appraisal_conclusion", s.subject_id, day("2024-05-06"))
    assert {name: letter.extra[name] for name in ("appraisal_kind", "grade", "opinion", "examined_on")} == {
        "appraisal_kind": "初次",
        "grade": 9,
        "opinion": "右踝关节功能受限",
        "examined_on": day("2024-04-29"),
    }


def test_what_the_city_concluded_is_passed_on_with_both_numbers() -> None:
    case, _, redo = contested("examining")
    told: Mapping[str, Any] = {"grade": 8, "care_level": "none", "city_number": "渝劳鉴〔2024〕5号"}
    s = case.situation("appraisal", "conclude", redo, on="2024-07-15", **told)
    carry_out("record_conclusion", s)
    carry_out("order_conclusion_letter", s)
    (letter,) = s.letters
    assert letter.kind == "redo_conclusion"
    assert letter.extra["city_organ"] == "重庆市劳动能力鉴定委员会"
    assert letter.extra["city_number"] == "渝劳鉴〔2024〕5号"
    assert letter.extra["earlier_number"] == "appraisal_conclusion〔2024〕5号"
    assert letter.extra["grade"] == 8
