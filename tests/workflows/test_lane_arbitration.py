"""The lane 劳动仲裁: labour relation, from the filing to the award, and on to the civil courts."""

from __future__ import annotations

from tests.support.fixtures.standing import standing
from tests.support.lanes import Lane, day
from tests.support.world import World

FILED, ACCEPTED = "2024-10-08", "2024-10-10"


def filed(world: World) -> Lane:
    walked = Lane(world, standing(world, "confirmed"))
    walked.lodge("rider1", FILED, "labour_relation", "arbitration")
    return walked


def accepted(world: World) -> Lane:
    walked = filed(world)
    walked.do("legal1", "accepted", ACCEPTED, document="铜劳人仲案〔2024〕1号")
    return walked


def awarded(world: World, outcome: str = "支持请求") -> Lane:
    walked = accepted(world)
    walked.do("legal1", "hearing_held", "2024-11-05", hearing_on="2024-11-05")
    walked.decide("2024-11-20", outcome)
    return walked


def test_five_days_to_accept_and_forty_five_to_award(world: World) -> None:
    assert filed(world).clocks() == {"arbitration_acceptance": "2024-10-14"}


def test_the_award_is_due_in_forty_five_days_and_fifteen_more_once(world: World) -> None:
    walked = accepted(world)
    assert walked.clocks() == {"arbitration_award": "2024-11-25"}
    walked.do("legal1", "organ_extends", "2024-11-18", reason="案情复杂", document="批准1号")
    assert walked.clocks() == {"arbitration_award": "2024-12-09"}
    again = walked.refused("legal1", "organ_extends", "2024-11-19", reason="复杂", document="批准2号")
    assert again == ["organ_extends_once"]


def test_the_bureau_is_no_party_and_neither_answers_nor_is_served(world: World) -> None:
    walked = accepted(world)
    assert walked.refused("legal1", "answer", "2024-10-21", document="答复", evidence=["无"]) == [
        "bureau_is_respondent"
    ]
    assert walked.refused("legal1", "decided", "2024-10-21", outcome="撤销", document="裁决") == ["outcome_fits_route"]
    walked.decide("2024-11-20", "支持请求")
    assert walked.refused("legal1", "decision_served", "2024-11-21", party="bureau", evidence="回证") == [
        "party_is_concerned"
    ]


def test_an_award_binds_when_neither_side_sues_in_its_fifteen_days(world: World) -> None:
    walked = awarded(world)
    walked.serve("person", "2024-11-22")
    walked.serve("platform", "2024-11-25")
    assert walked.clocks() == {
        "arbitration_lawsuit person": "2024-12-09",
        "arbitration_lawsuit platform": "2024-12-10",
    }
    walked.sweep("2024-12-10")
    assert walked.row["state"] == "decided"
    walked.sweep("2024-12-11")
    assert walked.states == ("effective", "confirmed")
    assert walked.row["effective_on"] == day("2024-12-11")
    assert walked.clocks() == {}, "nothing for the bureau to carry out"


def test_the_loser_sues_in_the_civil_court_whose_appeal_goes_to_the_second(world: World) -> None:
    walked = awarded(world)
    walked.serve("person", "2024-11-22")
    walked.serve("platform", "2024-11-22")
    walked.do("platform1", "appeal", "2024-12-06", document="民事起诉状")
    assert (walked.row["route"], walked.row["instance"]) == ("civil", 1)
    assert walked.clocks() == {"civil_first_instance": "2025-06-06"}
    walked.decide("2025-03-03", "驳回")
    walked.serve("person", "2025-03-05")
    walked.serve("platform", "2025-03-05")
    assert walked.clocks() == {"appeal person": "2025-03-20", "appeal platform": "2025-03-20"}
    assert walked.clock("appeal")["rule"] == "limits.civil_appeal"
    walked.do("platform1", "appeal", "2025-03-20", document="上诉状")
    assert walked.clocks() == {"second_instance": "2025-06-20"}
    walked.decide("2025-05-06", "驳回")
    walked.serve("person", "2025-05-08")
    walked.serve("platform", "2025-05-09")
    assert walked.states == ("effective", "confirmed")
    assert walked.row["effective_on"] == day("2025-05-09")


def test_an_agreement_before_the_arbitrator_binds_when_both_have_it(world: World) -> None:
    walked = accepted(world)
    walked.do("legal1", "mediate_start", "2024-10-14", consent="双方同意")
    walked.decide("2024-10-24", "调解书")
    walked.serve("person", "2024-10-25")
    walked.serve("platform", "2024-10-28")
    assert (walked.row["state"], walked.row["effective_on"]) == ("effective", day("2024-10-28"))


def test_a_commission_that_refuses_ends_it(world: World) -> None:
    walked = filed(world)
    walked.do("legal1", "refused", "2024-10-11", document="不予受理1号")
    assert (walked.row["state"], walked.clocks()) == ("inadmissible", {})
