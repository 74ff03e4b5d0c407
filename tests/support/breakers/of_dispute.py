"""Breakers of the guards of disputes."""

from __future__ import annotations

from datetime import date

from tests.support.breakers.breaking import TOMORROW, YESTERDAY, breaks
from tests.support.breakers.of_approval import of
from tests.support.breakers.of_claim import due
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import CONCLUDED, appraisal, dispute
from workflows.roles import Role


@breaks("route_fits_matter")
def _wrong_door(ready: Ready) -> None:
    ready.data.update(route="arbitration")


@breaks("dispute_names_own_letter")
def _letter_of_nobody(ready: Ready) -> None:
    ready.data.update(service=f"{ready.case.no}/service-999")


@breaks("inaction_has_happened")
def _nothing_overdue(ready: Ready) -> None:
    ready.data.pop("service")
    ready.data.update(matter="inaction")


@breaks("no_parallel_dispute")
def _in_court_already(ready: Ready) -> None:
    party = "platform" if ready.role is Role.PLATFORM else "person"
    dispute(ready.case, "open", route="suit", lodged_by=party, service_id=ready.data["service"])


@breaks("lodged_in_time")
def _period_over(ready: Ready) -> None:
    due(ready, "T23", YESTERDAY)


@breaks("dispute_not_fast")
def _fast_already(ready: Ready) -> None:
    of(ready).update(fast=True)


@breaks("dispute_is_fast")
def _not_fast(ready: Ready) -> None:
    of(ready).update(fast=False)


@breaks("fast_not_asked")
def _asked_already(ready: Ready) -> None:
    of(ready).update(fast_asked_on=CONCLUDED, fast_decided_on=None)


@breaks("fast_asked")
def _not_asked(ready: Ready) -> None:
    of(ready).update(fast_asked_on=None)


@breaks("fast_ground_holds")
def _ground_of_nobody(ready: Ready) -> None:
    ready.data.update(ground="death")


@breaks("area_has_arbitrator")
def _area_of_nobody(ready: Ready) -> None:
    ready.data.update(area="镇街片区")


@breaks("conclusion_can_be_contested")
def _conclusion_is_final(ready: Ready) -> None:
    final = appraisal(ready.case, "final")
    kind = "platform" if ready.role is Role.PLATFORM else "person"
    service = next(
        row
        for row in ready.case.of("service")
        if (row["letter_id"], row["recipient_kind"]) == (final["letter_id"], kind)
    )
    ready.data.update(matter="grade", route="reappraisal", service=service["id"])


@breaks("procedure_in_force")
def _simple_before_there_was_any(ready: Ready) -> None:
    ready.data.update(procedure="simple")
    ready.day = date(2023, 12, 29)
    ready.case.claim.update(last_occurred_on=ready.day)


@breaks("admission_silent")
def _organ_may_still_decide(ready: Ready) -> None:
    due(ready, "T24", TOMORROW)


@breaks("bureau_is_respondent")
def _bureau_is_no_party(ready: Ready) -> None:
    of(ready).update(route="civil")


@breaks("copy_is_new")
def _copy_came_before(ready: Ready) -> None:
    ready.case.clock("T25", CONCLUDED, subject=ready.subject_id)


@breaks("answer_not_missed_yet")
def _missed_before(ready: Ready) -> None:
    of(ready).update(answer_missed_on=CONCLUDED)


@breaks("ordinary_review")
def _simple_review(ready: Ready) -> None:
    of(ready).update(procedure="simple")


@breaks("organ_period_running")
def _organ_is_late(ready: Ready) -> None:
    due(ready, "T26" if of(ready)["route"] == "review" else "arbitration_award", YESTERDAY)


@breaks("organ_extends_once")
def _organ_extended(ready: Ready) -> None:
    _extended(ready, ("T26", "arbitration_award"))


@breaks("mediation_running")
def _mediation_over(ready: Ready) -> None:
    due(ready, "mediation", YESTERDAY)


@breaks("mediation_extends_once")
def _mediation_extended(ready: Ready) -> None:
    _extended(ready, ("mediation",))


def _extended(ready: Ready, codes: tuple[str, ...]) -> None:
    clock = next(row for row in ready.case.of("clock") if row["code"] in codes)
    ready.case.add(
        "clock_extension", claim_no=ready.case.no, clock_id=clock["id"], amount=15, reason="复杂", document="延字1号",
        granted_by="legal1", granted_on=CONCLUDED, event_id=f"{ready.case.no}#1",
    )  # fmt: skip


@breaks("mediation_is_a_stage")
def _mediation_itself(ready: Ready) -> None:
    of(ready).update(route="mediation")


@breaks("mediated_by_itself")
def _mediation_in_review(ready: Ready) -> None:
    of(ready).update(route="review")


@breaks("next_door_is_open")
def _door_is_shut(ready: Ready) -> None:
    ready.data.update(next="civil")


