"""Effects of the inquiry, the decision and what follows it."""

from __future__ import annotations

from typing import Any

from claims.canonical import canonical_json, sha256_hex
from workflows import clockwork
from workflows.effects.casekeeping import keep_private
from workflows.missing import is_missing
from workflows.payees import DEATH_CODES, account_of, bare_account, payment_can_start
from workflows.remedies import overdue_acts
from workflows.returned_sums import unpaid_fen
from workflows.situation import Situation
from workflows.successors import pass_on_as_claimant, pass_on_as_platform

FAST_LIMITS = {"clear": "limits.confirmation_fast", "small": "limits.small_injury.confirmation"}
UNDECIDED = ("drafted", "reviewed", "panel", "returned")
OPEN_APPRAISALS = ("requested", "supplementing", "examining", "paused")


def shorten_decision_limit(s: Situation) -> None:
    """The decision's period becomes the fast lane's, counted from receipt."""
    s.set(fast_lane=True)
    clockwork.change_lane(s, s.file.no, fast=True)
    clockwork.rebudget(s, "T8", FAST_LIMITS[s.data["lane"]])
    if s.data["lane"] == "small":
        clockwork.start(s, "small_payment", on=s.claim["received_on"])


def restore_decision_limit(s: Situation) -> None:
    """The decision's period becomes the ordinary one again, counted from receipt and not from this day."""
    s.scratch["earlier"] = [dict(clock) for clock in clockwork.open_clocks(s.file, "T8")]
    s.set(fast_lane=False)
    clockwork.change_lane(s, s.file.no, fast=False)
    clockwork.rebudget(s, "T8", "limits.confirmation")
    for clock in clockwork.open_clocks(s.file, "small_payment"):
        clockwork.end(s, clock)


def start_again(s: Situation) -> None:
    """After a quashing the periods run from the day it took effect (行政诉讼法第七十条); the organ's term comes first."""
    codes = ("T5", "T8") if s.scratch["source"] == "not_accepted" else ("T8",)
    _start_by_order(s, codes[0])
    for code in codes[1:]:
        clockwork.start(s, code, on=s.data["effective_on"])


def _start_by_order(s: Situation, code: str, subject: str | None = None) -> None:
    """The period runs from the day the order took effect: its own, or the term that the court or review organ has set."""
    term = s.data.get("term_days")
    limit = None if term is None else clockwork.COURT_TERM
    clockwork.start(s, code, on=s.data["effective_on"], subject=subject, days=term, limit=limit)


def restart_owed_periods(s: Situation) -> None:
    """The periods that the bureau let pass are over, late; what it owes it does in the term that was set."""
    for clock in overdue_acts(s):
        clockwork.end(s, clock, "late")
        term = s.data.get("term_days")
        on, subject = s.data["effective_on"], clock["subject"]
        clockwork.start(s, clock["code"], on=on, subject=subject, days=term, limit=clockwork.COURT_TERM)


def remember_state(s: Situation) -> None:
    """Where the case resumes to."""
    s.set(resume_to=s.scratch["source"])


def forget_state(s: Situation) -> None:
    """The case has resumed."""
    s.set(resume_to=None)


def change_platform(s: Situation) -> None:
    """The order belongs to another platform, and with it what has not reached the earlier one."""
    earlier = s.claim["platform"]
    s.set(platform=s.data["new_platform"], order_no=s.data["order_no"])
    pass_on_as_platform(s, earlier)


def file_platform_data(s: Situation) -> None:
    """The platform's order data goes on file with the hash of the original."""
    _file(s, "platform_data", s.data["record"], s.data.get("sha256"))


def file_answer_without_data(s: Situation) -> None:
    """That the platform answered, and has none, goes on file; its reason stands with the event."""
    _file(s, "platform_no_data", s.event_id, None)


def file_evidence(s: Situation) -> None:
    """The list of evidence and the interview record go on file."""
    for document in s.data["evidence"]:
        _file(s, "evidence", document, None)
    _file(s, "interview", s.data["interview"], None)


def _file(s: Situation, kind: str, document: str, sha256: str | None) -> None:
    row = {
        "claim_no": s.file.no,
        "kind": kind,
        "document": document,
        "received_on": s.occurred_on,
        "sha256": sha256,
    }
    if not s.file.where("paper", lambda paper: (paper["kind"], paper["document"]) == (kind, document)):
        s.file.add("paper", row)


def note_confirmation(s: Situation) -> None:
    """The confirmed criterion; it binds when it is served."""
    s.set(
        criterion=s.data["criterion"],
        refusal_reason=None,
        decided_on=s.occurred_on,
        effective_on=None,
        withdrawal_requested_at=None,
    )
    keep_private(s, parts=s.data["parts"], **_decision_facts(s))
    if is_missing(s.claim):
        clockwork.start(s, "missing_pension")


def note_non_confirmation(s: Situation) -> None:
    """Why it was not confirmed; it binds when it is served. Nothing is to be paid in the small-injury lane either."""
    for clock in clockwork.open_clocks(s.file, "small_payment"):
        clockwork.end(s, clock)
    s.set(
        refusal_reason=s.data["refusal"],
        decided_on=s.occurred_on,
        effective_on=None,
        withdrawal_requested_at=None,
    )
    keep_private(s, failing=s.data["failing"], **_decision_facts(s))


def _decision_facts(s: Situation) -> dict[str, Any]:
    return {"facts_found": s.data["facts_found"], "evidence_weighed": s.data["evidence_weighed"]}


