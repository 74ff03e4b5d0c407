"""The lane 行政复议: lodged on 8 October 2024 against a confirmation served on 23 September, walked day by day."""

from __future__ import annotations

import pytest

from tests.support.fixtures.standing import item, payment, standing
from tests.support.lanes import ACCEPTED, LODGED, Lane, accepted_review, answered_review, day, lodged_review
from tests.support.world import World


def decided(world: World, outcome: str, **data: object) -> Lane:
    walked = answered_review(world)
    walked.decide("2024-11-20", outcome, **data)
    return walked


def test_the_organ_has_five_working_days_to_take_it_on_and_the_right_has_been_used(world: World) -> None:
    walked = lodged_review(world)
    assert walked.clocks() == {"T24": "2024-10-14"}
    assert walked.clocks(walked.row["service_id"]) == {"T28 person": "2025-03-24"}, "the suit stays open"
    assert walked.clock("T23", walked.row["service_id"])["state"] == "met"


def test_the_ordinary_procedure_gives_ten_working_days_to_answer_and_sixty_days_to_decide(world: World) -> None:
    walked = accepted_review(world)
    assert walked.clocks() == {"T25": "2024-10-23", "T26": "2024-12-09"}
    assert (walked.clock("T24")["state"], walked.row["procedure"]) == ("met", "ordinary")


def test_the_simple_procedure_gives_five_working_days_and_thirty_days_and_the_clocks_name_their_rules(
    world: World,
) -> None:
    walked = accepted_review(world, procedure="simple")
    assert walked.clocks() == {"T25": "2024-10-16", "T26": "2024-11-11"}
    assert [walked.clock(code)["rule"] for code in ("T25", "T26")] == [
        "limits.review_answer_simple",
        "limits.review_decision_simple",
    ]


def test_silence_of_the_organ_is_a_yes_on_the_day_after_and_the_answer_waits_for_the_copy(world: World) -> None:
    walked = lodged_review(world)
    assert walked.sweep("2024-10-14").made == 0
    assert walked.sweep("2024-10-15").made == 1
    assert (walked.row["state"], walked.row["deemed_accepted"]) == ("open", True)
    assert walked.clocks() == {"T26": "2024-12-16"}
    walked.do("legal1", "copy_received", "2024-10-21", document="副本1号")
    assert walked.clocks() == {"T25": "2024-11-04", "T26": "2024-12-16"}
    assert walked.refused("legal1", "copy_received", "2024-10-22", document="副本2号") == ["copy_is_new"]


def test_the_copy_may_bring_the_simple_procedure(world: World) -> None:
    walked = lodged_review(world)
    walked.sweep("2024-10-15")
    walked.do("legal1", "copy_received", "2024-10-21", document="副本1号", procedure="simple")
    assert walked.clocks() == {"T25": "2024-10-28", "T26": "2024-11-14"}


def test_before_2024_silence_of_the_organ_says_nothing(world: World) -> None:
    case = standing(world, "confirmed")
    case.claim.update(last_occurred_on=day("2023-09-04"), accident_on=day("2023-09-02"), reported_on=day("2023-09-02"))
    walked = Lane(world, case)
    walked.lodge("rider1", "2023-12-18", "confirmation", "review")
    assert walked.clocks() == {"T24": "2023-12-25"}
    for on in ("2023-12-26", "2024-01-02", "2024-01-08"):
        assert walked.sweep(on).made == 0
    assert walked.row["state"] == "lodged"
    walked.do("legal1", "accepted", "2024-01-08", document="受理1号")


def test_a_missed_answer_is_recorded_once_and_may_still_come(world: World) -> None:
    walked = accepted_review(world)
    assert walked.sweep("2024-10-23").made == 0
    assert walked.sweep("2024-10-24").made == 1
    assert walked.row["answer_missed_on"] == day("2024-10-24")
    assert walked.sweep("2024-10-25").made == 0
    told = [row["rung"] for row in world.rows("rung", clock_id=walked.clock("T25")["id"])]
    assert {"due", "overdue"} <= set(told)
    walked.do("legal1", "answer", "2024-10-28", document="答复1号", evidence=["订单记录"])
    assert (walked.row["state"], walked.clock("T25")["state"]) == ("answered", "late")


