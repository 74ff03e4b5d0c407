"""The worked cases of `benefits.yaml`, each run through the contract that others call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from claims.benefits import assess, compute
from claims.errors import RuleMissing
from claims.facts_reading import read_facts
from claims.formulas.items import ItemCode
from claims.money import grouped, parse_yuan
from claims.rules import Rules, load_rules

LAW: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("benefits.yaml").read_text(encoding="utf-8"))
SUMS = {
    "amount", "allowed", "base", "average_wage", "minimum_wage", "third_party_medical_paid", "appraisal_fee"
}  # fmt: skip
PENSION = ItemCode.SURVIVOR_PENSION.value


def in_fen(given: Any) -> Any:
    """The facts as the contract wants them: sums in fen, under names that say so."""
    if isinstance(given, Mapping):
        return {
            f"{key}_fen" if key in SUMS else key: parse_yuan(value) if key in SUMS else in_fen(value)
            for key, value in given.items()
        }
    return [in_fen(value) for value in given] if isinstance(given, list) else given


def rules_with_rounding(province: str, rounding: str) -> Rules:
    values = load_rules(province).values()
    return Rules(
        province,
        tuple(replace(value, value=rounding) if value.key == "benefits.base_rounding" else value for value in values),
    )


def worked_out(case: Mapping[str, Any]) -> dict[str, Any]:
    facts = in_fen(case["given"])
    if "rounding" not in case:
        return compute(facts)
    return assess(read_facts(facts), rules_with_rounding(facts["province"], case["rounding"])).as_json()


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["case"]) for case in cases]


@pytest.mark.parametrize("case", named(LAW["cases"]))
def test_the_case_gives_what_the_law_gives(case: Mapping[str, Any]) -> None:
    answer = worked_out(case)
    items = answer["items"]
    assert {item["code"]: grouped(item["amount_fen"]) for item in items if item["code"] != PENSION} == case["gives"]
    pensions = [item for item in items if item["code"] == PENSION]
    assert {item["person"]: grouped(item["amount_fen"]) for item in pensions} == case.get("pensions", {})
    monthly = {item["code"] for item in items if item["monthly"]}
    assert monthly == {*case.get("monthly", ()), *([PENSION] if pensions else ())}
    assert [item["code"] for item in items if item["payer"] == "platform"] == case.get("platform", [])


@pytest.mark.parametrize("case", named(LAW["cases"]))
def test_the_case_says_what_is_refused_and_why(case: Mapping[str, Any]) -> None:
    reasons = {refusal["code"]: refusal["reason"] for refusal in worked_out(case)["refused"]}
    expected = case.get("refused", {})
    assert reasons.keys() == expected.keys()
    for code, words in expected.items():
        assert words in reasons[code]


@pytest.mark.parametrize("case", named(LAW["cases"]))
def test_the_case_is_explained_and_summed(case: Mapping[str, Any]) -> None:
    answer = worked_out(case)
    lines = "\n".join(line for item in answer["items"] for line in item["explanation"])
    for words in case.get("explains", ()):
        assert words in lines
    if "base" in case:
        assert grouped(answer["base_fen"]) == case["base"]
    if "total" in case:
        assert grouped(answer["total_fund_fen"]) == case["total"]


@pytest.mark.parametrize("case", named(LAW["papers"]))
def test_the_working_paper_says_all_of_it(case: Mapping[str, Any]) -> None:
    items = [item for item in worked_out(case)["items"] if item["code"] == case["code"]]
    (item,) = [item for item in items if item["person"] == case.get("person", items[0]["person"])]
    assert item["explanation"] == case["lines"]
    assert item["sources"] == case["sources"]


@pytest.mark.parametrize("case", named(LAW["missing"]))
def test_what_is_not_loaded_is_named_and_never_a_zero(case: Mapping[str, Any]) -> None:
    with pytest.raises(RuleMissing) as caught:
        compute(in_fen(case["given"]))
    assert case["names"] in caught.value.message()
    assert caught.value.exit_code == 2


def lump_sums() -> Iterator[Any]:
    for rounding, table in LAW["lump_sums"].items():
        for grade, by_year in table["grades"].items():
            for year, amount in by_year.items():
                for day in table["years"][year]:
                    yield pytest.param(
                        rounding,
                        grade,
                        day,
                        table["bases"][year],
                        amount,
                        id=f"{rounding}：{day}事故，{grade}级，{amount}元",
                    )


@pytest.mark.parametrize(("rounding", "grade", "day", "base", "amount"), list(lump_sums()))
def test_a_grade_gives_the_sum_of_its_accident_year(
    rounding: str, grade: int, day: date, base: str, amount: str
) -> None:
    facts = read_facts({"province": "重庆", "accident_date": day, "grade": grade})
    assessment = assess(facts, rules_with_rounding("重庆", rounding))
    assert {item.code: grouped(item.amount_fen) for item in assessment.items if not item.monthly} == {
        ItemCode.DISABILITY_LUMP_SUM: amount
    }
    assert grouped(assessment.base_fen or 0) == base


@pytest.mark.parametrize("year", LAW["deaths"], ids=lambda year: f"{year['first']}至{year['last']}死亡")
@pytest.mark.parametrize("end", ["first", "last"])
def test_a_death_gives_the_sums_of_its_year(year: Mapping[str, Any], end: str) -> None:
    day = year[end]
    facts = {
        "province": "重庆",
        "accident_date": max(day.replace(day=1), date(2022, 7, 1)),
        "death": {"date": day, "cause": "injury"},
        "claimed_items": ["death_lump_sum", *(["funeral_grant"] if "funeral" in year else [])],
    }
    amounts = {
        item.code.value: grouped(item.amount_fen) for item in assess(read_facts(facts), load_rules("重庆")).items
    }
    assert amounts.pop("death_lump_sum") == year["lump_sum"]
    assert amounts == ({"funeral_grant": year["funeral"]} if "funeral" in year else {})


@pytest.mark.parametrize("case", named(LAW["totals"]))
def test_the_grades_of_the_pilot_add_up(case: Mapping[str, Any]) -> None:
    rules = load_rules("重庆")
    total_fen = sum(
        assess(
            read_facts({"province": "重庆", "accident_date": date(year, 7, 1), "grade": grade}), rules
        ).total_fund_fen
        for year, grades in case["grades"].items()
        for grade in grades
    )
    assert grouped(total_fen) == case["total"]
