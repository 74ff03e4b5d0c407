"""The lane 民事诉讼: living support against the platform, harm by a third party; the case goes on beside it untouched."""

from __future__ import annotations

import pytest

from tests.support.fixtures.standing import standing
from tests.support.lanes import Lane, day
from tests.support.world import World


def sued(world: World, matter: str = "living_support", **data: str) -> Lane:
    walked = Lane(world, standing(world, "confirmed"))
    walked.lodge("rider1", "2024-10-08", matter, "civil")
    assert walked.clocks() == {}
    walked.do("legal1", "accepted", "2024-10-10", document="（2024）渝0151民初1号", **data)
    return walked


@pytest.mark.parametrize(("procedure", "due"), [("ordinary", "2025-04-10"), ("simple", "2025-01-10")])
def test_the_court_has_six_months_or_three_in_the_simple_procedure(world: World, procedure: str, due: str) -> None:
    assert sued(world, procedure=procedure).clocks() == {"civil_first_instance": due}


def test_a_judgment_binds_both_sides_and_touches_nothing_of_the_case(world: World) -> None:
    walked = sued(world)
    assert walked.refused("legal1", "decided", "2025-03-03", outcome="撤销", document="判决") == ["outcome_fits_route"]
    walked.decide("2025-03-03", "部分支持请求")
    walked.serve("person", "2025-03-05")
    walked.sweep("2025-03-21")
    assert walked.row["state"] == "decided", "the platform has not been served"
    walked.serve("platform", "2025-03-07")
    walked.sweep("2025-03-25")
    assert walked.states == ("effective", "confirmed")
    assert (walked.row["effective_on"], walked.clocks()) == (day("2025-03-25"), {})


def test_against_a_third_party_only_the_injured_person_must_be_served(world: World) -> None:
    walked = sued(world, "third_party")
    walked.decide("2025-03-03", "支持请求")
    walked.serve("person", "2025-03-05")
    walked.sweep("2025-03-21")
    assert walked.states == ("effective", "confirmed")
