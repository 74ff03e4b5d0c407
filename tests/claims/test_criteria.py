"""The cases and exclusions of both texts, their numbers in Chinese, and what the facts point to."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.criteria import citation, criteria, exclusions, numeral
from claims.errors import BadInput, RuleMissing
from claims.proposal import AccidentFacts, Circumstance, Exclusion, Fault, Harm, Outcome, Traffic, propose
from claims.rules import load_rules

CHONGQING = load_rules("重庆")
LAST_OF_2021, FIRST_OF_2025 = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize("day", [LAST_OF_2021, FIRST_OF_2025])
def test_the_national_text_has_six_cases_and_three_exclusions(day: date) -> None:
    assert len(criteria(day, CHONGQING)) == 6
    assert len(exclusions(day, CHONGQING)) == 3


@pytest.mark.parametrize("day", [LAST_OF_2021, FIRST_OF_2025])
def test_each_case_says_what_it_needs(day: date) -> None:
    cases = criteria(day, CHONGQING)
    assert [case.needs_order_active for case in cases] == [True, False, True, False, False, False]
    assert [case.needs_traffic_not_main_fault for case in cases] == [False, True, False, False, False, False]
    assert [case.needs_death for case in cases] == [False, False, True, False, False, False]
    assert {case.confidence for case in cases} == {"A*"}


def test_the_old_text_names_the_old_paper_of_a_disabled_soldier() -> None:
    assert "革命伤残军人证" in criteria(LAST_OF_2021, CHONGQING)[4].text
    assert "革命" not in criteria(FIRST_OF_2025, CHONGQING)[4].text


def test_no_text_speaks_of_deemed_injuries_or_extreme_weather() -> None:
    texts = "".join(case.text for day in (LAST_OF_2021, FIRST_OF_2025) for case in criteria(day, CHONGQING))
    assert "视同" not in texts
    assert "极端天气" not in texts


def test_there_are_no_cases_before_the_pilot() -> None:
    for entries in (criteria, exclusions):
        with pytest.raises(RuleMissing):
            entries(date(2022, 6, 30), CHONGQING)


def test_a_code_of_no_text_cannot_be_cited() -> None:
    with pytest.raises(BadInput, match="2021-11-1-1") as refused:
        citation("2021-11-1-1", CHONGQING)
    assert refused.value.code == "criterion_unknown"


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (15, "十五"), (20, "二十"), (37, "三十七"), (90, "九十")],
)
def test_numbers_are_written_as_the_law_writes_them(number: int, text: str) -> None:
    assert numeral(number) == text


FACTS = st.builds(
    AccidentFacts,
    accident_date=st.dates(date(2022, 7, 1), date(2026, 12, 31)),
    circumstance=st.sampled_from(Circumstance),
    harm=st.sampled_from(Harm),
    order_active=st.booleans(),
    waiting=st.booleans(),
    minutes_since_completion=st.none() | st.integers(0, 200),
    traffic=st.sampled_from(Traffic),
    fault=st.sampled_from(Fault),
    died=st.booleans(),
    minutes_to_death=st.none() | st.integers(0, 5000),
    excluded=st.lists(st.sampled_from(Exclusion), unique=True, max_size=2).map(tuple),
)


@given(FACTS)
def test_only_codes_of_the_accidents_own_text_are_proposed(facts: AccidentFacts) -> None:
    proposal = propose(facts, CHONGQING)
    entries = exclusions if proposal.outcome is Outcome.EXCLUDED else criteria
    own = [entry.code for entry in entries(facts.accident_date, CHONGQING)]
    assert set(proposal.codes) <= set(own)
    assert bool(proposal.codes) is (proposal.outcome is not Outcome.NONE)
    if proposal.codes:
        assert len(proposal.reasons) == len(proposal.codes)


@given(FACTS)
def test_an_exclusion_outweighs_every_case(facts: AccidentFacts) -> None:
    assert (propose(facts, CHONGQING).outcome is Outcome.EXCLUDED) is bool(facts.excluded)


@given(FACTS)
def test_what_needs_an_order_is_never_proposed_without_one(facts: AccidentFacts) -> None:
    proposal = propose(facts, CHONGQING)
    if proposal.outcome is Outcome.CANDIDATES and not facts.order_active:
        needing = {case.code for case in criteria(facts.accident_date, CHONGQING) if case.needs_order_active}
        assert not needing & set(proposal.codes)


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("day", [LAST_OF_2021, FIRST_OF_2025])
def test_own_fault_in_traffic_does_not_matter_while_an_order_is_executed(day: date, fault: Fault) -> None:
    proposal = propose(AccidentFacts(day, order_active=True, traffic=Traffic.ROAD, fault=fault), CHONGQING)
    assert proposal.codes == (criteria(day, CHONGQING)[0].code,)
