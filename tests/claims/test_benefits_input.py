"""What makes no sense in the facts is named, all of it at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from claims.benefits import assess, compute
from claims.errors import BadInput
from claims.facts import CareLevel, Death, DeathCause, Facts, LivingSupport, MedicalCost
from claims.facts_reading import read_facts
from claims.formulas.items import ItemCode
from claims.rules import load_rules

GOOD: Mapping[str, object] = {"province": "重庆", "accident_date": "2025-03-01"}
BILL = {"amount_fen": 2, "allowed_fen": 1}
DEATH = {"date": "2025-03-05", "cause": "injury"}


def faults(**changes: object) -> list[tuple[str, str]]:
    """Field and code of each fault of a good case with `changes`."""
    with pytest.raises(BadInput) as caught:
        compute({**GOOD, **changes})
    assert caught.value.code == "facts_faulty"
    assert caught.value.exit_code == 2
    found = caught.value.facts["faults"]
    assert isinstance(found, list)
    for fault in found:
        assert str(fault["field"]) in fault["message"]
        assert fault["message"] in caught.value.message()
    return [(fault["field"], fault["code"]) for fault in found]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"province": None}, "province", "fault_missing"),
        ({"province": " "}, "province", "fault_not_text"),
        ({"province": 50}, "province", "fault_not_text"),
        ({"accident_date": None}, "accident_date", "fault_missing"),
        ({"accident_date": "2025-02-29"}, "accident_date", "fault_not_a_day"),
        ({"accident_date": "2025-2-3"}, "accident_date", "fault_not_a_day"),
        ({"accident_date": "20250203"}, "accident_date", "fault_not_a_day"),
        ({"accident_date": "2025-W05-1"}, "accident_date", "fault_not_a_day"),
        ({"accident_date": "2025-02-03T00:00"}, "accident_date", "fault_not_a_day"),
        ({"accident_date": datetime(2025, 2, 3)}, "accident_date", "fault_not_a_day"),  # noqa: DTZ001  naive is the case
        ({"accident_date": 20250203}, "accident_date", "fault_not_a_day"),
        ({"grade": 0}, "grade", "fault_grade"),
        ({"grade": 11}, "grade", "fault_grade"),
        ({"grade": "8"}, "grade", "fault_not_whole"),
        ({"grade": True}, "grade", "fault_not_whole"),
        ({"grade": 8.0}, "grade", "fault_not_whole"),
        ({"care_level": "half"}, "care_level", "fault_not_a_choice"),
        ({"care_level": ["full"]}, "care_level", "fault_not_a_choice"),
        ({"base_fen": 0}, "base_fen", "fault_not_positive"),
        ({"average_wage_fen": -1}, "average_wage_fen", "fault_not_positive"),
        ({"minimum_wage_fen": 0}, "minimum_wage_fen", "fault_not_positive"),
        ({"base_fen": 5425.5}, "base_fen", "fault_not_whole"),
        ({"third_party_medical_paid_fen": -1}, "third_party_medical_paid_fen", "fault_negative"),
        ({"hospital_days": -1}, "hospital_days", "fault_negative"),
        ({"appraisal_fee_fen": -1}, "appraisal_fee_fen", "fault_negative"),
        ({"medical": BILL}, "medical", "fault_not_a_list"),
        ({"medical": "x"}, "medical", "fault_not_a_list"),
        ({"medical": [3]}, "medical[0]", "fault_not_an_object"),
        ({"medical": [BILL, {"amount_fen": 2}]}, "medical[1].allowed_fen", "fault_missing"),
        ({"medical": [{"allowed_fen": 2}]}, "medical[0].amount_fen", "fault_missing"),
        ({"medical": [{**BILL, "amount_fen": "2"}]}, "medical[0].amount_fen", "fault_not_whole"),
        ({"medical": [{"amount_fen": 1, "allowed_fen": 2}]}, "medical[0].allowed_fen", "fault_allowed_above_claimed"),
        ({"medical": [{"amount_fen": 0, "allowed_fen": 1}]}, "medical[0].allowed_fen", "fault_allowed_above_claimed"),
        ({"medical": [{"amount_fen": -1, "allowed_fen": 0}]}, "medical[0].amount_fen", "fault_negative"),
        ({"medical": [{"amount_fen": 0, "allowed_fen": -1}]}, "medical[0].allowed_fen", "fault_negative"),
        ({"other_costs": [BILL]}, "other_costs[0].code", "fault_missing"),
        ({"other_costs": [{**BILL, "code": "medical"}]}, "other_costs[0].code", "fault_not_a_choice"),
        (
            {"other_costs": [{"code": "travel", "amount_fen": 1, "allowed_fen": 2}]},
            "other_costs[0].allowed_fen",
            "fault_allowed_above_claimed",
        ),
        ({"third_party_offset": "from_both"}, "third_party_offset", "fault_not_a_choice"),
        ({"living_support": {"to": "2025-03-09"}}, "living_support.from", "fault_missing"),
        ({"living_support": {"from": "2025-03-09"}}, "living_support.to", "fault_missing"),
        (
            {"living_support": {"from": "2025-02-28", "to": "2025-03-09"}},
            "living_support.from",
            "fault_before_accident",
        ),
        (
            {"living_support": {"from": "2025-03-09", "to": "2025-03-08"}},
            "living_support.to",
            "fault_ends_before_start",
        ),
        (
            {"living_support": {"from": "2025-03-01", "to": "2025-03-06"}, "death": DEATH},
            "living_support.to",
            "fault_after_death",
        ),
        (
            {"living_support": {"from": "2025-03-01", "to": "2025-03-06", "daily_base": "wage"}},
            "living_support.daily_base",
            "fault_not_a_choice",
        ),
        ({"claimed_items": ["pension"]}, "claimed_items[0]", "fault_not_a_choice"),
        ({"claimed_items": "medical"}, "claimed_items", "fault_not_a_list"),
        ({"death": {"date": "2025-03-05"}}, "death.cause", "fault_missing"),
        ({"death": {"cause": "injury"}}, "death.date", "fault_missing"),
        ({"death": {**DEATH, "date": "2025-02-28"}}, "death.date", "fault_before_accident"),
        ({"death": {**DEATH, "cause": "after_period"}}, "grade", "fault_after_period_needs_grade"),
        ({"death": {**DEATH, "cause": "sudden_illness"}, "grade": 4}, "death.cause", "fault_sudden_illness_with_grade"),
        (
            {"death": {**DEATH, "cause": "sudden_illness"}, "care_level": "full"},
            "death.cause",
            "fault_sudden_illness_with_grade",
        ),
        ({"death": {**DEATH, "survivors": [{"relation": "spouse"}]}}, "death.survivors[0].id", "fault_missing"),
        ({"death": {**DEATH, "survivors": [{"id": "a"}]}}, "death.survivors[0].relation", "fault_missing"),
        (
            {"death": {**DEATH, "survivors": [{"id": "a", "relation": "child", "orphan": "yes"}]}},
            "death.survivors[0].orphan",
            "fault_not_a_flag",
        ),
        (
            {"death": {**DEATH, "survivors": [{"id": "a", "relation": "child"}, {"id": "a", "relation": "parent"}]}},
            "death.survivors[1].id",
            "fault_survivor_twice",
        ),
        ({"Grade": 8}, "Grade", "fault_unknown_key"),
        ({"medical": [{**BILL, "note": None}]}, "medical[0].note", "fault_unknown_key"),
        ({"death": {**DEATH, "place": "x"}}, "death.place", "fault_unknown_key"),
    ],
)
def test_each_fault_is_named_alone(changes: Mapping[str, object], field: str, code: str) -> None:
    assert faults(**changes) == [(field, code)]


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ("medical", "medical"),
        ("hospital_meals", "hospital_days"),
        ("travel", "other_costs"),
        ("rehabilitation", "other_costs"),
        ("devices", "other_costs"),
        ("appraisal_fee", "appraisal_fee_fen"),
        ("disability_lump_sum", "grade"),
        ("disability_allowance", "grade"),
        ("allowance_top_up", "grade"),
        ("nursing_allowance", "care_level"),
        ("living_support", "living_support"),
        ("funeral_grant", "death"),
        ("death_lump_sum", "death"),
        ("survivor_pension", "death.survivors"),
    ],
)
def test_an_item_asked_for_without_its_fact_names_the_fact(item: str, field: str) -> None:
    assert faults(claimed_items=[item]) == [(field, "fault_item_without_fact")]


def test_no_day_in_hospital_is_no_fact_for_meals() -> None:
    assert faults(hospital_days=0, claimed_items=["hospital_meals"]) == [("hospital_days", "fault_item_without_fact")]
    assert compute({**GOOD, "hospital_days": 0})["items"] == []


def test_all_faults_are_told_at_once() -> None:
    assert faults(
        accident_date="2025-02-30",
        grade=11,
        colour="red",
        medical=[{"amount_fen": -5, "allowed_fen": "9"}, {"amount_fen": 1, "allowed_fen": 2}],
        claimed_items=["medical", "nursing_allowance"],
        living_support={"from": "2025-03-09", "to": "2025-03-08"},
    ) == [
        ("accident_date", "fault_not_a_day"),
        ("medical[0].allowed_fen", "fault_not_whole"),
        ("colour", "fault_unknown_key"),
        ("grade", "fault_grade"),
        ("medical[0].amount_fen", "fault_negative"),
        ("medical[1].allowed_fen", "fault_allowed_above_claimed"),
        ("living_support.to", "fault_ends_before_start"),
        ("care_level", "fault_item_without_fact"),
    ]


def test_what_cannot_be_read_is_not_blamed_a_second_time() -> None:
    assert faults(grade="eight", claimed_items=["disability_lump_sum"]) == [("grade", "fault_not_whole")]
    assert faults(medical=[{"amount_fen": None, "allowed_fen": 5}], claimed_items=["medical"]) == [
        ("medical[0].amount_fen", "fault_missing")
    ]
    assert faults(death={"date": "soon", "cause": "injury"}, living_support={"from": "2025-03-01", "to": "later"}) == [
        ("living_support.to", "fault_not_a_day"),
        ("death.date", "fault_not_a_day"),
    ]


@pytest.mark.parametrize("raw", [None, 3, "x", []])
def test_an_input_that_is_no_object_is_a_fault_and_not_a_crash(raw: Any) -> None:
    with pytest.raises(BadInput) as caught:
        read_facts(raw)
    assert "输入" in caught.value.message()


def test_a_long_value_is_not_repeated_at_length() -> None:
    with pytest.raises(BadInput) as caught:
        compute({**GOOD, "care_level": "x" * 10_000})
    assert len(caught.value.message()) < 500


def test_braces_in_a_value_do_no_harm() -> None:
    with pytest.raises(BadInput) as caught:
        compute({**GOOD, "care_level": "{count}", "{where}": 1})
    assert "“{count}”" in caught.value.message()
    assert "“{where}”" in caught.value.message()


def test_facts_made_without_json_are_checked_as_well() -> None:
    facts = Facts(
        "重庆",
        date(2025, 3, 1),
        grade=12,
        care_level=CareLevel.FULL,
        medical=(MedicalCost(1, 2),),
        living_support=LivingSupport(date(2025, 2, 1), date(2025, 3, 9)),
        claimed_items=(ItemCode.SURVIVOR_PENSION,),
        death=Death(date(2025, 3, 8), DeathCause.SUDDEN_ILLNESS),
    )
    with pytest.raises(BadInput) as caught:
        assess(facts, load_rules("重庆"))
    found = caught.value.facts["faults"]
    assert isinstance(found, list)
    assert [fault["code"] for fault in found] == [
        "fault_grade",
        "fault_allowed_above_claimed",
        "fault_before_accident",
        "fault_after_death",
        "fault_sudden_illness_with_grade",
        "fault_item_without_fact",
    ]


def test_json_and_plain_facts_say_the_same() -> None:
    raw = {
        **GOOD,
        "accident_date": date(2025, 3, 1),
        "grade": None,
        "care_level": "most",
        "medical": [BILL],
        "living_support": {"from": "2025-03-01", "to": "2025-03-02"},
        "claimed_items": ["medical"],
        "death": DEATH,
    }
    assert read_facts(raw) == Facts(
        "重庆",
        date(2025, 3, 1),
        care_level=CareLevel.MOST,
        medical=(MedicalCost(2, 1),),
        living_support=LivingSupport(date(2025, 3, 1), date(2025, 3, 2)),
        claimed_items=(ItemCode.MEDICAL,),
        death=Death(date(2025, 3, 5), DeathCause.INJURY),
    )
