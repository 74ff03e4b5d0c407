"""Guards of the inquiry and the decision: 转办、快速办理、中止、平台、调查、确认、撤回、变更。"""

from __future__ import annotations

from datetime import timedelta

from claims.clock import parse_instant
from claims.coverage import Route, gate
from claims.small_injury import SmallInjury, fits_small_injury_lane
from workflows import clockwork
from workflows.casefacts import coverage_question
from workflows.kin import registered
from workflows.party_copy import diagnosis_in, diagnosis_of
from workflows.platform_answers import unanswered
from workflows.remedies import overdue_decisions
from workflows.situation import Facts, Situation

VERDICTS = ("confirmed", "refused")
TOLD_TO_PARTIES = ("facts_found", "evidence_weighed", "failing", "platform_answer")
DECISIONS = ("not_accepted", "confirmed", "not_confirmed", "redeciding", "quashed_final", "revoked")


def labour_route_open(s: Situation) -> Facts | None:
    """There are signs of a labour relation, 工伤 insurance, or an express courier: only then is 工伤 the way."""
    answer = gate(coverage_question(s), s.rules)
    return None if answer.route in (Route.WORK_INJURY, Route.LABOUR_RELATION) else {}


def not_fast_yet(s: Situation) -> Facts | None:
    """The case is not on the fast lane already."""
    return {} if s.claim["fast_lane"] else None


def no_successor_awaited(s: Situation) -> Facts | None:
    """Nobody waits for a successor of the applicant yet."""
    waiting = clockwork.open_clocks(s.file, "succession")
    return {"due": waiting[0]["due_on"]} if waiting else None


def death_not_later(s: Situation) -> Facts | None:
    """The death is not after the day on which it is noted."""
    return {"death_on": s.data["death_on"]} if s.data["death_on"] > s.occurred_on else None


def fast_now(s: Situation) -> Facts | None:
    """The case is on the fast lane."""
    return None if s.claim["fast_lane"] else {}


def fast_lane_fits(s: Situation) -> Facts | None:
    """The small-injury lane is only for what fits it, where the province has switched it on."""
    if s.data["lane"] != "small":
        return None
    known = all(name in s.data for name in ("medical_fen", "admitted", "needs_grading"))
    if not known:
        return {}
    injury = SmallInjury(s.data["medical_fen"], s.data["admitted"], s.data["needs_grading"])
    return None if fits_small_injury_lane(injury, s.rules, s.claim["accident_on"]) else {}


def was_investigating(s: Situation) -> Facts | None:
    """The case was suspended while under inquiry."""
    return None if s.claim["resume_to"] == "investigating" else {}


def was_deciding(s: Situation) -> Facts | None:
    """The case was suspended while awaiting the decision."""
    return None if s.claim["resume_to"] == "deciding" else {}


def decision_overdue(s: Situation) -> Facts | None:
    """The bureau's own period for accepting or for deciding is over, and the act has not been done."""
    return None if overdue_decisions(s) else {}


def expected_day_ahead(s: Situation) -> Facts | None:
    """The day on which the act is now expected is still to come."""
    expected = s.data["expected_on"]
    return {"expected_on": expected} if expected <= s.occurred_on else None


def another_platform(s: Situation) -> Facts | None:
    """The platform of the order is another than the one on the case."""
    return {"platform": s.data["new_platform"]} if s.data["new_platform"] == s.claim["platform"] else None


def new_platform_covered(s: Situation) -> Facts | None:
    """The platform of the order was covered that day."""
    answer = gate(coverage_question(s, s.data["new_platform"]), s.rules)
    return None if answer.covered else {"reason": answer.reason, "routes": "；".join(answer.other_routes)}


def decision_returned(s: Situation) -> Facts | None:
    """The drafted decision was returned."""
    drafts = s.file.where("approval", lambda row: row["kind"] in ("confirm", "refuse_confirm"))
    return None if drafts and drafts[-1]["state"] == "returned" else {}


