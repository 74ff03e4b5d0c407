"""A dispute 争议 on its way: fast track, answer, stay, mediation, decision and what follows it."""

from __future__ import annotations

from typing import Any

import pytest

from claims.store.rows import Row
from tests.workflows.hand_made import NO, HandMadeCase, carry_out, day, holds
from workflows.dispute_parties import Onward, can_take_effect, not_served, onward
from workflows.effects import dispute as effects
from workflows.effects import dispute_fast as fast_effects
from workflows.effects import dispute_result as result_effects
from workflows.guards import dispute as guards
from workflows.guards import dispute_fast as fast_guards
from workflows.guards import dispute_lodging
from workflows.guards import dispute_result as result_guards
from workflows.machines import MACHINES
from workflows.machines.dispute import TABLE
from workflows.roles import Role
from workflows.situation import Situation

GUARD_MODULES = (guards, dispute_lodging, fast_guards, result_guards)
EFFECT_MODULES = (effects, fast_effects, result_effects)
BRANCHES = ("route_review", "route_suit", "route_civil", "route_arbitration", "route_mediation")
RD, PF, LG = Role.RIDER, Role.PLATFORM, Role.LEGAL


def dispute(case: HandMadeCase, state: str = "open", **values: Any) -> Row:
    facts = {"matter": "confirmation", "route": "review", "lodged_by": "person", "instance": 1, **values}
    return case.add("dispute", id=f"{NO}/dispute-9", state=state, lodged_on=day("2024-04-01"), **facts)


def in_state(state: str, trigger: str, role: Role = LG, on: str = "2024-06-03", **values: Any) -> Situation:
    case = HandMadeCase()
    return case.situation("dispute", trigger, dispute(case, state, **values), role=role, on=on, document="（2024）1号")


def test_guards_and_effects_of_disputes_are_named_by_some_row() -> None:
    named = {
        name
        for table in MACHINES.values()
        for move in table.moves
        for name in (*move.guards, *filter(None, [move.when]))
    }
    done = {name for table in MACHINES.values() for move in table.moves for name in move.effects}
    for modules, names in ((GUARD_MODULES, named), (EFFECT_MODULES, done)):
        for module in modules:
            own = {
                n for n, v in vars(module).items() if getattr(v, "__module__", "") == module.__name__ and callable(v)
            }
            assert {name for name in own if not name.startswith("_")} <= names


@pytest.mark.parametrize(
    ("route", "branch"),
    [
        ("review", "route_review"),
        ("suit", "route_suit"),
        ("civil", "route_civil"),
        ("mediation", "route_mediation"),
        ("arbitration", "route_arbitration"),
    ],
)
def test_an_accepted_dispute_takes_the_branch_of_its_route(route: str, branch: str) -> None:
    s = in_state("lodged", "accepted", route=route)
    assert [name for name in BRANCHES if holds(name, s)] == [branch]


def test_the_day_of_the_organs_refusal_is_kept() -> None:
    s = in_state("inadmissible", "refused")
    carry_out("note_organ_refusal", s)
    assert s.subject["decided_on"] == day("2024-06-03")


# ── answer, stay, mediation ──


@pytest.mark.parametrize("code", ["T25", "T30"])
def test_the_answer_is_overdue_after_its_last_day(code: str) -> None:
    case = HandMadeCase()
    row = dispute(case)
    assert not holds("answer_overdue", case.situation("dispute", "answer_missed", row))
    case.clock(code, row, "2024-05-20", "2024-06-03")
    assert not holds("answer_overdue", case.situation("dispute", "answer_missed", row, on="2024-06-03"))
    assert holds("answer_overdue", case.situation("dispute", "answer_missed", row, on="2024-06-04"))


def test_a_missed_answer_is_written_down_once() -> None:
    s = in_state("open", "answer_missed")
    assert holds("answer_not_missed_yet", s)
    carry_out("note_missed_answer", s)
    assert not holds("answer_not_missed_yet", s)


