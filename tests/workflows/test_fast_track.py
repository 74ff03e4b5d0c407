"""The fast track 绿色通道: asked for, granted or refused by a named officer, and what it does to targets, rungs and listeners.

July 2025, when the channel's targets are in force. The law's own days never move.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.casebook import NUMBER, OTHER_NUMBER, Case
from tests.support.fixtures.standing import appraisal, item, standing
from tests.support.lanes import Lane, day
from tests.support.world import AREA, World
from workflows.dispute_board import board
from workflows.inbox import inbox

LODGED = "2025-07-07"
ASKED = {"ground": "hardship", "reason": "家中无其他收入"}
GRANTED = {"ground": "hardship", "reason": "核实属实", "area": AREA}


def lodged(world: World, case: Case | None = None, matter: str = "confirmation", route: str = "review") -> Lane:
    walked = Lane(world, case or standing(world, "confirmed"))
    walked.lodge("rider1", LODGED, matter, route)
    return walked


def accepted(world: World, *, fast: bool) -> Lane:
    walked = lodged(world)
    walked.do("legal1", "accepted", "2025-07-08", document="受理1号")
    if fast:
        walked.do("rider1", "ask_fast", "2025-07-08", **ASKED)
        walked.do("legal1", "grant_fast", "2025-07-08", **GRANTED)
    return walked


def granted_event(world: World) -> dict[str, Any]:
    return dict(json.loads(world.one("event", trigger="grant_fast")["data"]))


def test_the_rider_asks_and_a_named_officer_grants(world: World) -> None:
    walked = accepted(world, fast=True)
    row = walked.row
    assert (row["fast"], row["fast_ground"], row["area"]) == (True, "hardship", AREA)
    assert (row["fast_decided_by"], row["fast_decided_on"]) == ("legal1", day("2025-07-08"))
    assert "reason" not in granted_event(world), "why is personal, and kept apart from the chain"


@pytest.mark.parametrize("who", ["reviewer1", "rider1", "arbitrator1", "chief1"])
def test_nobody_else_grants_it(world: World, who: str) -> None:
    walked = lodged(world)
    assert walked.refused(who, "grant_fast", "2025-07-08", **GRANTED) == ["wrong_role"]


def test_hardship_is_the_riders_word_and_nobody_elses(world: World) -> None:
    walked = lodged(world)
    assert walked.refused("legal1", "grant_fast", "2025-07-08", **GRANTED) == ["fast_ground_holds"]


def test_a_ground_that_the_rule_finds_needs_no_motion_and_the_event_says_what_was_found(world: World) -> None:
    case = standing(world, "confirmed")
    case.claim.update(fast_lane=True)
    item(case, "draft", claimed_fen=300_000)
    walked = lodged(world, case)
    walked.do("legal1", "grant_fast", "2025-07-08", ground="small", reason="小额", area=AREA)
    assert granted_event(world)["found_by_rule"] == ["事实清楚", "金额较小"]


def test_a_fen_more_is_no_small_sum(world: World) -> None:
    case = standing(world, "confirmed")
    item(case, "draft", claimed_fen=300_001)
    walked = lodged(world, case)
    refused = walked.refused("legal1", "grant_fast", "2025-07-08", ground="small", reason="小额", area=AREA)
    assert refused == ["fast_ground_holds"]


@pytest.mark.parametrize(("answered", "found"), [(False, True), (True, False)])
def test_a_platform_that_kept_silent_past_its_day(world: World, answered: bool, found: bool) -> None:
    case = standing(world, "investigating")
    if answered:
        case.add("paper", claim_no=case.no, kind="platform_data", document="MT-D-1", received_on=day("2024-09-10"))
    walked = lodged(world, case, "living_support", "mediation")
    outcome = walked.try_to(
        "legal1", walked.dispute, "grant_fast", "2025-07-08", ground="silence", reason="平台不提供", area=AREA
    )
    assert outcome.done is found


def test_a_death_case_goes_fast_by_the_rule(world: World) -> None:
    case = standing(world, "confirmed")
    case.claim.update(application_kind="death")
    walked = lodged(world, case)
    walked.do("legal1", "grant_fast", "2025-07-08", ground="death", reason="死亡案件", area=AREA)
    assert granted_event(world)["found_by_rule"] == ["死亡案件"]


@pytest.mark.parametrize("area", ["镇街片区", "别处"])
def test_an_area_without_arbitrator_or_unknown_is_refused_and_the_areas_named(world: World, area: str) -> None:
    walked = lodged(world)
    walked.do("rider1", "ask_fast", "2025-07-08", **ASKED)
    outcome = walked.try_to("legal1", walked.dispute, "grant_fast", "2025-07-08", **{**GRANTED, "area": area})
    assert [refusal.code for refusal in outcome.refusals] == ["area_has_arbitrator"]
    assert "城区片区、镇街片区" in outcome.refusals[0].message()


def test_an_arbitrator_of_several_areas_and_one_whose_post_has_ended(world: World) -> None:
    world.execute("UPDATE post SET areas = '镇街片区、城区片区' WHERE role = 'AR'")
    walked = lodged(world)
    walked.do("rider1", "ask_fast", "2025-07-08", **ASKED)
    world.execute("UPDATE post SET valid_to = '2025-07-07' WHERE role = 'AR'")
    assert walked.refused("legal1", "grant_fast", "2025-07-08", **GRANTED) == ["area_has_arbitrator"]
    world.execute("UPDATE post SET valid_to = NULL WHERE role = 'AR'")
    walked.do("legal1", "grant_fast", "2025-07-08", **GRANTED)


def test_a_refusal_is_recorded_with_its_officer_and_the_rider_may_ask_again(world: World) -> None:
    walked = lodged(world)
    assert walked.refused("legal1", "refuse_fast", "2025-07-08", reason="无申请") == ["fast_asked"]
    walked.do("rider1", "ask_fast", "2025-07-08", **ASKED)
    assert walked.refused("rider1", "ask_fast", "2025-07-08", **ASKED) == ["fast_not_asked"]
    walked.do("legal1", "refuse_fast", "2025-07-09", reason="未提供材料")
    row = walked.row
    assert (row["fast"], row["fast_decided_by"], row["fast_decided_on"]) == (False, "legal1", day("2025-07-09"))
    assert world.rows("letter", kind="dispute_fast") == []
    letter = world.one("letter", kind="dispute_fast_refused")
    assert json.loads(world.one("letter_private", letter_id=letter["id"])["snapshot"])["reason"] == "未提供材料"
    assert walked.refused("legal1", "grant_fast", "2025-07-09", **GRANTED) == ["fast_ground_holds"]
    walked.do("rider1", "ask_fast", "2025-07-10", **ASKED)
    walked.do("legal1", "grant_fast", "2025-07-10", **GRANTED)


def test_the_lane_changes_the_target_and_never_the_laws_own_day(world: World) -> None:
    slow = accepted(world, fast=False)
    before = slow.clock("T25")
    slow.do("rider1", "ask_fast", "2025-07-08", **ASKED)
    slow.do("legal1", "grant_fast", "2025-07-08", **GRANTED)
    after = slow.clock("T25")
    assert (before["lane"], after["lane"]) == ("normal", "fast")
    assert before["due_on"] == after["due_on"] == day("2025-07-22")
    assert after["target_on"] == day("2025-07-15"), "five working days"
    assert after["next_wake_on"] < before["next_wake_on"]
    slow.do("legal1", "revoke_fast", "2025-07-09", reason="案情复杂")
    assert (slow.row["fast"], slow.row["area"], slow.clock("T25")["lane"]) == (False, None, "normal")


def test_clocks_that_start_later_are_in_the_lane_too(world: World) -> None:
    walked = lodged(world)
    walked.do("rider1", "ask_fast", LODGED, **ASKED)
    walked.do("legal1", "grant_fast", LODGED, **GRANTED)
    walked.do("legal1", "accepted", "2025-07-08", document="受理1号")
    assert {clock["lane"] for clock in world.rows("clock", subject=walked.dispute)} == {"fast"}


def told(world: World, clock_id: str) -> dict[str, tuple[str, str, list[str]]]:
    """Each rung of a clock's present generation: the day, the level, who was told."""
    generation = world.one("clock", id=clock_id)["generation"]
    rows = world.rows("rung", clock_id=clock_id, generation=generation)
    return {row["rung"]: (row["fired_on"].isoformat(), row["level"], json.loads(row["told"])) for row in rows}


