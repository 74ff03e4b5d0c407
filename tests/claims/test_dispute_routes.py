"""Which way a dispute goes, by what is disputed, and on either side of 2024-01-01 for inaction."""

from __future__ import annotations

from datetime import date

import pytest

from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES, doors
from claims.errors import RuleMissing
from claims.rules import load_rules

RULES = load_rules("重庆")
DAY = date(2025, 3, 3)

OPEN_WAYS = {
    "not_accepted": {"review", "suit"},
    "confirmation": {"review", "suit"},
    "inaction": {"review"},
    "award": {"review", "suit"},
    "grade": {"reappraisal"},
    "living_support": {"mediation", "civil"},
    "labour_relation": {"mediation", "arbitration"},
    "third_party": {"civil"},
}


@pytest.mark.parametrize("matter", MATTER_NAMES)
def test_every_matter_has_exactly_its_ways(matter: str) -> None:
    way = doors(matter, RULES, DAY)
    assert set(way.routes) == OPEN_WAYS[matter]
    assert set(way.routes) <= set(ROUTE_NAMES)


@pytest.mark.parametrize("matter", MATTER_NAMES)
def test_every_matter_says_the_door_the_reason_and_the_law(matter: str) -> None:
    way = doors(matter, RULES, DAY)
    assert way.door
    assert way.reason
    assert way.source


@pytest.mark.parametrize("matter", sorted(set(MATTER_NAMES) - {"labour_relation"}))
def test_labour_arbitration_is_for_labour_relations_alone(matter: str) -> None:
    assert "arbitration" not in doors(matter, RULES, DAY).routes


def test_what_rests_on_cases_only_is_marked_unconfirmed() -> None:
    assert {matter for matter in MATTER_NAMES if doors(matter, RULES, DAY).confidence != "A"} == {
        "living_support",
        "third_party",
    }


@pytest.mark.parametrize(("day", "routes"), [(date(2023, 12, 31), ("review", "suit")), (date(2024, 1, 1), ("review",))])
def test_inaction_goes_to_review_first_since_2024(day: date, routes: tuple[str, ...]) -> None:
    assert doors("inaction", RULES, day).routes == routes


def test_when_the_review_of_inaction_was_refused_the_court_is_open() -> None:
    assert doors("inaction", RULES, DAY, review_refused=True).routes == ("review", "suit")


def test_before_the_known_law_nothing_is_guessed() -> None:
    with pytest.raises(RuleMissing):
        doors("inaction", RULES, date(2017, 8, 31))
