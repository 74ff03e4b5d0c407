"""The benefits as a whole: shape of the answer, marks, sources, provisional bases, options of the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from claims.benefits import FORMULAS, Assessment, assess, compute
from claims.canonical import canonical_json
from claims.errors import RuleFileError, RuleMissing
from claims.facts import (
    CareLevel,
    Death,
    DeathCause,
    Facts,
    LivingSupport,
    MedicalCost,
    OtherCost,
    Relation,
    Survivor,
)
from claims.formulas.items import KINDS, Item, ItemCode
from claims.formulas.working import CONFIDENCE_ORDER, percent_text, weakest
from claims.rules import Rules, load_rules
from claims.rules.value import BUREAU_MARK

RIDER = Facts("重庆", date(2025, 3, 1))
DEAD = replace(
    RIDER,
    average_wage_fen=726_400,
    death=Death(date(2025, 3, 5), DeathCause.INJURY, (Survivor("synthetic-spouse", Relation.SPOUSE),)),
)


def assessed(facts: Facts, known_on: date | None = None, provisional: bool = False) -> Assessment:
    return assess(facts, load_rules(facts.province), known_on, provisional=provisional)


def only(facts: Facts, code: ItemCode) -> Item:
    (item,) = [item for item in assessed(facts).items if item.code is code]
    return item


def rules_where(key: str, value: object) -> Rules:
    values = load_rules("重庆").values()
    return Rules("重庆", tuple(replace(entry, value=value) if entry.key == key else entry for entry in values))


def test_every_code_has_a_formula_and_a_standing_in_law() -> None:
    assert set(FORMULAS) == set(KINDS) == set(ItemCode)


def test_the_answer_has_the_keys_of_the_contract_and_can_be_hashed() -> None:
    answer = compute(
        {
            "province": "重庆",
            "accident_date": "2025-03-01",
            "grade": 5,
            "average_wage_fen": 726_400,
            "death": {
                "date": "2025-03-05",
                "cause": "injury",
                "survivors": [{"id": "synthetic", "relation": "parent", "lone": True}],
            },
        }
    )
    assert list(answer) == ["items", "refused", "base_fen", "total_fund_fen"]
    items = answer["items"]
    assert isinstance(items, list)
    for item in items:
        assert list(item) == [
            "code", "label", "amount_fen", "monthly", "payer", "person", "explanation", "sources", "confidence",
        ]  # fmt: skip
    assert items[-1]["person"] == "synthetic"
    assert canonical_json(answer)


def test_facts_that_support_nothing_give_nothing_but_the_base() -> None:
    assert compute({"province": "上海", "accident_date": "2022-07-27"}) == {
        "items": [], "refused": [], "base_fen": 800_100, "total_fund_fen": 0,
    }  # fmt: skip


def test_a_base_that_is_not_loaded_is_no_fault_while_no_item_needs_it() -> None:
    answer = compute(
        {"province": "上海", "accident_date": "2024-07-27", "medical": [{"amount_fen": 5, "allowed_fen": 3}]}
    )
    assert answer["base_fen"] is None
    assert answer["total_fund_fen"] == 3


def test_the_total_counts_neither_months_nor_the_platforms_money() -> None:
    facts = replace(
        RIDER,
        grade=1,
        care_level=CareLevel.PART,
        average_wage_fen=700_000,
        appraisal_fee_fen=35_000,
        living_support=LivingSupport(date(2025, 3, 1), date(2025, 3, 30)),
    )
    assessment = assessed(facts)
    assert {item.code for item in assessment.items if item.monthly} == {
        ItemCode.DISABILITY_ALLOWANCE,
        ItemCode.NURSING_ALLOWANCE,
    }
    assert assessment.total_fund_fen == 14_647_500 + 35_000


def test_items_asked_for_by_name_do_not_narrow_the_answer() -> None:
    named = assessed(replace(RIDER, grade=9, hospital_days=2, claimed_items=(ItemCode.HOSPITAL_MEALS,)))
    assert named.items == assessed(replace(RIDER, grade=9, hospital_days=2)).items


def test_a_missing_value_stands_among_the_refused_when_the_item_was_not_asked_for() -> None:
    facts = replace(DEAD, average_wage_fen=None, claimed_items=(ItemCode.DEATH_LUMP_SUM,))
    assessment = assessed(facts)
    assert [item.code for item in assessment.items] == [ItemCode.DEATH_LUMP_SUM, ItemCode.SURVIVOR_PENSION]
    (refusal,) = assessment.refused
    assert refusal.code is ItemCode.FUNERAL_GRANT
    assert "wages.employees_average" in refusal.reason
    with pytest.raises(RuleMissing):
        assessed(replace(facts, claimed_items=(ItemCode.FUNERAL_GRANT,)))


def test_the_top_up_is_a_check_that_stops_nothing_where_no_minimum_wage_is_loaded() -> None:
    assessment = assessed(Facts("上海", date(2022, 7, 27), grade=4))
    assert [item.code for item in assessment.items] == [ItemCode.DISABILITY_LUMP_SUM, ItemCode.DISABILITY_ALLOWANCE]
    assert [refusal.code for refusal in assessment.refused] == [ItemCode.ALLOWANCE_TOP_UP]


def test_marks_go_from_the_text_of_the_law_to_memory() -> None:
    assert CONFIDENCE_ORDER == ("A", "A*", BUREAU_MARK, "B", "D", "C")
    assert weakest(["A", "D", "B"]) == "D"
    assert weakest(["A*", "C", "D"]) == "C"


@pytest.mark.parametrize(
    ("facts", "code", "confidence"),
    [
        (replace(RIDER, grade=10), ItemCode.DISABILITY_LUMP_SUM, "C"),
        (replace(RIDER, grade=10, base_fen=542_500), ItemCode.DISABILITY_LUMP_SUM, "A"),
        (replace(RIDER, grade=1, base_fen=542_500), ItemCode.DISABILITY_ALLOWANCE, "C"),
        (replace(RIDER, hospital_days=1), ItemCode.HOSPITAL_MEALS, "B"),
        (replace(RIDER, medical=(MedicalCost(2, 1),)), ItemCode.MEDICAL, "B"),
        (
            replace(RIDER, medical=(MedicalCost(2, 1),), third_party_medical_paid_fen=1),
            ItemCode.MEDICAL,
            "C",
        ),
        (replace(RIDER, other_costs=(OtherCost(ItemCode.DEVICES, 2, 1),)), ItemCode.DEVICES, "A"),
        (replace(RIDER, grade=4, minimum_wage_fen=500_000), ItemCode.ALLOWANCE_TOP_UP, "C"),
        (DEAD, ItemCode.DEATH_LUMP_SUM, "C"),
        (replace(DEAD, grade=8, base_fen=542_500), ItemCode.DISABILITY_LUMP_SUM, "C"),
    ],
)
def test_an_item_is_as_sure_as_its_weakest_value(facts: Facts, code: ItemCode, confidence: str) -> None:
    assert only(facts, code).confidence == confidence


@pytest.mark.parametrize(
    ("grade", "article"),
    [
        (4, "第三十五条第一款第一项"),
        (5, "第三十六条第一款第一项"),
        (6, "第三十六条第一款第一项"),
        (7, "第三十七条第一项"),
    ],
)
def test_the_lump_sum_cites_the_article_of_its_grade(grade: int, article: str) -> None:
    assert only(replace(RIDER, grade=grade), ItemCode.DISABILITY_LUMP_SUM).sources[0] == f"工伤保险条例{article}"


def test_what_is_from_memory_is_marked_and_is_no_source() -> None:
    support = LivingSupport(date(2025, 3, 1), date(2025, 3, 2))
    item = only(replace(RIDER, living_support=support), ItemCode.LIVING_SUPPORT)
    assert not any("凭记忆" in source for source in item.sources)
    assert any("待核" in line for line in item.explanation)


BASE_VALUES = ("wages.private_average@chongqing:2025-01-01", "benefits.base_rounding@national:2022-07-01")
GRADE_4 = replace(RIDER, grade=4, minimum_wage_fen=500_000)
MONTH = LivingSupport(date(2025, 3, 1), date(2025, 3, 30))
CROWD = tuple(Survivor(f"synthetic-{number}", Relation.CHILD, orphan=number == 0) for number in range(4))
CROWDED = replace(DEAD, death=Death(date(2025, 3, 5), DeathCause.INJURY, CROWD))


def national(*names: str) -> tuple[str, ...]:
    return tuple(f"benefits.{name}@national:2022-07-01" for name in names)


@pytest.mark.parametrize(
    ("facts", "code", "versions"),
    [
        (replace(RIDER, grade=8), ItemCode.DISABILITY_LUMP_SUM, (*BASE_VALUES, *national("grade_months.8"))),
        (GRADE_4, ItemCode.DISABILITY_ALLOWANCE, (*BASE_VALUES, *national("allowance_base", "allowance_percent.4"))),
        (
            replace(GRADE_4, accident_date=date(2024, 3, 1), minimum_wage_fen=None, base_fen=1),
            ItemCode.ALLOWANCE_TOP_UP,
            ("wages.minimum_monthly@chongqing:2022-04-01",),
        ),
        (
            replace(RIDER, accident_date=date(2024, 3, 1), care_level=CareLevel.PART),
            ItemCode.NURSING_ALLOWANCE,
            ("wages.employees_average@chongqing:2024-01-01", *national("nursing_base", "nursing_percent.part")),
        ),
        (
            replace(RIDER, living_support=MONTH, minimum_wage_fen=1),
            ItemCode.LIVING_SUPPORT,
            national("living_support_daily_base", "living_support_month_days"),
        ),
        (
            replace(RIDER, hospital_days=1),
            ItemCode.HOSPITAL_MEALS,
            ("benefits.hospital_meal_daily@chongqing:2022-07-01",),
        ),
        (DEAD, ItemCode.FUNERAL_GRANT, national("funeral_base", "funeral_months")),
        (
            DEAD,
            ItemCode.DEATH_LUMP_SUM,
            ("wages.national_disposable_income@national:2025-01-01", *national("death_lump_multiple")),
        ),
        (DEAD, ItemCode.SURVIVOR_PENSION, (*BASE_VALUES, *national("survivor_base", "survivor_percent.spouse"))),
    ],
)
def test_an_item_names_the_rule_values_it_used(facts: Facts, code: ItemCode, versions: tuple[str, ...]) -> None:
    assert only(facts, code).rule_versions == versions


def test_a_pension_under_the_cap_names_the_cap_and_is_marked_for_the_way_of_cutting() -> None:
    values = load_rules("重庆").values()
    sure = Rules("重庆", tuple(replace(entry, confidence="A") for entry in values))
    orphan, *_ = (item for item in assess(CROWDED, sure).items if item.code is ItemCode.SURVIVOR_PENSION)
    assert orphan.rule_versions[2:] == national(
        "survivor_base", "survivor_percent.other", "survivor_percent.lone_extra", "survivor_cap_percent"
    )
    assert orphan.confidence == "C"
    (uncut,) = (item for item in assess(DEAD, sure).items if item.code is ItemCode.SURVIVOR_PENSION)
    assert uncut.confidence == "A"


def test_after_period_and_injury_cite_their_own_paragraphs() -> None:
    assert "工伤保险条例第三十九条第二款" in only(DEAD, ItemCode.FUNERAL_GRANT).sources
    assert DEAD.death is not None
    later = replace(DEAD, grade=2, death=replace(DEAD.death, cause=DeathCause.AFTER_PERIOD))
    assert "工伤保险条例第三十九条第三款" in only(later, ItemCode.SURVIVOR_PENSION).sources


def test_before_the_figure_is_out_the_case_waits_or_goes_on_provisionally() -> None:
    facts = Facts("重庆", date(2024, 3, 1), grade=9)
    with pytest.raises(RuleMissing) as caught:
        assess(facts, load_rules("重庆"), date(2024, 8, 3))
    assert caught.value.code == "not_yet_published"
    assessment = assessed(facts, date(2024, 8, 3), provisional=True)
    (item,) = assessment.items
    assert (assessment.base_fen, item.amount_fen, item.provisional) == (503_200, 4_528_800, True)
    assert "2023年的数尚未公布，暂按上一年度的计发基数核定，公布后补差" in item.explanation


@pytest.mark.parametrize("provisional", [True, False])
def test_from_the_day_of_publication_the_case_stands_on_its_own_year(provisional: bool) -> None:
    assessment = assessed(Facts("重庆", date(2024, 3, 1), grade=9), date(2024, 8, 4), provisional)
    (item,) = assessment.items
    assert (assessment.base_fen, item.amount_fen, item.provisional) == (532_900, 4_796_100, False)


def test_provisional_does_not_excuse_a_figure_that_is_not_loaded_at_all() -> None:
    with pytest.raises(RuleMissing) as caught:
        assessed(Facts("重庆", date(2026, 3, 1), grade=9), date(2026, 3, 2), provisional=True)
    assert caught.value.code == "rule_missing"


def test_a_provisional_allowance_makes_its_top_up_provisional() -> None:
    facts = Facts("重庆", date(2024, 3, 1), grade=4, minimum_wage_fen=600_000)
    items = assessed(facts, date(2024, 5, 1), provisional=True).items
    assert [item.provisional for item in items if item.code is ItemCode.ALLOWANCE_TOP_UP] == [True]


def test_the_base_of_the_accident_year_can_be_chosen_for_survivors() -> None:
    assert DEAD.death is not None
    facts = replace(DEAD, accident_date=date(2024, 12, 30))
    assert only(facts, ItemCode.SURVIVOR_PENSION).amount_fen == 217_000
    chosen = assess(facts, rules_where("benefits.survivor_base", "accident_year"))
    assert [item.amount_fen for item in chosen.items if item.monthly] == [213_160]


def test_the_monthly_wage_as_published_can_be_chosen() -> None:
    facts = replace(RIDER, accident_date=date(2026, 2, 1), care_level=CareLevel.FULL)
    assert only(facts, ItemCode.NURSING_ALLOWANCE).amount_fen == 379_413
    chosen = assess(facts, rules_where("benefits.nursing_base", "employees_average_monthly"))
    assert [item.amount_fen for item in chosen.items] == [379_417]


def test_the_offset_of_the_rules_holds_when_the_case_names_none() -> None:
    facts = replace(RIDER, medical=(MedicalCost(914_567, 811_875),), third_party_medical_paid_fen=100_000)
    assert only(facts, ItemCode.MEDICAL).amount_fen == 711_875
    chosen = assess(facts, rules_where("benefits.third_party_offset", "from_claimed"))
    assert [item.amount_fen for item in chosen.items] == [811_875]


@pytest.mark.parametrize(
    ("key", "facts"),
    [
        ("benefits.base_rounding", replace(RIDER, grade=8)),
        ("benefits.allowance_base", replace(RIDER, grade=1)),
        ("benefits.survivor_base", DEAD),
        (
            "benefits.third_party_offset",
            replace(RIDER, medical=(MedicalCost(2, 1),), third_party_medical_paid_fen=1),
        ),
    ],
)
def test_an_option_that_does_not_exist_names_file_and_key(key: str, facts: Facts) -> None:
    with pytest.raises(RuleFileError) as caught:
        assess(facts, rules_where(key, "sideways"))
    assert key in caught.value.message()
    assert "sideways" in caught.value.message()


def test_an_item_the_rules_no_longer_exclude_is_an_error_and_not_a_zero() -> None:
    facts = replace(RIDER, grade=8, claimed_items=(ItemCode.EMPLOYMENT_LUMP_SUM,))
    with pytest.raises(RuleMissing) as caught:
        assess(facts, rules_where("benefits.not_in_pilot", ["injury_medical_lump_sum"]))
    assert "一次性伤残就业补助金" in caught.value.message()


def test_nursing_ends_with_the_month_of_death_as_well() -> None:
    assert only(replace(DEAD, care_level=CareLevel.FULL), ItemCode.NURSING_ALLOWANCE).explanation[-1] == (
        "已于2025-03-05死亡，按月发至死亡当月止"
    )


def test_a_third_party_who_paid_all_of_it_leaves_nothing_and_nothing_short() -> None:
    item = only(replace(RIDER, medical=(MedicalCost(100, 100),), third_party_medical_paid_fen=100), ItemCode.MEDICAL)
    assert item.amount_fen == 0
    assert "核定1.00元 − 第三人已付1.00元 = 0.00元" in item.explanation


def test_a_lone_orphan_gets_the_extra_share_once() -> None:
    assert DEAD.death is not None
    child = Survivor("synthetic-child", Relation.CHILD, lone=True, orphan=True)
    facts = replace(DEAD, death=replace(DEAD.death, survivors=(child,)))
    assert only(facts, ItemCode.SURVIVOR_PENSION).amount_fen == 217_000


@pytest.mark.parametrize(
    ("per_10000", "text"), [(7500, "75%"), (3350, "33.5%"), (10_000, "100%"), (1, "0.01%"), (0, "0%")]
)
def test_shares_are_shown_as_percent(per_10000: int, text: str) -> None:
    assert percent_text(per_10000) == text