def test_an_answer_during_mediation_is_remembered(world: World) -> None:
    walked = accepted_review(world)
    walked.do("legal1", "mediate_start", "2024-10-14", consent="同意书")
    assert walked.clocks() == {"T25": "2024-10-23", "T26": "2024-12-09", "mediation": "2024-10-29"}
    assert walked.sweep("2024-10-24").made == 1
    walked.do("legal1", "answer", "2024-10-25", document="答复1号", evidence=["订单记录"])
    walked.do("legal1", "mediate_end", "2024-10-28", document="终结1号")
    assert walked.row["state"] == "answered"


def test_the_organ_extends_once_and_not_in_the_simple_procedure(world: World) -> None:
    walked = accepted_review(world)
    walked.do("legal1", "organ_extends", "2024-12-02", reason="情况复杂", document="延期1号")
    assert walked.clocks()["T26"] == "2025-01-08"
    again = walked.refused("legal1", "organ_extends", "2024-12-03", reason="仍复杂", document="延期2号")
    assert again == ["organ_extends_once"]


def test_a_simple_review_is_not_extended(world: World) -> None:
    walked = accepted_review(world, procedure="simple")
    assert walked.refused("legal1", "organ_extends", "2024-10-21", reason="复杂", document="延1") == ["ordinary_review"]


def test_the_loser_has_fifteen_days_from_his_own_service_and_then_it_binds(world: World) -> None:
    walked = decided(world, "撤销并责令重作")
    assert walked.clocks() == {}
    assert walked.sweep("2025-01-02").made == 0, "nobody has been served: nothing runs and nothing binds"


def test_quash_and_redo_reaches_the_case_on_the_day_it_binds_and_not_before(world: World) -> None:
    walked = decided(world, "撤销并责令重作")
    walked.serve("person", "2024-11-22")
    assert walked.clocks() == {"T29 person": "2024-12-09"}
    walked.sweep("2024-12-09")
    assert walked.states == ("decided", "confirmed")
    walked.sweep("2024-12-10")
    assert walked.states == ("effective", "redeciding")
    assert walked.row["effective_on"] == day("2024-12-10")
    assert walked.clocks(walked.no)["T8"] == "2025-01-22"
    (notice,) = world.rows("letter", kind="remand_notice")
    assert notice["dated_on"] == day("2024-12-10")
    assert walked.refused("legal1", "executed", "2024-12-11", document="执行1号") == ["result_carried_out"]


def test_the_term_that_the_organ_sets_is_the_period_of_the_new_decision(world: World) -> None:
    walked = decided(world, "撤销并责令重作", term_days=60)
    walked.serve("person", "2024-11-22")
    walked.sweep("2024-12-10")
    clock = walked.clock("T8", walked.no)
    assert (clock["rule"], clock["amount"], clock["unit"]) == ("limits.court_term", 60, "calendar_days")
    assert clock["due_on"] == day("2025-02-08"), "a working Saturday"


def test_a_late_sweep_does_not_put_the_day_off(world: World) -> None:
    walked = decided(world, "撤销并责令重作")
    walked.serve("person", "2024-11-22")
    walked.sweep("2024-12-20")
    assert walked.row["effective_on"] == day("2024-12-10")
    assert walked.clocks(walked.no)["T8"] == "2025-01-22"


def test_a_served_third_party_has_a_period_of_its_own(world: World) -> None:
    walked = decided(world, "维持")
    walked.serve("person", "2024-11-22")
    walked.serve("platform", "2024-12-02")
    assert walked.clocks() == {"T29 person": "2024-12-09", "T29 platform": "2024-12-17"}
    walked.sweep("2024-12-10")
    assert walked.row["state"] == "decided"
    assert walked.refused("rider1", "appeal", "2024-12-10", document="起诉状") == ["own_period_runs"]
    walked.do("platform1", "appeal", "2024-12-17", document="起诉状")
    assert (walked.row["route"], walked.row["instance"], walked.row["state"]) == ("suit", 1, "open")


