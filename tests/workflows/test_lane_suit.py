"""The lane 行政诉讼: a suit filed on 8 October 2024, both instances, and everything that a loser may still do."""

from __future__ import annotations

import json

import pytest

from tests.support.fixtures.signing import sign_through
from tests.support.fixtures.standing import PARTS, standing
from tests.support.lanes import Lane, day
from tests.support.world import World
from workflows.inbox import inbox
from workflows.letter_standing import standing as worth_of
from workflows.overtaking import Worth
from workflows.transaction import reading

FILED, ADMITTED, JUDGED = "2024-10-08", "2024-10-10", "2025-03-03"


def suit(world: World, state: str = "not_confirmed", **data: str) -> Lane:
    walked = Lane(world, standing(world, state))
    walked.lodge("rider1", FILED, "confirmation", "suit")
    assert walked.clocks() == {}
    walked.do("legal1", "accepted", ADMITTED, document="（2024）渝01行初1号", **data)
    return walked


def judged(world: World, outcome: str, **data: object) -> Lane:
    walked = suit(world)
    walked.do("legal1", "answer", "2024-10-25", document="答辩1号", evidence=["病历"])
    walked.decide(JUDGED, outcome, **data)
    return walked


def test_the_bureau_has_fifteen_days_to_answer_and_the_court_six_months(world: World) -> None:
    assert suit(world).clocks() == {"T30": "2024-10-25", "T31": "2025-04-10"}


def test_the_simple_procedure_of_the_court_takes_forty_five_days(world: World) -> None:
    walked = suit(world, procedure="simple")
    assert walked.clocks() == {"T30": "2024-10-25", "T31": "2024-11-25"}
    assert walked.clock("T31")["rule"] == "limits.first_instance_simple"


def test_a_missed_answer_is_recorded_even_after_the_hearing(world: World) -> None:
    walked = suit(world)
    walked.do("legal1", "hearing_held", "2024-10-22", hearing_on="2024-10-22")
    assert walked.sweep("2024-10-26").made == 1
    assert walked.row["answer_missed_on"] == day("2024-10-26")
    walked.do("legal1", "answer", "2024-10-28", document="答辩1号", evidence=["病历"])
    assert (walked.row["state"], walked.clocks()) == ("heard", {"T31": "2025-04-10"})


def test_each_side_has_fifteen_days_from_its_own_service(world: World) -> None:
    walked = judged(world, "撤销并责令重作")
    walked.serve("person", "2025-03-05")
    assert walked.clocks() == {"appeal person": "2025-03-20"}
    walked.sweep("2025-03-21")
    assert walked.row["state"] == "decided", "the bureau has not been served"
    walked.serve("bureau", "2025-03-07")
    assert walked.clocks() == {"appeal bureau": "2025-03-24", "appeal person": "2025-03-20"}
    assert walked.refused("rider1", "appeal", "2025-03-21", document="上诉状") == ["own_period_runs"]
    walked.sweep("2025-03-24")
    assert walked.states == ("decided", "not_confirmed")
    walked.sweep("2025-03-25")
    assert walked.states == ("effective", "redeciding")
    assert walked.clock("T8", walked.no)["started_on"] == day("2025-03-25")


def test_a_judgment_served_on_one_side_only_never_binds(world: World) -> None:
    walked = judged(world, "撤销并责令重作")
    walked.serve("bureau", "2025-03-05")
    for on in ("2025-03-21", "2025-06-02"):
        walked.sweep(on)
    assert walked.states == ("decided", "not_confirmed")


def test_the_bureau_appeals_and_the_second_instance_that_dismisses_lets_the_first_stand(world: World) -> None:
    walked = judged(world, "撤销并责令重作", term_days=30)
    walked.serve("person", "2025-03-05")
    walked.serve("bureau", "2025-03-07")
    walked.do("legal1", "appeal", "2025-03-24", document="上诉状")
    assert walked.row["outcome_below"] == "撤销并责令重作"
    assert walked.clocks() == {"second_instance": "2025-06-24"}
    walked.decide("2025-06-03", "维持")
    walked.serve("bureau", "2025-06-05")
    assert walked.states == ("decided", "not_confirmed")
    assert walked.refused("legal1", "appeal", "2025-06-05", document="再上诉") == ["appeal_lies", "own_period_runs"]
    walked.serve("person", "2025-06-06")
    assert walked.states == ("effective", "redeciding")
    assert walked.clocks(walked.no)["T8"] == "2025-07-07", "thirty days end on a Sunday"