def test_a_stay_is_ordered_once_and_lifted_once() -> None:
    s = in_state("open", "stay_order")
    assert holds("no_stay_in_force", s)
    assert not holds("stay_in_force", s)
    carry_out("order_stay", s)
    assert not holds("no_stay_in_force", s)
    assert holds("stay_in_force", s)
    carry_out("lift_stay", s)
    assert (s.subject["stay_from"], s.subject["stay_to"]) == (day("2024-06-03"), day("2024-06-03"))
    assert holds("no_stay_in_force", s)
    assert not holds("stay_in_force", s)


def test_a_new_stay_begins_anew() -> None:
    s = in_state("open", "stay_order", stay_from=day("2024-04-01"), stay_to=day("2024-05-01"))
    carry_out("order_stay", s)
    assert (s.subject["stay_from"], s.subject["stay_to"]) == (day("2024-06-03"), None)


def test_a_stay_holds_waiting_payments_but_not_medical_costs() -> None:
    case = HandMadeCase()
    lump_sum = case.item_with_payment(1, "disability_lump_sum")
    case.item_with_payment(2, "medical")
    case.item_with_payment(3, "appraisal_fee", state="paid")
    s = case.situation("dispute", "stay_order", dispute(case), role=LG, document="（2024）渝01行保1号")
    held = {"reason": "停止执行通知", "document": "（2024）渝01行保1号"}
    assert carry_out("order_stay", s) == [(lump_sum["id"], "hold", held)]


def test_a_dispute_that_ends_without_a_stay_lifts_none() -> None:
    s = in_state("effective", "effective")
    carry_out("lift_stay", s)
    assert (s.subject["stay_from"], s.subject["stay_to"]) == (None, None)


@pytest.mark.parametrize("trigger", ["effective", "withdraw"])
def test_the_end_of_a_dispute_is_the_end_of_its_stay(trigger: str) -> None:
    assert all("lift_stay" in move.effects for move in TABLE.rows_of(trigger))


@pytest.mark.parametrize("stage", ["lodged", "open", "answered"])
def test_mediation_goes_back_to_where_it_came_from(stage: str) -> None:
    case = HandMadeCase()
    row = dispute(case, "mediating")
    start = case.situation("dispute", "mediate_start", row, role=LG, source=stage)
    carry_out("remember_stage", start)
    s = case.situation("dispute", "mediate_end", row, role=LG)
    branches = ("came_from_lodged", "came_from_open", "came_from_answered")
    assert [name for name in branches if holds(name, s)] == [f"came_from_{stage}"]


# ── decision and what follows ──


def test_a_decision_is_recorded_and_touches_nothing_else() -> None:
    case = HandMadeCase()
    s = case.situation("dispute", "decided", dispute(case), role=LG, outcome="撤销并责令重作", document="（2024）1号")
    before = dict(case.claim)
    assert carry_out("note_outcome", s) == []
    assert (s.subject["outcome"], s.subject["decided_on"]) == ("撤销并责令重作", day("2024-06-03"))
    assert case.claim == before


def decided(on: str, **values: Any) -> Situation:
    """A dispute decided on 3 June, served on the person that day: its period ends on the 18th."""
    case = HandMadeCase()
    facts = {"outcome": "维持", "served_to": "person 2024-06-03", "decided_on": day("2024-06-03"), **values}
    row = dispute(case, "decided", **facts)
    case.clock("T29", row, "2024-06-03", "2024-06-18", party="person")
    return case.situation("dispute", "effective", row, on=on)


def appealing(on: str, role: Role, **values: Any) -> Situation:
    s = decided(on, **values)
    s.role = role
    return s


@pytest.mark.parametrize(("on", "in_time"), [("2024-06-18", True), ("2024-06-19", False)])
def test_whoever_goes_on_does_so_in_the_own_fifteen_days(on: str, in_time: bool) -> None:
    assert holds("own_period_runs", appealing(on, RD)) is in_time
    assert holds("no_appeal_left", decided(on)) is not in_time


