"""小伤快赔 where a province has switched it on: two working days to confirm and five to pay, both from receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from claims.rules import Rules
from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.standing import standing
from tests.support.world import World
from workflows.acting import act, propose
from workflows.command import Outcome
from workflows.inbox import inbox
from workflows.machines import MACHINES
from workflows.roles import Role
from workflows.sweep import sweep

RECEIVED, ACCEPTED = date(2024, 9, 4), date(2024, 9, 6)
SMALL = {"reason": "门诊，无残疾", "lane": "small", "medical_fen": 30_200, "admitted": False, "needs_grading": False}


def switched_on(world: World) -> World:
    """The lane is on, as in a province that has it; everything else is as in Chongqing."""
    rules = world.desk.rules
    values = tuple(
        replace(one, value=True) if one.key == "limits.small_injury.enabled" else one for one in rules.values()
    )
    world.desk = replace(world.desk, rules=Rules(rules.province, values))
    return world


def at(world: World, day: date) -> None:
    world.moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def investigated(world: World) -> Case:
    case = standing(world, "investigating")
    case.save()
    at(world, ACCEPTED)
    return case


def granted(world: World, **changed: object) -> Outcome:
    draft = propose(world.desk, "reviewer1", "grant_fast", [NUMBER], {**SMALL, **changed}, ACCEPTED)
    if draft.done and world.one("approval", id=draft.subject)["state"] != "approved":
        return act(world.desk, "reviewer2", draft.subject, "approve", ACCEPTED, {})
    return draft


def test_it_is_off_for_chongqing_until_the_bureau_switches_it_on(world: World) -> None:
    investigated(world)
    outcome = granted(world)
    assert not outcome.done
    assert "小伤快赔" in outcome.refusals[0].message()
    assert not world.one("claim", no=NUMBER)["fast_lane"]


def test_two_working_days_to_confirm_and_five_to_pay_both_from_receipt(world: World) -> None:
    investigated(switched_on(world))
    assert granted(world).done
    decision, payment = world.one("clock", code="T8"), world.one("clock", code="small_payment")
    assert (decision["rule"], decision["due_on"], decision["lane"]) == (
        "limits.small_injury.confirmation", date(2024, 9, 6), "fast",
    )  # fmt: skip
    assert (payment["started_on"], payment["due_on"], payment["lane"]) == (RECEIVED, date(2024, 9, 11), "fast")
    change = world.one("clock_change", clock_id=decision["id"])
    assert (change["cause"], change["now_on"]) == ("budget", date(2024, 9, 6))


def test_a_small_injury_that_waits_stands_first_and_climbs_one_rung_earlier(world: World) -> None:
    older = Case(switched_on(world), "applied", no="TL-2024-000801")
    older.clock("T5", date(2024, 9, 2))
    older.save()
    investigated(world)
    assert granted(world).done
    day = date(2024, 9, 9)
    at(world, day)
    told = {one.code: (one.rung, one.level) for one in sweep(world.desk, day).told if one.rung == "overdue"}
    assert told["T8"] == ("overdue", "section_head")
    first = inbox(world.desk, "intake1")[0]
    assert (first.claim_no, first.code, first.urgent) == (NUMBER, "T8", True)
    assert [one.code for one in inbox(world.desk, "chief1")] == ["T8"]


@pytest.mark.parametrize("changed", [{"admitted": True}, {"needs_grading": True}, {"medical_fen": 300_001}])
def test_what_is_not_small_does_not_get_in(world: World, changed: dict[str, object]) -> None:
    investigated(switched_on(world))
    assert not granted(world, **changed).done
    assert world.rows("clock", code="small_payment") == []


def test_taken_off_the_lane_the_thirty_days_count_from_receipt_again(world: World) -> None:
    investigated(switched_on(world))
    assert granted(world).done
    draft = propose(world.desk, "reviewer1", "revoke_fast", [NUMBER], {"reason": "后来住院"}, ACCEPTED)
    if world.one("approval", id=draft.subject)["state"] != "approved":
        act(world.desk, "reviewer2", draft.subject, "approve", ACCEPTED, {})
    decision, payment = world.one("clock", code="T8"), world.one("clock", code="small_payment")
    assert (decision["rule"], decision["started_on"], decision["lane"]) == ("limits.confirmation", RECEIVED, "normal")
    assert decision["amount"] == 30
    assert payment["state"] == "ended"


def test_the_payment_of_the_medical_costs_meets_the_five_days(world: World) -> None:
    move = next(one for one in MACHINES["payment"].moves if one.trigger == "bank_paid")
    ready = make_ready(world, "payment", move, "sent", Role.SYSTEM)
    ready.case.of("award_item")[0].update(code="medical")
    ready.case.clock("small_payment", ready.day)
    fired = ready.fire()
    assert fired.done, fired.refusals
    assert world.one("clock", code="small_payment")["state"] == "met"


def test_where_nothing_is_confirmed_nothing_is_to_be_paid(world: World) -> None:
    move = next(one for one in MACHINES["claim"].moves if one.trigger == "refuse_confirm")
    ready = make_ready(world, "claim", move, "deciding", Role.INTAKE)
    ready.case.clock("small_payment", ready.day)
    fired = ready.fire()
    assert fired.done, fired.refusals
    assert world.one("clock", code="small_payment")["state"] == "ended"
