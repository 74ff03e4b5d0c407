"""复议机关逾期不作决定: who asked for the review sues the act itself; what the organ did in time counts, told however late."""

from __future__ import annotations

from datetime import timedelta

from tests.support.lanes import accepted_review, answered_review, day, lodged_review
from tests.support.world import INJURED, World
from workflows.clock_view import clocks_of
from workflows.inbox import inbox
from workflows.moves import choices


def waits(world: World) -> list[str]:
    """The reviews that ran out, on the desk of the legal officer."""
    return [one.what for one in inbox(world.desk, "legal1") if one.what.startswith("复议期满")]


def test_who_waited_in_vain_for_the_review_sues_the_act_within_fifteen_days(world: World) -> None:
    walked = accepted_review(world)
    due = walked.clocks()["T26"]
    assert walked.refused("rider1", "appeal", due, document="起诉状") == ["silence_can_be_sued"]
    walked.sweep(due)
    assert "T26" in walked.clocks()
    walked.sweep("2024-12-10")
    assert (due, walked.clocks()) == ("2024-12-09", {"T25": "2024-10-23", "T29 person": "2024-12-24"})
    assert walked.clock("T29")["rule"] == "limits.suit_after_silence"
    assert walked.clock("T26")["state"] == "ended"
    assert [row["recipient"] for row in world.rows("message", kind="review_ran_out")] == [INJURED]
    assert walked.sweep("2024-12-11").made == 0
    assert walked.refused("platform1", "appeal", "2024-12-12", document="起诉状") == ["silence_can_be_sued"]
    walked.do("rider1", "appeal", "2024-12-24", document="起诉状")
    assert (walked.row["route"], walked.row["instance"], walked.row["state"]) == ("suit", 1, "open")
    assert walked.clocks() == {"T31": "2025-06-24"}
    walked.decide("2025-03-03", "撤销并责令重作")
    walked.serve("person", "2025-03-05")
    walked.serve("bureau", "2025-03-05")
    walked.sweep("2025-03-21")
    assert walked.states == ("effective", "redeciding")


def test_the_legal_officer_registers_that_suit_on_the_desk_for_who_asked_for_the_review(world: World) -> None:
    walked = accepted_review(world)
    walked.sweep("2024-12-10")
    walked.at("2024-12-12")
    found = choices(world.desk, "legal1", walked.no)
    offered = {
        one.move.label: one.allowed for one in found if one.move.trigger == "appeal" and one.machine == "dispute"
    }
    assert offered == {"复议期满未作决定，起诉": True}
    walked.do("legal1", "appeal", "2024-12-12", document="起诉状")
    assert (walked.row["route"], walked.row["state"]) == ("suit", "open")


def test_after_the_fifteenth_day_he_waits_for_the_decision_which_gives_him_fifteen_anew(world: World) -> None:
    walked = answered_review(world)
    walked.sweep("2024-12-10")
    assert walked.row["state"] == "answered"
    walked.sweep("2024-12-25")
    assert waits(world) == ["复议期满没有决定，等复议决定或者起诉：确认或者不予确认结论"], (
        "no clock runs, and somebody must watch"
    )
    assert walked.refused("rider1", "appeal", "2024-12-25", document="起诉状") == ["silence_can_be_sued"]
    walked.decide("2025-01-06", "维持")
    assert (walked.clocks(), waits(world)) == ({}, [])
    walked.serve("person", "2025-01-08")
    assert walked.clocks() == {"T29 person": "2025-01-23"}
    assert walked.clock("T29")["rule"] == "limits.suit_after_review"
    walked.do("legal1", "appeal", "2025-01-20", document="起诉状")
    assert (walked.row["route"], walked.row["state"]) == ("suit", "open")


def test_a_suit_that_the_court_took_late_is_registered_with_the_reason_and_only_by_the_legal_officer(
    world: World,
) -> None:
    walked = accepted_review(world)
    late = {"document": "起诉状", "excuse": "未被告知起诉期限，法院已立案"}
    assert walked.refused("legal1", "appeal", "2024-12-02", **late) == ["silence_can_be_sued"], "not over yet"
    walked.sweep("2024-12-10")
    assert walked.refused("rider1", "appeal", "2025-01-06", **late) == ["silence_can_be_sued"]
    walked.do("legal1", "appeal", "2025-01-06", **late)
    assert walked.row["route"] == "suit"


def test_where_the_review_became_a_simple_one_its_shorter_period_counts(world: World) -> None:
    walked = lodged_review(world)
    walked.sweep("2024-10-15")
    walked.do("legal1", "copy_received", "2024-10-21", document="副本1号", procedure="simple")
    due = day(walked.clocks()["T26"])
    assert due < day("2024-12-16"), "the period of the ordinary review, which was ended"
    walked.sweep(str(due + timedelta(days=1)))
    assert walked.clock("T29")["started_on"] == due