def test_the_bureau_does_not_sue_over_the_review(world: World) -> None:
    walked = decided(world, "撤销并责令重作")
    walked.serve("bureau", "2024-11-21")
    assert walked.clocks() == {}
    assert walked.refused("legal1", "appeal", "2024-11-22", document="起诉状") == ["own_period_runs"]


def test_the_loser_sues_and_the_court_that_dismisses_lets_the_review_stand(world: World) -> None:
    walked = decided(world, "撤销并责令重作")
    walked.serve("person", "2024-11-22")
    walked.serve("platform", "2024-11-25")
    walked.do("legal1", "appeal", "2024-12-02", document="起诉状", party="platform")
    assert walked.clocks() == {"T31": "2025-06-03"}
    walked.do("legal1", "copy_received", "2024-12-09", document="（2024）渝01行初1号")
    assert walked.clocks() == {"T30": "2024-12-24", "T31": "2025-06-03"}
    walked.do("legal1", "answer", "2024-12-20", document="答辩1号", evidence=["订单记录"])
    walked.decide("2025-03-03", "驳回")
    walked.serve("person", "2025-03-05")
    walked.serve("bureau", "2025-03-05")
    walked.sweep("2025-03-21")
    assert walked.states == ("effective", "redeciding")


@pytest.mark.parametrize("outcome", ["维持", "驳回", "确认违法", "终止", "调解书"])
def test_what_lets_the_conclusion_stand_touches_nothing(world: World, outcome: str) -> None:
    walked = decided(world, outcome)
    before = {**walked.claim}
    for party in ("person", "bureau"):
        walked.serve(party, "2024-11-22")
    walked.sweep("2024-12-10")
    assert walked.states == ("effective", "confirmed")
    changed = {name for name, value in walked.claim.items() if value != before[name]}
    assert changed <= {"event_seq", "subject_seq", "head_hash", "last_recorded_at", "last_occurred_on"}
    walked.do("legal1", "executed", "2024-12-11", document="结案1号")
    assert walked.row["state"] == "closed"


def test_a_signed_mediation_binds_with_the_second_service(world: World) -> None:
    walked = accepted_review(world)
    walked.do("legal1", "mediate_start", "2024-10-14", consent="同意书")
    walked.decide("2024-10-24", "调解书")
    walked.serve("bureau", "2024-10-28")
    assert walked.row["state"] == "decided"
    walked.serve("person", "2024-10-25")
    assert (walked.row["state"], walked.row["effective_on"]) == ("effective", day("2024-10-28"))


def test_an_agreement_before_the_organ_has_taken_it_on_ends_its_period_too(world: World) -> None:
    walked = lodged_review(world)
    walked.do("legal1", "mediate_start", "2024-10-09", consent="同意书")
    walked.decide("2024-10-11", "调解书")
    assert walked.clocks() == {}


def test_quashed_without_redo_freezes_the_money_and_puts_setting_aside_to_approval(world: World) -> None:
    case = standing(world, "settling")
    held = payment(case, "pending", item(case, "effective", code="disability_lump_sum"))
    walked = Lane(world, case)
    walked.lodge("platform1", LODGED, "confirmation", "review")
    walked.do("legal1", "accepted", ACCEPTED, document="受理1号")
    walked.decide("2024-11-20", "撤销")
    walked.serve("platform", "2024-11-22")
    assert world.one("payment", id=held["id"])["state"] == "pending"
    walked.sweep("2024-12-10")
    assert world.one("payment", id=held["id"])["state"] == "held"
    assert walked.states == ("effective", "settling")
    assert walked.clocks() == {"execution": "2025-01-09"}
    order = {"dispute": walked.dispute, "document": "复议决定", "effective_on": "2024-12-10"}
    assert walked.refused("legal1", "remand", "2024-12-11", target=walked.no, **order) == ["dispute_allows_redo"]
    drafted = walked.do("legal1", "set_aside", "2024-12-11", target=walked.no, **order)
    assert "/approval-" in drafted
    assert walked.states == ("effective", "settling"), "three signatures are still to come"