def test_the_period_of_another_party_helps_nobody() -> None:
    assert not holds("own_period_runs", appealing("2024-06-10", PF))


def test_after_a_review_the_legal_officer_goes_on_for_who_asked_for_it_and_never_for_the_bureau() -> None:
    assert holds("own_period_runs", appealing("2024-06-10", LG))
    s = appealing("2024-06-10", LG)
    s.data = {**s.data, "party": "bureau"}
    assert not holds("own_period_runs", s)


def test_without_a_running_period_nothing_is_in_time_and_nothing_is_over() -> None:
    s = in_state("decided", "effective", outcome="维持")
    assert not holds("own_period_runs", s)
    assert not holds("no_appeal_left", s)


@pytest.mark.parametrize(
    "last_word",
    [
        {"instance": 2, "route": "suit"},
        {"outcome": "调解书"},
        {"route": "suit", "outcome": "终止"},
        {"route": "reappraisal"},
    ],
)
def test_a_second_instance_a_mediation_and_a_suit_taken_back_are_the_last_word(last_word: dict[str, Any]) -> None:
    s = decided("2024-06-03", **last_word)
    assert holds("no_appeal_left", s)
    assert not holds("appeal_lies", s)


def test_a_review_decision_and_a_first_judgment_are_not_the_last_word() -> None:
    assert holds("appeal_lies", decided("2024-06-03"))
    assert holds("appeal_lies", decided("2024-06-03", route="suit"))


def test_a_result_binds_from_the_day_it_is_effective() -> None:
    s = in_state("effective", "effective")
    assert carry_out("note_effective", s) == []
    assert s.subject["effective_on"] == day("2024-06-03")


@pytest.mark.parametrize(
    ("route", "outcome", "waiting"),
    [
        ("review", "维持", ["person"]),
        ("review", "调解书", ["person", "bureau"]),
        ("suit", "驳回", ["person", "bureau"]),
        ("arbitration", "支持请求", ["person", "platform"]),
        ("mediation", "调解书", ["person", "platform"]),
        ("reappraisal", "维持", []),
    ],
)
def test_on_whom_a_decision_must_be_served(route: str, outcome: str, waiting: list[str]) -> None:
    s = in_state("decided", "effective", route=route, outcome=outcome)
    assert list(not_served(s.subject)) == waiting


@pytest.mark.parametrize(
    ("provisional", "served_to", "on", "binds"),
    [
        (False, "person 2024-06-03", "2024-06-19", True),
        (False, "person 2024-06-03", "2024-06-18", False),
        (True, "person 2024-06-03", "2024-06-19", False),
        (False, None, "2024-06-19", False),
    ],
)
def test_the_sweep_asks_for_service_and_for_days_that_are_certain(
    provisional: bool, served_to: str | None, on: str, binds: bool
) -> None:
    s = decided(on, served_to=served_to)
    s.file.rows("clock")[0]["provisional"] = provisional
    assert can_take_effect(s.subject, s.file.rows("clock"), day(on)) is binds


def test_the_bureau_does_not_sue_over_a_review() -> None:
    s = in_state("decided", "decision_served", outcome="撤销")
    assert (onward(s.subject, "bureau"), onward(s.subject, "platform")) == (None, Onward("T29"))


@pytest.mark.parametrize(
    ("side", "role", "allowed"),
    [("person", RD, True), ("person", PF, False), ("platform", PF, True), ("platform", RD, False)],
)
def test_only_the_side_that_lodged_takes_a_dispute_back(side: str, role: Role, allowed: bool) -> None:
    assert holds("lodger_withdraws", in_state("open", "withdraw", role=role, lodged_by=side)) is allowed


@pytest.mark.parametrize(
    ("route", "allowed"), [("suit", True), ("civil", True), ("review", False), ("mediation", False)]
)
def test_only_a_judgment_is_retried(route: str, allowed: bool) -> None:
    assert holds("judged_by_court", in_state("effective", "retrial", route=route)) is allowed
