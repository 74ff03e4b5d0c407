"""The board of disputes: fast ones first, then by the next day; each person sees what is his to see."""

from __future__ import annotations

import pytest

from claims.errors import Refused
from tests.support.casebook import OTHER_NUMBER, Case
from tests.support.fixtures.standing import standing
from tests.support.lanes import Lane, day
from tests.support.world import AREA, OTHER_PLATFORM, STRANGER, World
from workflows.dispute_board import board

ON = "2025-07-07"


def case_of_another(world: World) -> Case:
    case = standing(world, "confirmed", OTHER_NUMBER)
    case.claim.update(person_id=STRANGER, claimant_id=STRANGER, platform=OTHER_PLATFORM)
    return case


def three(world: World) -> tuple[str, str, str]:
    """A mediation that has begun, a review that waits for the organ, and an arbitration on the green channel."""
    first = Lane(world, standing(world, "confirmed"))
    mediation = first.lodge("rider1", ON, "living_support", "mediation")
    first.do("legal1", "accepted", ON, document="受理1号")
    review = first.lodge("rider1", ON, "confirmation", "review")
    second = Lane(world, case_of_another(world))
    fast = second.lodge("rider3", ON, "labour_relation", "arbitration")
    second.do("rider3", "ask_fast", ON, ground="hardship", reason="困难")
    second.do("legal1", "grant_fast", ON, ground="hardship", reason="属实", area=AREA)
    return fast, review, mediation


def test_the_green_channel_stands_first_then_what_falls_due_first(world: World) -> None:
    fast, review, mediation = three(world)
    entries = board(world.desk, "legal1")
    assert [entry.id for entry in entries] == [fast, review, mediation]
    first = entries[0]
    assert (first.fast, first.area, first.arbitrators) == (True, AREA, ("arbitrator1",))
    assert (first.clock, first.target_on, first.due_on) == ("仲裁受理", day("2025-07-10"), day("2025-07-14"))
    assert first.days_left(day("2025-07-07")) == 7
    assert [(entry.clock, entry.due_on) for entry in entries[1:]] == [
        ("复议机关审查受理", day("2025-07-14")),
        ("一站式调解", day("2025-07-22")),
    ]


def test_a_party_sees_its_own_and_an_officer_all(world: World) -> None:
    fast, review, mediation = three(world)
    for who, seen in (
        ("rider1", [review, mediation]),
        ("rider3", [fast]),
        ("platform2", [fast]),
        ("platform1", [review, mediation]),
        ("auditor1", [fast, review, mediation]),
        ("arbitrator1", [fast, review, mediation]),
    ):
        assert [entry.id for entry in board(world.desk, who)] == seen, who
    with pytest.raises(Refused):
        board(world.desk, "nobody")


def test_what_is_over_is_shown_on_demand(world: World) -> None:
    fast, review, mediation = three(world)
    walked = Lane.__new__(Lane)
    walked.world, walked.no, walked.dispute = world, review.partition("/")[0], review
    walked.do("legal1", "refused", ON, document="不予受理")
    assert [entry.id for entry in board(world.desk, "legal1")] == [fast, mediation]
    entry = next(one for one in board(world.desk, "legal1", whole=True) if one.id == review)
    assert (entry.state, entry.clock, entry.due_on, entry.days_left(day(ON))) == ("不予受理", "", None, None)


def test_a_party_s_own_period_says_whose_it_is(world: World) -> None:
    walked = Lane(world, standing(world, "confirmed"))
    walked.lodge("rider1", ON, "confirmation", "suit")
    walked.do("legal1", "accepted", ON, document="立案")
    walked.decide(ON, "驳回")
    walked.serve("bureau", ON)
    (entry,) = board(world.desk, "legal1")
    assert (entry.clock, entry.party, entry.outcome) == ("对一审判决上诉", "本机关", "驳回")