def test_it_climbs_one_rung_earlier_and_the_arbitrator_of_the_area_hears_it(world: World) -> None:
    walked = accepted(world, fast=True)
    for on in ("2025-07-14", "2025-07-15", "2025-07-16", "2025-07-17", "2025-07-22", "2025-07-23", "2025-07-24"):
        walked.sweep(on)
    heard = told(world, walked.clock("T25")["id"])
    assert heard["target_due"] == ("2025-07-15", "officer", ["legal1", "arbitrator1"])
    assert heard["target_overdue"] == ("2025-07-16", "section_head", ["chief1", "arbitrator1"])
    assert heard["target_raised"] == ("2025-07-17", "leader", ["leader1", "arbitrator1"])
    assert heard["due"] == ("2025-07-22", "officer", ["legal1", "arbitrator1"]), "the law's own day is told of besides"
    assert heard["overdue"] == ("2025-07-23", "section_head", ["chief1", "arbitrator1"])
    assert heard["raised"] == ("2025-07-24", "leader", ["leader1", "arbitrator1"])


def test_on_the_ordinary_lane_the_same_period_climbs_later_and_no_arbitrator_hears_it(world: World) -> None:
    walked = accepted(world, fast=False)
    for on in ("2025-07-16", "2025-07-17", "2025-07-22", "2025-07-23", "2025-07-24"):
        walked.sweep(on)
    heard = told(world, walked.clock("T25")["id"])
    assert heard["overdue"] == ("2025-07-23", "officer", ["legal1"])
    assert heard["raised"] == ("2025-07-24", "section_head", ["chief1"])


