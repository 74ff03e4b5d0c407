"""The law cases of `parameters.yaml`, `criteria.yaml` and `coverage.yaml`: each is a sentence a lawyer can check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from claims.coverage import CoverageQuestion, Route, gate
from claims.criteria import citation, criteria, criterion_version, exclusions
from claims.errors import RuleMissing
from claims.proposal import AccidentFacts, Circumstance, Exclusion, Fault, Harm, Outcome, Traffic, propose
from claims.rules import PROVINCES, Rules, load_rules

NOT_THERE = "没有"
ONE_DAY = timedelta(days=1)


def read(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["case"]) for case in cases]


PARAMETERS: list[dict[str, Any]] = read("parameters.yaml")
CRITERIA: Mapping[str, Any] = read("criteria.yaml")
COVERAGE: Mapping[str, Any] = read("coverage.yaml")
CHONGQING = load_rules("重庆")


def shown(rules: Rules, key: str, day: date) -> str:
    try:
        return rules.at(key, day).shown
    except RuleMissing:
        return NOT_THERE


@pytest.mark.parametrize("case", named(PARAMETERS))
def test_the_value_is_right_on_the_day_and_on_the_day_before(case: Mapping[str, Any]) -> None:
    rules, day = load_rules(case["province"]), case["day"]
    found = {
        key: {"before": shown(rules, key, day - ONE_DAY), "from": shown(rules, key, day)} for key in case["values"]
    }
    assert found == case["values"]


def test_every_date_at_which_a_value_begins_or_ends_has_a_case() -> None:
    have = {(case["province"], case["day"], key) for case in PARAMETERS for key in case["values"]}
    needed = set()
    for province, own in PROVINCES.items():
        for value in load_rules(province).values():
            if isinstance(value.value, list | dict) or (province != "重庆" and value.jurisdiction != own):
                continue
            needed.add((province, value.effective_from, value.key))
            if value.effective_to is not None:
                needed.add((province, value.effective_to + ONE_DAY, value.key))
    missing = sorted(needed - have)
    assert missing == [], f"{len(missing)} rule values begin or end on a day that parameters.yaml has no case for"


@pytest.mark.parametrize("case", named(CRITERIA["texts"]))
def test_the_text_of_the_accident_day_governs(case: Mapping[str, Any]) -> None:
    day = case["accident"]
    if case["version"] == NOT_THERE:
        with pytest.raises(RuleMissing):
            criterion_version(day, CHONGQING)
        return
    assert criterion_version(day, CHONGQING) == case["version"]
    for name, entries in (("cite", criteria(day, CHONGQING)), ("exclude", exclusions(day, CHONGQING))):
        if name in case:
            assert {entry.code: entry.citation for entry in entries} == case[name]
            assert {code: citation(code, CHONGQING) for code in case[name]} == case[name]


KINDS = {"circumstance": Circumstance, "harm": Harm, "traffic": Traffic, "fault": Fault}


def accident(facts: Mapping[str, Any]) -> AccidentFacts:
    given: dict[str, Any] = {name: KINDS[name](value) if name in KINDS else value for name, value in facts.items()}
    given["excluded"] = tuple(Exclusion(kind) for kind in facts.get("excluded", ()))
    return AccidentFacts(**given)


@pytest.mark.parametrize("case", named(CRITERIA["accidents"]))
def test_the_facts_point_to_the_right_item(case: Mapping[str, Any]) -> None:
    proposal = propose(accident(case["facts"]), CHONGQING)
    assert (proposal.outcome, proposal.codes) == (Outcome(case["outcome"]), tuple(case.get("codes", ())))
    assert proposal.reasons
    assert all(reason.strip() for reason in proposal.reasons)
    assert "视同" not in "".join(proposal.reasons)


def test_every_item_of_both_texts_is_pointed_to_by_some_accident() -> None:
    reached = {code for case in CRITERIA["accidents"] for code in case.get("codes", ())}
    assert {
        code for case in CRITERIA["texts"] for part in ("cite", "exclude") for code in case.get(part, ())
    } == reached


USUAL = CoverageQuestion(
    accident_date=date(2024, 5, 1), province="重庆", platform="美团", industry="即时配送", order_state="delivering"
)


@pytest.mark.parametrize("case", named(COVERAGE["cases"]))
def test_the_gate_answers_with_its_reason_and_the_other_ways(case: Mapping[str, Any]) -> None:
    answer = gate(replace(USUAL, **case["facts"]), CHONGQING)
    covered = case.get("covered", False)
    usual_route = Route.PILOT if covered else Route.CIVIL_OR_INSURANCE
    route = Route(case["route"]) if "route" in case else usual_route
    assert (answer.covered, answer.reason_code, answer.route) == (covered, case.get("reason", "covered"), route)
    assert answer.refusal is (not covered and route is Route.CIVIL_OR_INSURANCE)
    assert case.get("says", "") in answer.reason
    assert answer.sources
    assert bool(answer.other_routes) is not covered
    routes = case.get("routes", ())
    assert [part for part, text in zip(routes, answer.other_routes, strict=False) if part in text] == list(routes)


def test_every_date_at_which_a_list_changes_has_a_case_on_both_sides() -> None:
    have = {case["facts"].get("accident_date", USUAL.accident_date) for case in COVERAGE["cases"]}
    changes = {
        value.effective_from
        for key in ("provinces", "platforms", "industries", "platform_aliases", "industry_aliases")
        for value in CHONGQING.history(f"coverage.{key}")
    }
    assert {day for change in changes for day in (change - ONE_DAY, change)} - have == set()