@breaks("new_decision_is_later")
def _old_decision(ready: Ready) -> None:
    ready.data.update(new_decision=ready.case.claim["decision_letter"])


@breaks("act_was_changed")
def _nothing_changed(ready: Ready) -> None:
    of(ready).update(act_letter=None)


@breaks("nothing_decided_below")
def _decided_below(ready: Ready) -> None:
    of(ready).update(outcome_below="维持")


@breaks("not_withdrawn_on_appraisal")
def _appraisal_is_under_way(ready: Ready) -> None:
    of(ready).update(appraisal_id=f"{ready.case.no}/appraisal-1")


@breaks("outcome_fits_route")
def _outcome_of_another_route(ready: Ready) -> None:
    of(ready).update(route="civil")


@breaks("scope_of_partial_quashing")
def _which_part(ready: Ready) -> None:
    ready.data.update(outcome="部分撤销")


@breaks("term_is_positive")
def _no_day_at_all(ready: Ready) -> None:
    ready.data.update(term_days=0)


@breaks("party_is_concerned")
def _bureau_is_served(ready: Ready) -> None:
    of(ready).update(route="civil")
    ready.data.update(party="bureau")


@breaks("party_not_served_yet")
def _served_before(ready: Ready) -> None:
    of(ready).update(served_to=f"{ready.data['party']} {CONCLUDED}")


@breaks("served_after_decision")
def _served_before_the_decision(ready: Ready) -> None:
    of(ready).update(decided_on=TOMORROW)


@breaks("everybody_heard_the_decision")
def _nobody_was_served(ready: Ready) -> None:
    of(ready).update(served_to=None)


@breaks("result_carried_out")
def _redo_still_to_come(ready: Ready) -> None:
    of(ready).update(outcome="撤销并责令重作")


@breaks("dispute_allows_redo")
def _result_lets_it_stand(ready: Ready) -> None:
    _upheld(ready)


@breaks("dispute_allows_reopening")
def _refusal_stands(ready: Ready) -> None:
    _upheld(ready)


@breaks("dispute_allows_setting_aside")
def _conclusion_stands(ready: Ready) -> None:
    _upheld(ready)


@breaks("dispute_orders_act")
def _nothing_ordered(ready: Ready) -> None:
    _upheld(ready)


def _upheld(ready: Ready) -> None:
    next(row for row in ready.case.of("dispute") if row["id"] == ready.data["dispute"]).update(outcome="维持")


@breaks("redo_is_open")
def _redo_has_ended(ready: Ready) -> None:
    _redo_stands(ready, "terminated")


@breaks("redo_has_concluded")
def _redo_goes_on(ready: Ready) -> None:
    _redo_stands(ready, "examining")


@breaks("redo_is_over")
def _redo_is_going_on(ready: Ready) -> None:
    _redo_stands(ready, "examining")


def _redo_stands(ready: Ready, state: str) -> None:
    next(row for row in ready.case.of("appraisal") if row["kind"] == "redo").update(state=state)


@breaks("answer_overdue")
def _answer_may_still_come(ready: Ready) -> None:
    due(ready, "T25", TOMORROW)


@breaks("review_overdue")
def _review_may_still_end(ready: Ready) -> None:
    due(ready, "T26", TOMORROW)


@breaks("no_stay_in_force")
def _stayed_already(ready: Ready) -> None:
    of(ready).update(stay_from=CONCLUDED)


@breaks("stay_in_force")
def _not_stayed(ready: Ready) -> None:
    of(ready).update(stay_from=None)


@breaks("appeal_lies")
def _second_instance(ready: Ready) -> None:
    of(ready).update(instance=2)


@breaks("own_period_runs")
def _appeal_too_late(ready: Ready) -> None:
    due(ready, "appeal", YESTERDAY)


@breaks("silence_can_be_sued")
def _silence_too_long_ago(ready: Ready) -> None:
    due(ready, "T29", YESTERDAY)


@breaks("review_not_suspended")
def _suspended_already(ready: Ready) -> None:
    clock = next(row for row in ready.case.of("clock") if row["code"] == "T26")
    clock.update(state="paused", next_wake_on=None)
    begun = {"claim_no": ready.case.no, "clock_id": clock["id"], "notice_on": YESTERDAY}
    ready.case.add("clock_pause", **begun, reason="中止", document="中止1号")


@breaks("review_suspended")
def _never_suspended(ready: Ready) -> None:
    next(row for row in ready.case.of("clock") if row["code"] == "T26").update(state="running")


@breaks("no_appeal_left")
def _appeal_may_still_come(ready: Ready) -> None:
    due(ready, "T29", TOMORROW)


@breaks("lodger_withdraws")
def _the_other_side_lodged(ready: Ready) -> None:
    of(ready).update(lodged_by="person" if ready.role is Role.PLATFORM else "platform")


@breaks("judged_by_court")
def _reviewed_only(ready: Ready) -> None:
    of(ready).update(route="review")
