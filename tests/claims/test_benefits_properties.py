"""What holds for every case: no float, the same answer twice, more for a graver grade, shares that add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from claims.benefits import Assessment, assess
from claims.facts import (
    OTHER_COST_CODES,
    CareLevel,
    Death,
    DeathCause,
    Facts,
    LivingSupport,
    MedicalCost,
    OtherCost,
    Relation,
    Survivor,
    ThirdPartyOffset,
)
from claims.formulas.items import ItemCode, Payer
from claims.rules import load_rules

SUMS = st.integers(0, 10**9)
BASES = st.integers(1, 10**7)
BILLS = st.builds(lambda amount, cut: MedicalCost(amount, max(amount - cut, 0)), SUMS, SUMS)
COSTS = st.builds(
    lambda code, amount, cut: OtherCost(code, amount, max(amount - cut, 0)),
    st.sampled_from(OTHER_COST_CODES),
    SUMS,
    SUMS,
)
SURVIVORS = st.lists(
    st.builds(
        Survivor,
        st.integers(0, 99).map("synthetic-{}".format),
        st.sampled_from(Relation),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda survivor: survivor.id,
).map(tuple)


@st.composite
def cases(draw: st.DrawFn) -> Facts:
    """Any case whose facts make sense; wages are given, so that every year has them."""
    accident = draw(st.dates(date(2022, 7, 1), date(2025, 12, 31)))
    death_on = accident + timedelta(days=draw(st.integers(0, 300)))
    cause = draw(st.sampled_from(DeathCause))
    grade = draw(st.integers(1, 10))
    is_dead = draw(st.booleans())
    has_grade = (is_dead and cause is DeathCause.AFTER_PERIOD) or draw(st.booleans())
    is_sudden = is_dead and cause is DeathCause.SUDDEN_ILLNESS
    length = draw(st.integers(0, (death_on - accident).days))
    return Facts(
        province="重庆",
        accident_date=accident,
        grade=grade if has_grade and not is_sudden else None,
        care_level=None if is_sudden else draw(st.none() | st.sampled_from(CareLevel)),
        base_fen=draw(BASES),
        average_wage_fen=draw(BASES),
        minimum_wage_fen=draw(BASES),
        medical=tuple(draw(st.lists(BILLS, max_size=4))),
        third_party_medical_paid_fen=draw(SUMS),
        third_party_offset=draw(st.none() | st.sampled_from(ThirdPartyOffset)),
        hospital_days=draw(st.none() | st.integers(0, 400)),
        appraisal_fee_fen=draw(st.none() | SUMS),
        other_costs=tuple(draw(st.lists(COSTS, max_size=4))),
        living_support=draw(st.none() | st.just(LivingSupport(accident, accident + timedelta(days=length)))),
        death=Death(death_on, cause, draw(SURVIVORS)) if is_dead else None,
    )


def assessed(facts: Facts) -> Assessment:
    return assess(facts, load_rules(facts.province))


def leaves(value: object) -> Iterator[object]:
    """Every plain value inside a JSON answer."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


@given(cases())
def test_the_same_facts_give_the_same_answer_without_a_float(facts: Facts) -> None:
    answer = assessed(facts).as_json()
    assert answer == assessed(replace(facts)).as_json()
    assert {type(leaf) for leaf in leaves(answer)} <= {int, str, bool, type(None)}


@given(cases())
def test_every_item_is_explained_and_rests_on_an_article(facts: Facts) -> None:
    for item in assessed(facts).items:
        assert item.amount_fen >= 0
        assert item.explanation
        assert item.sources[0].startswith(("工伤保险条例第", "社会保险法第", "《新就业形态"))


@given(cases())
def test_the_total_is_the_sum_of_what_the_fund_pays_once(facts: Facts) -> None:
    assessment = assessed(facts)
    once = [item.amount_fen for item in assessment.items if item.payer is Payer.FUND and not item.monthly]
    assert assessment.total_fund_fen == sum(once)
    assert all(item.payer is Payer.PLATFORM for item in assessment.items if item.code is ItemCode.LIVING_SUPPORT)