@pytest.mark.parametrize(
    ("matter", "route", "targets"),
    [
        ("confirmation", "review", ["绿色通道答复、答辩目标：自收到申请书或者起诉状副本起5个工作日内"]),
        (
            "labour_relation",
            "arbitration",
            ["绿色通道受理目标：自登记起3个工作日内", "绿色通道裁决目标：自仲裁受理起30日内"],
        ),
    ],
)
def test_the_letter_names_the_targets_of_the_rules(world: World, matter: str, route: str, targets: list[str]) -> None:
    walked = lodged(world, matter=matter, route=route)
    walked.do("rider1", "ask_fast", LODGED, **ASKED)
    walked.do("legal1", "grant_fast", LODGED, **GRANTED)
    letter = world.one("letter", kind="dispute_fast")
    snapshot = json.loads(world.one("letter_private", letter_id=letter["id"])["snapshot"])
    assert (snapshot["reason"], snapshot["targets"]) == ("生活困难", targets)


def test_the_new_appraisal_of_a_dispute_about_the_grade_goes_fast_with_it(world: World) -> None:
    case = standing(world, "appraised")
    for known in list(case.of("appraisal")):
        case.drop("appraisal", known)
    prior = appraisal(case, "served")
    case.clock("T17", day("2025-07-01"), subject=prior["id"])
    walked = lodged(world, case, "grade", "reappraisal")
    walked.do("rider1", "ask_fast", LODGED, **ASKED)
    walked.do("legal1", "grant_fast", LODGED, **GRANTED)
    redo = walked.row["appraisal_id"]
    assert walked.clock("T14", redo)["lane"] == "fast"
    panel = {"panel_size": 3, "drawn": True, "examine_at": "7月15日", "examine_place": "合成医院"}
    walked.do("appraisal1", "accept", "2025-07-09", target=redo, **panel)
    conclusion = walked.clock("T15", redo)
    assert (conclusion["lane"], conclusion["target_on"], conclusion["due_on"]) == (
        "fast",
        day("2025-08-06"),
        day("2025-09-05"),
    )
    walked.sweep("2025-08-07")
    assert json.loads(world.one("rung", clock_id=conclusion["id"], rung="target_overdue")["told"]) == [
        "chief1",
        "arbitrator1",
    ]


def test_the_award_of_an_arbitration_has_a_target_of_thirty_days(world: World) -> None:
    walked = lodged(world, matter="labour_relation", route="arbitration")
    walked.do("rider1", "ask_fast", LODGED, **ASKED)
    walked.do("legal1", "grant_fast", LODGED, **GRANTED)
    assert walked.clock("arbitration_acceptance")["target_on"] == day("2025-07-10")
    walked.do("legal1", "accepted", "2025-07-09", document="受理1号")
    award = walked.clock("arbitration_award")
    assert (award["target_on"], award["due_on"]) == (day("2025-08-08"), day("2025-08-25"))