def test_the_term_of_a_judgment_that_falls_falls_with_it(world: World) -> None:
    walked = judged(world, "撤销并责令重作", term_days=30)
    for party in ("person", "bureau"):
        walked.serve(party, "2025-03-05")
    walked.do("legal1", "appeal", "2025-03-20", document="上诉状")
    walked.decide("2025-06-03", "变更")
    assert walked.row["term_days"] is None


def test_the_second_instance_may_turn_it_round(world: World) -> None:
    walked = judged(world, "驳回")
    walked.serve("person", "2025-03-05")
    walked.serve("bureau", "2025-03-05")
    walked.do("rider1", "appeal", "2025-03-20", document="上诉状")
    walked.do("legal1", "copy_received", "2025-03-27", document="上诉状副本")
    assert walked.clocks() == {"T30": "2025-04-11", "second_instance": "2025-06-20"}
    walked.decide("2025-06-03", "撤销并责令重作")
    for party in ("person", "bureau"):
        walked.serve(party, "2025-06-05")
    assert walked.states == ("effective", "redeciding")


def test_who_takes_an_appeal_back_lets_the_judgment_stand(world: World) -> None:
    walked = judged(world, "撤销并责令重作")
    for party in ("person", "bureau"):
        walked.serve(party, "2025-03-05")
    walked.do("rider1", "appeal", "2025-03-20", document="上诉状")
    assert walked.refused("rider1", "withdraw", "2025-04-01", permission="裁定") == ["nothing_decided_below"]
    walked.decide("2025-04-01", "终止")
    for party in ("person", "bureau"):
        walked.serve(party, "2025-04-03")
    assert walked.states == ("effective", "redeciding")


def test_a_suit_taken_back_before_judgment_ends_with_the_clocks(world: World) -> None:
    walked = suit(world)
    walked.do("rider1", "withdraw", "2024-10-21", permission="（2024）渝01行初1号裁定")
    assert (walked.row["state"], walked.clocks()) == ("withdrawn", {})


def test_a_withdrawal_at_the_court_is_recorded_by_the_legal_officer(world: World) -> None:
    walked = suit(world)
    walked.do("legal1", "withdrawal_recorded", "2024-10-21", document="（2024）渝01行初1号裁定")
    assert (walked.row["state"], walked.clocks()) == ("withdrawn", {})


def test_the_redo_done_the_dispute_is_executed_and_closed(world: World) -> None:
    walked = judged(world, "撤销并责令重作")
    for party in ("person", "bureau"):
        walked.serve(party, "2025-03-05")
    walked.sweep("2025-03-21")
    assert walked.refused("legal1", "executed", "2025-03-24", document="结案") == ["result_carried_out"]
    facts = {"parts": PARTS, "facts_found": "重新查明：送餐途中摔倒。", "evidence_weighed": "订单记录"}
    drafted = walked.do("intake1", "redo_confirm", "2025-03-24", target=walked.no, criterion="2021-10-1-1", **facts)
    assert sign_through(world, drafted, day("2025-03-24")).done
    assert walked.claim["state"] == "confirmed"
    walked.do("legal1", "executed", "2025-03-25", document="结案")
    assert walked.row["state"] == "closed"


def test_a_retried_judgment_goes_on_from_what_it_was(world: World) -> None:
    walked = judged(world, "驳回")
    for party in ("person", "bureau"):
        walked.serve(party, "2025-03-05")
    walked.sweep("2025-03-21")
    walked.do("rider1", "retrial", "2025-04-07", document="再审裁定")
    assert (walked.row["state"], walked.row["outcome_below"], walked.row["instance"]) == ("open", "驳回", 2)


