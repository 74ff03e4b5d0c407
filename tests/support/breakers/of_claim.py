"""Breakers of the guards of the case before its end: 报案、受理、调查、确认、更正."""

from __future__ import annotations

from datetime import timedelta

from claims.canonical import canonical_json
from tests.support.breakers.breaking import NOBODY, TOMORROW, YESTERDAY, breaks
from tests.support.casebook import OTHER_NUMBER
from tests.support.fixtures.of_claim_intake import UNNUMBERED
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import REFUSAL, standing
from tests.support.keys import write_private
from tests.support.world import INJURED, KIN, NOON, PLATFORM, STRANGER

NOT_COVERED = "万顺叫车"


@breaks("accident_not_later")
def _accident_after_report(ready: Ready) -> None:
    ready.data.update(accident_on=TOMORROW)


@breaks("known_by_id_number")
def _named_without_number(ready: Ready) -> None:
    write_private(ready.world.engine, "person_private", STRANGER, body=canonical_json(UNNUMBERED))


@breaks("applicant_identified")
def _applies_unseen(ready: Ready) -> None:
    write_private(ready.world.engine, "person_private", INJURED, body=canonical_json(UNNUMBERED))


@breaks("asker_identified")
def _asks_unseen(ready: Ready) -> None:
    write_private(ready.world.engine, "person_private", INJURED, body=canonical_json(UNNUMBERED))


@breaks("persons_identified")
def _known_by_phone_alone(ready: Ready) -> None:
    write_private(ready.world.engine, "person_private", INJURED, body=canonical_json(UNNUMBERED))


@breaks("accident_in_register")
def _claimant_unknown(ready: Ready) -> None:
    ready.data.update(claimant_id=NOBODY, relation="kin")


@breaks("relation_named")
def _kin_of_himself(ready: Ready) -> None:
    ready.data.update(relation="kin")


@breaks("decision_overdue")
def _still_in_time(ready: Ready) -> None:
    for clock in ready.case.of("clock"):
        if clock["code"] in ("T5", "T8"):
            clock.update(due_on=TOMORROW, target_on=None)


@breaks("expected_day_ahead")
def _expected_yesterday(ready: Ready) -> None:
    ready.data.update(expected_on=YESTERDAY)


@breaks("survivor_further")
def _survivor_merely_reported(ready: Ready) -> None:
    ready.others[0].claim.update(state="reported")


@breaks("survivor_open")
def _survivor_withdrawn(ready: Ready) -> None:
    ready.others[0].claim.update(state="withdrawn")


@breaks("same_accident")
def _survivor_of_another(ready: Ready) -> None:
    ready.others[0].claim.update(person_id=KIN)


@breaks("consent_given")
def _no_consent(ready: Ready) -> None:
    ready.data.update(consent=False)


@breaks("form_signed")
def _no_signature(ready: Ready) -> None:
    ready.data.update(form=False)


@breaks("claimant_standing")
def _kin_without_proof(ready: Ready) -> None:
    ready.case.claim.update(claimant_relation="kin")


@breaks("applied_in_time")
def _ninety_days_over(ready: Ready) -> None:
    due(ready, "T3", YESTERDAY)


@breaks("applied_late")
def _ninety_days_running(ready: Ready) -> None:
    due(ready, "T3", TOMORROW)


@breaks("missing_have_legal_basis")
def _paper_without_basis(ready: Ready) -> None:
    ready.data.update(missing=["invoices", "police_clearance"])


@breaks("supplement_once")
def _asked_before(ready: Ready) -> None:
    ready.case.claim.update(supplement_count=1)


@breaks("supplemented_before")
def _never_asked(ready: Ready) -> None:
    ready.case.claim.update(supplement_count=0)


@breaks("supplement_overdue")
def _supplement_still_running(ready: Ready) -> None:
    due(ready, "T7", TOMORROW)


@breaks("coverage_gate")
def _no_order(ready: Ready) -> None:
    ready.case.claim.update(order_state="none")


@breaks("one_route")
def _another_case_of_the_accident(ready: Ready) -> None:
    ready.others.append(standing(ready.world, "investigating", OTHER_NUMBER))


@breaks("criterion_in_force")
def _criterion_of_a_later_text(ready: Ready) -> None:
    ready.data.update(criterion="2025-11-1-1")