def wait_no_longer_for_data(s: Situation) -> None:
    """The decision is made without data that the platform owed: late where its time was over, else no longer needed."""
    for clock in clockwork.open_clocks(s.file, "data_request"):
        clockwork.end(s, clock, "late" if clock["due_on"] < s.occurred_on else "ended")


def note_withdrawal_request(s: Situation) -> None:
    """A withdrawal waits twenty-four hours from now."""
    s.set(withdrawal_requested_at=s.recorded_at)


def forget_withdrawal_request(s: Situation) -> None:
    """The withdrawal was taken back."""
    s.set(withdrawal_requested_at=None)


def change_claimant(s: Situation) -> None:
    """Another person carries the case on, and is served with what has not reached the earlier claimant."""
    s.scratch["earlier_claimant"] = s.claim["claimant_id"]
    s.set(claimant_id=s.data["claimant_id"], claimant_relation="kin")
    pass_on_as_claimant(s, s.scratch["earlier_claimant"])


def keep_payee_account(s: Situation) -> None:
    """The approved account of a beneficiary; the number itself goes to a private row."""
    beneficiary = s.data["beneficiary"]
    earlier = account_of(s.file, beneficiary)
    private = {name: s.data[name] for name in ("bank", "account", "account_name")}
    private["account"] = bare_account(private["account"])
    account_id = s.file.next_id("account")
    signatures = s.file.where("signature", lambda row: row["approval_id"] == s.via and bool(row["valid"]))
    row = {
        "id": account_id,
        "claim_no": s.file.no,
        "beneficiary": beneficiary,
        "generation": earlier["generation"] + 1 if earlier else 1,
        "account_hash": sha256_hex(canonical_json([s.salt(), private])),
        "basis": s.data["basis"],
        "proposed_by": signatures[0]["username"],
        "approved_by": signatures[-1]["username"],
        "approved_on": s.occurred_on,
    }
    s.file.add("payee_account", row)
    s.file.add("payee_account_private", {"account_id": account_id, "body": canonical_json(private)})
    for payment in s.file.rows("payment"):
        if payment["beneficiary"] == beneficiary and payment["state"] in ("pending", "held"):
            s.file.change("payment", payment, account_hash=row["account_hash"])
    for item in s.file.rows("award_item"):
        waits = item["state"] in ("effective", "part_paid") and item["beneficiary"] == beneficiary
        if waits and payment_can_start(s.file, s.claim, item):
            s.then(f"{s.file.no}/payment", "create", item=item["id"], amount_fen=unpaid_fen(s.file, item))


def note_recusal(s: Situation) -> None:
    """The officer may not act on this case any more."""
    row = {
        "claim_no": s.file.no,
        "username": s.data["officer"],
        "reason": "recused",
        "recorded_at": s.recorded_at,
    }
    if not s.file.where("recusal", lambda known: known["username"] == s.data["officer"]):
        s.file.add("recusal", row)
    signed = {
        row["approval_id"] for row in s.file.rows("signature") if row["username"] == s.data["officer"] and row["valid"]
    }
    for approval in s.file.rows("approval"):
        if approval["id"] in signed and approval["state"] in UNDECIDED:
            s.then(approval["id"], "lapse")


def note_no_grading(s: Situation) -> None:
    """The case has no grade and needs none."""
    s.set(no_grading=True, grade=0)


def note_grade(s: Situation) -> None:
    """The grade of the served conclusion becomes the case's."""
    concluded = s.file.where("appraisal", lambda row: row["state"] in ("served", "final"))[-1]
    s.set(grade=concluded["grade"], care_level=concluded["care_level"])


def note_death(s: Situation) -> None:
    """The day and the cause of death; what was on its way to the dead waits for the heirs."""
    s.set(death_on=s.data["death_on"], death_cause=s.data["cause"])
    for row in s.file.rows("payment"):
        if row["state"] == "pending" and row["beneficiary"] == s.claim["person_id"]:
            s.then(row["id"], "hold", reason="权利人死亡", document=s.event_id)


def note_return_alive(s: Situation) -> None:
    """The person lives: a declared death is none, and what was for it is neither counted nor paid any more.

    What has been paid is revoked item by item, with its own signatures, and then recovered.
    """
    s.set(returned_on=s.data["returned_on"], death_on=None, death_cause=None)
    for row in s.file.rows("payment"):
        item = s.file.find("award_item", row["item_id"])
        if row["state"] == "pending" and item is not None and item["code"] in DEATH_CODES:
            s.then(row["id"], "hold", reason="失踪人生还", document=s.event_id)


def terminate_appraisals(s: Situation) -> None:
    """An appraisal that is still open ends with the death, or with the confirmation that it was for (工伤保险条例第四十二条)."""
    reason = "被鉴定人死亡" if s.move.trigger == "death_supervenes" else s.move.label
    for row in s.file.rows("appraisal"):
        if row["state"] in OPEN_APPRAISALS:
            s.then(row["id"], "terminate", reason=reason)


def hold_payments(s: Situation) -> None:
    """Nothing is paid while the decision is being redone or is gone, and no award that is being signed goes through."""
    for row in s.file.rows("payment"):
        if row["state"] == "pending":
            s.then(row["id"], "hold", reason="重新处理", document=str(s.data.get("document", s.event_id)))
    for row in s.file.rows("approval"):
        if row["kind"] in ("award", "award_supersede") and row["state"] in UNDECIDED:
            s.then(row["id"], "lapse")