def test_a_fast_dispute_overtakes_an_older_ordinary_one_and_goes_up_the_ladder_if_nobody_acts(world: World) -> None:
    older = lodged(world, standing(world, "confirmed", OTHER_NUMBER))
    older.do("legal1", "accepted", "2025-07-07", document="受理1号")
    newer = accepted(world, fast=True)
    assert (older.clock("T25")["due_on"], newer.clock("T25")["due_on"]) == (day("2025-07-21"), day("2025-07-22"))

    def answers(who: str) -> list[tuple[str, bool]]:
        waiting = [one for one in inbox(world.desk, who) if one.code == "T25" and not one.what.startswith("片区")]
        return [(one.claim_no, one.urgent) for one in waiting]

    newer.sweep("2025-07-09")
    newer.do("legal1", "revoke_fast", "2025-07-09", reason="试改")
    assert answers("legal1") == [(OTHER_NUMBER, False), (NUMBER, False)], (
        "on the ordinary lane the older one comes first"
    )
    newer.do("rider1", "ask_fast", "2025-07-09", **ASKED)
    newer.do("legal1", "grant_fast", "2025-07-09", **GRANTED)
    newer.sweep("2025-07-10")
    assert answers("legal1") == [(NUMBER, True), (OTHER_NUMBER, False)], "three working days before the target"
    assert inbox(world.desk, "legal1")[0].claim_no == NUMBER
    assert (answers("arbitrator1"), answers("chief1"), answers("leader1")) == ([(NUMBER, True)], [], [])
    newer.sweep("2025-07-16")
    assert (answers("chief1"), answers("leader1")) == ([(NUMBER, True)], [])
    newer.sweep("2025-07-17")
    assert answers("leader1") == [(NUMBER, True)]
    newer.do("legal1", "answer", "2025-07-17", document="答复1号", evidence=["订单记录"])
    assert (answers("chief1"), answers("leader1"), answers("arbitrator1")) == ([], [], [])
    assert answers("legal1") == [(OTHER_NUMBER, False)]


def test_a_new_dispute_and_a_motion_for_the_green_channel_lie_on_the_legal_officers_desk(world: World) -> None:
    walked = lodged(world)
    assert [one.what for one in inbox(world.desk, "legal1") if one.target == walked.dispute] == [
        "新提出的争议：确认或者不予确认结论（行政复议）"
    ]
    walked.do("rider1", "ask_fast", LODGED, **ASKED)
    first = inbox(world.desk, "legal1")[0]
    assert (first.what, first.urgent, first.moves) == (
        "申请绿色通道，待决定（生活困难）", True, ("grant_fast", "refuse_fast"),
    )  # fmt: skip
    walked.do("legal1", "refuse_fast", "2025-07-08", reason="未提供材料")
    assert not any("绿色通道" in one.what for one in inbox(world.desk, "legal1"))
    walked.do("rider1", "ask_fast", "2025-07-09", **ASKED)
    walked.do("legal1", "grant_fast", "2025-07-09", **GRANTED)
    assert [one.what for one in inbox(world.desk, "arbitrator1")] == ["片区绿色通道：确认或者不予确认结论"]


def test_an_arbitrator_follows_the_areas_that_are_his_today(world: World) -> None:
    accepted(world, fast=True)
    ours = [one for one in inbox(world.desk, "arbitrator1") if one.what.startswith("片区绿色通道")]
    assert len(ours) == 1
    world.execute("UPDATE post SET valid_to = '2025-07-07' WHERE username = 'arbitrator1'")
    world.execute(
        "INSERT INTO post (username, role, areas, valid_from) VALUES ('arbitrator1', 'AR', '别的片区', '2025-07-08')"
    )
    assert [one for one in inbox(world.desk, "arbitrator1") if one.what.startswith("片区绿色通道")] == []


def test_the_inbox_and_the_board_tell_the_same_day_of_a_dispute_over_a_grade(world: World) -> None:
    case = standing(world, "appraised")
    for known in list(case.of("appraisal")):
        case.drop("appraisal", known)
    prior = appraisal(case, "served")
    case.clock("T17", day("2025-07-01"), subject=prior["id"])
    walked = lodged(world, case, "grade", "reappraisal")
    walked.do("rider1", "ask_fast", LODGED, **ASKED)
    walked.do("legal1", "grant_fast", LODGED, **GRANTED)
    (shown,) = board(world.desk, "arbitrator1")
    (entry,) = [one for one in inbox(world.desk, "arbitrator1") if one.what.startswith("片区绿色通道")]
    assert shown.due_on is not None
    assert (entry.due_on, entry.target_on) == (shown.due_on, shown.target_on)