def test_a_refusal_to_accept_that_is_quashed_opens_the_application_again(world: World) -> None:
    walked = Lane(world, standing(world, "not_accepted"))
    walked.lodge("rider1", FILED, "not_accepted", "suit")
    walked.do("legal1", "accepted", ADMITTED, document="立案")
    walked.decide(JUDGED, "撤销", term_days=10)
    for party in ("person", "bureau"):
        walked.serve(party, "2025-03-05")
    walked.sweep("2025-03-21")
    assert walked.states == ("effective", "applied")
    with reading(world.desk) as connection:
        found = worth_of(connection, world.one("letter", kind="not_accepted"))
    assert (found.worth, found.by_number, found.on) == (Worth.QUASHED, None, day("2025-03-21"))
    assert walked.clocks(walked.no) == {"T5": "2025-03-31", "T8": "2025-05-07"}
    assert walked.clock("T5", walked.no)["rule"] == "limits.court_term"
    assert walked.refused("legal1", "executed", "2025-03-24", document="结案") == ["result_carried_out"]


@pytest.mark.parametrize(("term", "due"), [(None, "2025-05-20"), (15, "2025-04-07")])
def test_who_has_not_acted_is_ordered_to_act_in_the_term_of_the_organ(world: World, term: int | None, due: str) -> None:
    """Inaction goes to review; the bureau's own period is closed as late, and the term runs from the day it binds."""
    walked = Lane(world, standing(world, "investigating"))
    assert walked.clocks(walked.no)["T8"] == "2024-10-22"
    data = {"matter": "inaction", "route": "suit"}
    assert "route_fits_matter" in walked.refused("rider1", "lodge", "2024-11-01", target=f"{walked.no}/dispute", **data)
    walked.lodge("rider1", "2024-11-01", "inaction", "review")
    walked.do("legal1", "accepted", "2024-11-04", document="受理1号")
    walked.decide("2025-03-03", "责令履行", **({} if term is None else {"term_days": term}))
    walked.serve("person", "2025-03-05")
    walked.sweep("2025-03-21")
    assert walked.states == ("effective", "investigating")
    assert sorted(row["state"] for row in world.rows("clock", subject=walked.no, code="T8")) == ["late", "running"]
    assert (walked.clocks(walked.no)["T8"], walked.clock("T8", walked.no)["rule"]) == (due, "limits.court_term")
    assert walked.refused("legal1", "executed", "2025-03-24", document="结案") == ["result_carried_out"]


def test_who_has_acted_meanwhile_is_ordered_nothing_more(world: World) -> None:
    walked = Lane(world, standing(world, "investigating"))
    walked.lodge("rider1", "2024-11-01", "inaction", "review")
    walked.do("legal1", "accepted", "2024-11-04", document="受理1号")
    closed = "state = 'late', closed_on = '2024-11-05', closed_by = started_by, next_wake_on = NULL"
    world.execute(f"UPDATE clock SET {closed} WHERE code = 'T8'")
    walked.decide("2025-03-03", "责令履行")
    walked.serve("person", "2025-03-05")
    walked.sweep("2025-03-21")
    assert walked.row["state"] == "effective"
    walked.do("legal1", "executed", "2025-03-24", document="结案")


def test_each_sides_period_is_told_to_that_side_and_stands_on_its_own_desk(world: World) -> None:
    case = standing(world, "not_confirmed")
    walked = Lane(world, case)
    walked.lodge("platform1", FILED, "confirmation", "suit")
    walked.do("legal1", "accepted", ADMITTED, document="立案")
    walked.decide(JUDGED, "驳回")
    for party in ("person", "platform", "bureau"):
        walked.serve(party, "2025-03-05")
    walked.sweep("2025-03-17")
    half = {
        row["party"]: json.loads(world.one("rung", clock_id=row["id"], rung="near")["told"])
        for row in world.rows("clock", subject=walked.dispute, code="appeal")
    }
    assert half == {"person": ["rider1"], "platform": ["platform1"], "bureau": ["legal1"]}
    for who in ("rider1", "platform1", "legal1"):
        assert [entry.code for entry in inbox(world.desk, who)].count("appeal") == 1