def test_what_the_organ_did_in_time_and_told_by_post_takes_the_silence_back(world: World) -> None:
    walked = answered_review(world)
    walked.sweep("2024-12-10")
    late = {"reason": "情况复杂", "document": "延期1号"}
    assert walked.refused("legal1", "organ_extends", "2024-12-11", **late) == ["organ_period_running"], (
        "too late by itself"
    )
    assert walked.told_later("legal1", "organ_extends", "2024-12-05", "2024-12-12", **late) == []
    assert walked.clocks() == {"T26": "2025-01-08"}
    assert [row["recipient"] for row in world.rows("message", kind="review_goes_on")] == [INJURED]
    assert walked.clock("T29")["state"] == "ended"
    assert walked.refused("rider1", "appeal", "2024-12-12", document="起诉状") == ["silence_can_be_sued"]
    assert walked.refused("legal1", "organ_extends", "2024-12-12", reason="仍", document="延2") == [
        "organ_extends_once"
    ]
    walked.sweep("2025-01-09")
    assert walked.clocks() == {"T29 person": "2025-01-23"}


def test_a_decision_of_the_last_days_is_registered_with_its_own_day(world: World) -> None:
    walked = answered_review(world)
    walked.sweep("2024-12-10")
    said = {"outcome": "维持", "document": "决定1号"}
    assert walked.told_later("legal1", "decided", "2024-12-06", "2024-12-12", **said) == []
    assert (walked.row["decided_on"], walked.clocks()) == (day("2024-12-06"), {})


def test_a_review_that_is_suspended_does_not_run_out(world: World) -> None:
    walked = accepted_review(world)
    assert walked.refused("legal1", "organ_resumes", "2024-11-01", document="恢复1号") == ["review_suspended"]
    walked.do("legal1", "organ_suspends", "2024-11-01", reason="须以另案结果为依据", document="中止1号")
    assert walked.refused("legal1", "organ_suspends", "2024-11-04", reason="又", document="中止2号") == [
        "review_not_suspended"
    ]
    walked.sweep("2024-12-20")
    assert walked.clock("T26")["state"] == "paused"
    walked.do("legal1", "organ_resumes", "2024-12-23", document="恢复1号")
    due = day(walked.clocks()["T26"])
    assert due > day("2024-12-23")
    walked.sweep(str(due + timedelta(days=1)))
    assert walked.clock("T29")["started_on"] == due


def test_mediation_in_a_review_takes_no_day_of_the_right_to_sue(world: World) -> None:
    walked = accepted_review(world)
    walked.do("legal1", "mediate_start", "2024-12-05", consent="同意书")
    walked.sweep("2024-12-10")
    assert walked.clocks()["T29 person"] == "2024-12-24"
    walked.do("rider1", "appeal", "2024-12-20", document="起诉状")
    assert (walked.row["state"], walked.clocks()) == ("open", {"T31": "2025-06-20"})


def test_who_sued_before_the_extension_was_told_has_his_suit_registered_by_the_legal_officer(world: World) -> None:
    walked = answered_review(world)
    walked.sweep("2024-12-10")
    late = {"reason": "情况复杂", "document": "延期1号"}
    assert walked.told_later("legal1", "organ_extends", "2024-12-05", "2024-12-12", **late) == []
    walked.do("legal1", "appeal", "2024-12-16", document="起诉状", excuse="法院12月11日已立案")
    assert walked.row["route"] == "suit"


def test_the_paper_of_the_review_is_not_taken_for_the_judgment_of_the_court(world: World) -> None:
    walked = accepted_review(world)
    walked.sweep("2024-12-10")
    walked.do("rider1", "appeal", "2024-12-24", document="起诉状")
    said = {"outcome": "维持", "document": "复议决定1号"}
    assert walked.told_later("legal1", "decided", "2024-12-06", "2024-12-26", **said) == ["before_last_event"]


def test_a_copy_that_brings_another_procedure_leaves_the_review_suspended(world: World) -> None:
    walked = lodged_review(world)
    walked.sweep("2024-10-15")
    walked.do("legal1", "organ_suspends", "2024-10-17", reason="须以另案结果为依据", document="中止1号")
    walked.do("legal1", "copy_received", "2024-10-21", document="副本1号", procedure="simple")
    assert walked.clock("T26")["state"] == "paused"
    walked.sweep("2024-12-20")
    assert walked.clock("T26")["state"] == "paused"
    walked.do("legal1", "organ_resumes", "2024-12-23", document="恢复1号")
    assert day(walked.clocks()["T26"]) > day("2025-01-15")


def test_a_suspension_that_is_not_over_ends_with_the_review(world: World) -> None:
    walked = accepted_review(world)
    walked.do("legal1", "organ_suspends", "2024-11-01", reason="须以另案结果为依据", document="中止1号")
    said = {"outcome": "维持", "document": "决定1号"}
    assert walked.told_later("legal1", "decided", "2024-10-30", "2024-11-05", **said) == ["before_last_event"]
    walked.decide("2024-11-20", "终止")
    assert [one["state"] for one in clocks_of(world.desk, walked.no) if one["code"] == "T26"] == ["met"]


def test_a_review_that_ends_leaves_no_period_for_suing_over_its_silence(world: World) -> None:
    walked = accepted_review(world)
    walked.sweep("2024-12-10")
    walked.do("legal1", "withdrawal_recorded", "2024-12-11", document="准许撤回1号")
    assert walked.clocks() == {}


def test_nobody_is_told_that_he_can_sue_where_it_was_over_before_anybody_noticed(world: World) -> None:
    walked = accepted_review(world)
    walked.sweep("2025-02-10")
    assert walked.clocks()["T29 person"] == "2024-12-24"
    assert world.rows("message", kind="review_ran_out") == []