@breaks("refusal_reason_known")
def _reason_of_no_list(ready: Ready) -> None:
    ready.data.update(reason_code="too_many_cases")


@breaks("labour_route_open")
def _no_signs_of_labour(ready: Ready) -> None:
    ready.case.claim.update(labour_signs=False)


@breaks("no_successor_awaited")
def _waiting_already(ready: Ready) -> None:
    ready.case.clock("succession")


@breaks("death_not_later")
def _dead_tomorrow(ready: Ready) -> None:
    ready.data.update(death_on=TOMORROW)


@breaks("not_fast_yet")
def _fast_already(ready: Ready) -> None:
    ready.case.claim.update(fast_lane=True)


@breaks("fast_lane_fits")
def _small_lane_closed_here(ready: Ready) -> None:
    ready.data.update(lane="small")


@breaks("fast_now")
def _not_fast(ready: Ready) -> None:
    ready.case.claim.update(fast_lane=False)


@breaks("another_platform")
def _same_platform(ready: Ready) -> None:
    ready.data.update(new_platform=PLATFORM)


@breaks("new_platform_covered")
def _platform_not_covered(ready: Ready) -> None:
    ready.data.update(new_platform=NOT_COVERED)


@breaks("proposal_in_force")
def _proposal_of_a_later_text(ready: Ready) -> None:
    ready.data.update(criterion="2025-11-1-1")


@breaks("decision_returned")
def _draft_not_returned(ready: Ready) -> None:
    ready.case.of("approval")[-1].update(state="drafted")


@breaks("facts_leave_out_diagnosis")
def _diagnosis_among_the_facts(ready: Ready) -> None:
    ready.case.personal.update(diagnosis="右桡骨远端骨折，软组织挫伤")
    ready.data.update(facts_found="送餐途中摔倒，经诊断为软组织挫伤。")


@breaks("platform_answer_stands")
def _written_before_it_was_answered(ready: Ready) -> None:
    ready.data.update(platform_answer="平台没有提供", platform_answered_on="2024-09-20")


@breaks("parts_have_verdicts")
def _no_part_confirmed(ready: Ready) -> None:
    ready.data.update(parts=[{"part": "右腕", "verdict": "refused", "reason": "陈旧性"}])


@breaks("refusal_in_force")
def _exclusion_of_a_later_text(ready: Ready) -> None:
    ready.data.update(refusal="2025-11-2-1")


@breaks("no_withdrawal_pending")
def _withdrawal_asked_for(ready: Ready) -> None:
    ready.case.claim.update(withdrawal_requested_at="2024-10-09T00:00:00.000000Z")


@breaks("withdrawal_pending")
def _no_withdrawal(ready: Ready) -> None:
    ready.case.claim.update(withdrawal_requested_at=None)


@breaks("withdrawal_waited")
def _withdrawal_asked_an_hour_ago(ready: Ready) -> None:
    asked = NOON - timedelta(hours=1)
    ready.case.claim.update(withdrawal_requested_at=asked.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


@breaks("another_claimant")
def _same_claimant(ready: Ready) -> None:
    ready.data.update(claimant_id=INJURED)


@breaks("claimant_in_register")
def _new_claimant_unknown(ready: Ready) -> None:
    ready.data.update(claimant_id=NOBODY)


@breaks("beneficiary_known")
def _beneficiary_of_no_item(ready: Ready) -> None:
    ready.data.update(beneficiary=STRANGER, account_name="合成人员03")


@breaks("officer_known")
def _officer_unknown(ready: Ready) -> None:
    ready.data.update(officer="nobody")


@breaks("letter_of_case")
def _letter_of_another_case(ready: Ready) -> None:
    ready.data.update(letter=f"{OTHER_NUMBER}/letter-1")


@breaks("order_effective")
def _order_not_yet_effective(ready: Ready) -> None:
    ready.data.update(effective_on=TOMORROW)


@breaks("not_same_reason_again")
def _same_reason_again(ready: Ready) -> None:
    ready.case.claim.update(refusal_reason=REFUSAL)
    ready.data.update(refusal=REFUSAL, facts_found=ready.case.personal["facts_found"])


def due(ready: Ready, code: str, day: object) -> None:
    """Let every clock of `code` fall due on `day`."""
    clocks = [row for row in ready.case.of("clock") if row["code"] == code]
    assert clocks
    for row in clocks:
        row.update(due_on=day, target_on=None)