def parts_have_verdicts(s: Situation) -> Facts | None:
    """Every injured part has a verdict, and at least one is confirmed."""
    parts = s.data["parts"]
    named = all(part.get("part") and part.get("verdict") in VERDICTS for part in parts)
    reasoned = all(part.get("reason") for part in parts if part.get("verdict") == "refused")
    confirmed = any(part.get("verdict") == "confirmed" for part in parts)
    return None if named and reasoned and confirmed else {}


def facts_leave_out_diagnosis(s: Situation) -> Facts | None:
    """What was found, weighed and reasoned goes to the platform too, so it names no diagnosis; that has its own place."""
    told = "".join(str(s.data.get(name, "")) for name in TOLD_TO_PARTIES)
    return {} if diagnosis_in(told, diagnosis_of(s)) else None


def platform_answer_stands(s: Situation) -> Facts | None:
    """What the draft says of the platform's answer is still so: it was late, and nothing has come since it was written."""
    if not s.data.get("platform_answer"):
        return None
    late = unanswered(s.file, s.occurred_on)
    return None if late and late.answered_on == s.data.get("platform_answered_on") else {}


def no_withdrawal_pending(s: Situation) -> Facts | None:
    """No withdrawal has been asked for yet."""
    return {} if s.claim["withdrawal_requested_at"] else None


def withdrawal_pending(s: Situation) -> Facts | None:
    """A withdrawal has been asked for."""
    return None if s.claim["withdrawal_requested_at"] else {}


def withdrawal_waited(s: Situation) -> Facts | None:
    """The hours have passed in which the person could think again; that nothing was asked for is said elsewhere."""
    asked = s.claim["withdrawal_requested_at"]
    if not asked:
        return None
    hours = s.rules.at("limits.withdrawal_undo", s.recorded_on).as_int()
    until = parse_instant(asked) + timedelta(hours=hours)
    return None if parse_instant(s.recorded_at) >= until else {"until": until.isoformat()}


def another_claimant(s: Situation) -> Facts | None:
    """The new claimant is another person."""
    return {"claimant": s.data["claimant_id"]} if s.data["claimant_id"] == s.claim["claimant_id"] else None


def beneficiary_known(s: Situation) -> Facts | None:
    """The beneficiary is a party of the case, is registered as kin or has an item on it."""
    beneficiaries = {row["beneficiary"] for row in s.file.rows("award_item")}
    known = beneficiaries | {*registered(s.file.rows("relative"))} | {s.claim["person_id"], s.claim["claimant_id"]}
    return None if s.data["beneficiary"] in known else {"beneficiary": s.data["beneficiary"]}


def letter_of_case(s: Situation) -> Facts | None:
    """The letter to be corrected is one of this case."""
    found = s.file.find("letter", s.data["letter"])
    return None if found else {"letter": s.data["letter"]}


def order_effective(s: Situation) -> Facts | None:
    """The judgment or decision that orders the act has taken effect."""
    effective_on = s.data["effective_on"]
    return None if effective_on <= s.occurred_on else {"effective_on": effective_on}


def not_same_reason_again(s: Situation) -> Facts | None:
    """The same facts and reasons may not be repeated after a quashing (行政诉讼法第七十一条)."""
    same = s.data["refusal"] == s.claim["refusal_reason"] and s.data["facts_found"] == s.private().get("facts_found")
    return {} if same else None


def death_after_accident(s: Situation) -> Facts | None:
    """The death was not before the accident, nor in the future."""
    died = s.data["death_on"]
    return None if s.claim["accident_on"] <= died <= s.occurred_on else {"death_on": died}


def was_confirmed_once(s: Situation) -> Facts | None:
    """The last decision on the case is a confirmation that was served; it has not been undone since."""
    own = (row for row in s.file.rows("event") if row["machine"] == "claim" and row["target"] in DECISIONS)
    last = max(own, key=lambda row: row["seq"], default=None)
    stands = last is not None and last["target"] == "confirmed" and s.claim["effective_on"] is not None
    return None if stands else {}


def application_on_file(s: Situation) -> Facts | None:
    """An application has been received on the case; a mere report is made anew."""
    return None if s.claim["received_on"] is not None else {}


def never_confirmed(s: Situation) -> Facts | None:
    """The case had not been confirmed."""
    return {} if was_confirmed_once(s) is None else None