@given(cases(), st.sampled_from(ItemCode))
def test_an_item_asked_for_ends_as_an_item_or_a_reason(facts: Facts, code: ItemCode) -> None:
    supported = {item.code for item in assessed(facts).items} | {refusal.code for refusal in assessed(facts).refused}
    outside = {ItemCode.EMPLOYMENT_LUMP_SUM, ItemCode.INJURY_MEDICAL_LUMP_SUM}
    by_grade = {ItemCode.DISABILITY_ALLOWANCE, ItemCode.ALLOWANCE_TOP_UP} if facts.grade else set()
    assume(code in supported | outside | by_grade)
    assessment = assessed(replace(facts, claimed_items=(code,)))
    assert code in {item.code for item in assessment.items} | {refusal.code for refusal in assessment.refused}


@given(BASES, st.integers(1, 9), st.dates(date(2022, 7, 1), date(2025, 12, 31)))
def test_a_graver_grade_gives_more(base_fen: int, grade: int, day: date) -> None:
    graver = Facts("重庆", day, grade=grade, base_fen=base_fen)
    assert assessed(graver).total_fund_fen > assessed(replace(graver, grade=grade + 1)).total_fund_fen


@given(cases(), st.integers(1, 10**6))
def test_a_higher_base_never_gives_anybody_less(facts: Facts, more_fen: int) -> None:
    before = assessed(facts)
    after = assessed(replace(facts, base_fen=(facts.base_fen or 0) + more_fen))
    after_fen = {(item.code, item.person): item.amount_fen for item in after.items}
    for item in before.items:
        if item.code in (ItemCode.ALLOWANCE_TOP_UP, ItemCode.SURVIVOR_PENSION):
            continue
        assert after_fen[item.code, item.person] >= item.amount_fen
    assert after.total_fund_fen >= before.total_fund_fen


@given(st.lists(st.tuples(st.sampled_from(Relation), st.booleans()), min_size=1, max_size=8), BASES)
def test_pensions_never_exceed_the_base_and_fill_it_exactly_when_cut(
    people: list[tuple[Relation, bool]], base_fen: int
) -> None:
    survivors = tuple(Survivor(str(place), relation, lone) for place, (relation, lone) in enumerate(people))
    death = Death(date(2024, 5, 2), DeathCause.INJURY, survivors)
    facts = Facts("重庆", date(2024, 5, 1), base_fen=base_fen, average_wage_fen=1, death=death)
    pensions = [item.amount_fen for item in assessed(facts).items if item.code is ItemCode.SURVIVOR_PENSION]
    percents = [(40 if one.relation is Relation.SPOUSE else 30) + (10 if one.lone else 0) for one in survivors]
    assert len(pensions) == len(survivors)
    if sum(percents) >= 100:
        assert sum(pensions) == base_fen
    for pension, percent in zip(pensions, percents, strict=True):
        assert abs(pension * max(sum(percents), 100) - base_fen * percent) <= max(sum(percents), 100)


@given(cases())
def test_a_third_party_touches_medical_costs_alone(facts: Facts) -> None:
    paid, unpaid = assessed(facts), assessed(replace(facts, third_party_medical_paid_fen=0))
    for with_offset, without in zip(paid.items, unpaid.items, strict=True):
        if with_offset.code is ItemCode.MEDICAL:
            allowed_fen = sum(bill.allowed_fen for bill in facts.medical)
            assert allowed_fen == without.amount_fen
            cut_fen = without.amount_fen - with_offset.amount_fen
            assert 0 <= cut_fen <= min(allowed_fen, facts.third_party_medical_paid_fen)
        else:
            assert with_offset == without


@given(st.lists(BILLS, min_size=1, max_size=5), SUMS)
def test_reducing_what_was_claimed_never_leaves_the_rider_worse_off(bills: list[MedicalCost], paid_fen: int) -> None:
    facts = Facts("重庆", date(2024, 5, 1), medical=tuple(bills), third_party_medical_paid_fen=paid_fen)
    from_allowed, from_claimed = (
        assessed(replace(facts, third_party_offset=offset)).total_fund_fen for offset in ThirdPartyOffset
    )
    assert from_allowed <= from_claimed