def test_a_part_that_was_quashed_is_written_down_and_goes_with_the_redo(world: World) -> None:
    walked = accepted_review(world)
    no_part = walked.refused("legal1", "decided", "2024-11-20", outcome="部分撤销", document="复议决定")
    assert no_part == ["scope_of_partial_quashing"]
    walked.decide("2024-11-20", "部分撤销", scope="腰椎不予确认的部分")
    walked.serve("person", "2024-11-22")
    walked.sweep("2024-12-10")
    assert walked.states == ("effective", "redeciding")
    assert "腰椎不予确认的部分" in world.one("event", subject=walked.no, trigger="remand")["data"]


def test_who_does_not_go_on_after_the_bureau_changed_its_act_has_withdrawn(world: World) -> None:
    case = standing(world, "confirmed")
    new = case.letter("confirmation", day("2024-10-16"), served_on=day("2024-10-17"))
    walked = Lane(world, case)
    walked.lodge("rider1", LODGED, "confirmation", "review", service=_service(world, case.claim["decision_letter"]))
    walked.do("legal1", "accepted", ACCEPTED, document="受理1号")
    old = case.claim["decision_letter"]
    assert walked.refused("legal1", "bureau_changes_act", "2024-10-18", new_decision=old, continues=False) == [
        "new_decision_is_later"
    ]
    walked.do("legal1", "bureau_changes_act", "2024-10-18", new_decision=new["id"], continues=False)
    assert (walked.row["state"], walked.row["act_letter"], walked.clocks()) == ("withdrawn", new["id"], {})


def test_who_goes_on_disputes_the_old_act_and_a_quashing_is_left_to_people(world: World) -> None:
    case = standing(world, "confirmed")
    new = case.letter("confirmation", day("2024-10-16"), served_on=day("2024-10-17"))
    walked = Lane(world, case)
    walked.lodge("rider1", LODGED, "confirmation", "review", service=_service(world, case.claim["decision_letter"]))
    walked.do("legal1", "accepted", ACCEPTED, document="受理1号")
    walked.do("legal1", "bureau_changes_act", "2024-10-18", new_decision=new["id"], continues=True)
    world.execute("UPDATE claim SET decision_letter = ? WHERE no = ?", new["id"], walked.no)
    walked.decide("2024-11-20", "撤销并责令重作")
    walked.serve("person", "2024-11-22")
    walked.sweep("2024-12-10")
    assert walked.states == ("effective", "confirmed")
    assert walked.clocks() == {"execution": "2025-01-09"}


def _service(world: World, letter: str) -> str:
    return str(world.one("service", letter_id=letter, recipient_kind="person")["id"])


def test_a_stay_holds_in_every_live_state_and_ends_with_the_dispute(world: World) -> None:
    walked = accepted_review(world)
    walked.do("legal1", "stay_order", "2024-10-11", document="停执1号")
    walked.do("legal1", "stay_lifted", "2024-10-11", document="恢复1号")
    walked.do("legal1", "mediate_start", "2024-10-14", consent="同意书")
    walked.do("legal1", "stay_order", "2024-10-15", document="停执2号")
    walked.do("legal1", "stay_lifted", "2024-10-16", document="恢复2号")
    walked.do("legal1", "stay_order", "2024-10-16", document="停执3号")
    walked.do("legal1", "mediate_end", "2024-10-17", document="终结1号")
    walked.decide("2024-11-20", "维持")
    walked.serve("person", "2024-11-22")
    walked.sweep("2024-12-10")
    assert (walked.row["stay_from"], walked.row["stay_to"]) == (day("2024-10-16"), day("2024-12-10"))
