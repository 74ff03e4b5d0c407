"""The lane 一站式调解: fifteen days, fifteen more with both consents, and a door that is named where it fails."""

from __future__ import annotations

import json

import pytest

from tests.support.fixtures.standing import standing
from tests.support.lanes import Lane, day
from tests.support.world import World

CONSENTS = {"consent": "本人同意书", "other_consent": "平台同意书", "document": "延长1号"}


def mediating(world: World, matter: str = "living_support") -> Lane:
    walked = Lane(world, standing(world, "confirmed"))
    walked.lodge("rider1", "2024-10-08", matter, "mediation")
    assert walked.clocks() == {}
    walked.do("legal1", "accepted", "2024-10-10", document="调解受理1号")
    return walked


def test_fifteen_days_from_acceptance_and_fifteen_more_with_both_consents_once(world: World) -> None:
    walked = mediating(world)
    assert (walked.row["state"], walked.clocks()) == ("mediating", {"mediation": "2024-10-25"})
    one_side = {"consent": "本人同意书", "document": "延长1号"}
    assert walked.refused("legal1", "extend_mediation", "2024-10-24", **one_side) == ["bad_datum"]
    walked.do("legal1", "extend_mediation", "2024-10-25", **CONSENTS)
    assert walked.clocks() == {"mediation": "2024-11-11"}, "thirty days end on a Saturday"
    extension = world.one("clock_extension")
    assert (extension["amount"], extension["reason"]) == (15, "本人同意书；平台同意书")
    assert walked.refused("legal1", "extend_mediation", "2024-10-28", **CONSENTS) == ["mediation_extends_once"]


def test_it_is_not_extended_when_it_is_over_and_a_human_is_told(world: World) -> None:
    walked = mediating(world)
    walked.sweep("2024-10-28")
    assert "overdue" in {row["rung"] for row in world.rows("rung", clock_id=walked.clock("mediation")["id"])}
    assert walked.refused("legal1", "extend_mediation", "2024-10-28", **CONSENTS) == ["mediation_running"]


def test_an_agreement_binds_when_both_have_it_and_asks_nothing_of_the_bureau(world: World) -> None:
    walked = mediating(world)
    assert walked.refused("legal1", "decided", "2024-10-24", outcome="维持", document="协议") == ["outcome_fits_route"]
    walked.decide("2024-10-24", "调解书")
    walked.serve("person", "2024-10-24")
    walked.serve("platform", "2024-10-25")
    assert (*walked.states, walked.row["effective_on"]) == ("effective", "confirmed", day("2024-10-25"))
    assert walked.clocks() == {}


@pytest.mark.parametrize(
    ("matter", "wrong", "right", "told"),
    [
        ("living_support", "arbitration", "civil", "向人民法院提起民事诉讼"),
        ("labour_relation", "civil", "arbitration", "申请劳动仲裁"),
    ],
)
def test_where_it_fails_the_letter_names_the_door_of_the_matter(
    world: World, matter: str, wrong: str, right: str, told: str
) -> None:
    walked = mediating(world, matter)
    assert walked.refused("legal1", "mediation_failed", "2024-10-24", next=wrong, document="终结") == [
        "next_door_is_open"
    ]
    walked.do("legal1", "mediation_failed", "2024-10-24", next=right, document="终结")
    assert (walked.row["state"], walked.clocks()) == ("redirected", {})
    letter = world.one("letter", kind="dispute_redirect")
    snapshot = json.loads(world.one("letter_private", letter_id=letter["id"])["snapshot"])
    assert told in snapshot["right_route"]


def test_filing_for_arbitration_ends_it(world: World) -> None:
    walked = mediating(world, "labour_relation")
    mediation = walked.dispute
    walked.lodge("rider1", "2024-10-21", "labour_relation", "arbitration")
    assert world.one("dispute", id=mediation)["state"] == "redirected"
    assert walked.clocks(mediation) == {}
    assert walked.clocks() == {"arbitration_acceptance": "2024-10-28"}


def test_filing_about_something_else_leaves_it(world: World) -> None:
    walked = mediating(world)
    mediation = walked.dispute
    walked.lodge("rider1", "2024-10-21", "labour_relation", "arbitration")
    assert world.one("dispute", id=mediation)["state"] == "mediating"


def test_one_stop_mediation_is_no_stage_of_another_way(world: World) -> None:
    walked = Lane(world, standing(world, "confirmed"))
    walked.lodge("rider1", "2024-10-08", "living_support", "mediation")
    assert walked.refused("legal1", "mediate_start", "2024-10-09", consent="同意") == ["mediation_is_a_stage"]
