"""Effects of the dispute 争议 until it is decided: what is recorded, which periods run, and what a stay does to payments."""

from __future__ import annotations

from datetime import timedelta

from claims.store.rows import Row
from workflows import clockwork
from workflows.dispute_facts import disputed_letter
from workflows.machines.appraisal import OPEN as OPEN_APPRAISALS
from workflows.remedies import SERVICE_CLOCKS, contested_appraisal, disputed_service, party_of
from workflows.review_silence import run_out
from workflows.situation import Situation

MEDICAL_STOPS = "limits.dispute_stops_medical_payment"
EXTENSIONS = {
    "review": ("T26", "limits.review_decision_extension"),
    "arbitration": ("arbitration_award", "limits.arbitration_award_extension"),
}
AFTER_MEDIATION = ("arbitration", "civil")


def open_dispute(s: Situation) -> None:
    """What is disputed, by which side, by which way, against which service."""
    service = disputed_service(s)
    s.set(
        matter=s.data["matter"],
        route=s.data["route"],
        lodged_by=service["recipient_kind"] if service else party_of(s),
        lodged_on=s.occurred_on,
        service_id=service["id"] if service else None,
        instance=1,
    )


def start_lane(s: Situation) -> None:
    """The organ's period for taking it on runs, and the right that was used reminds nobody any more; a new appraisal is
    opened at once; a case that is filed ends the mediation of it.
    """
    route = s.subject["route"]
    if s.subject["service_id"] and route in SERVICE_CLOCKS:
        clockwork.stop(s, SERVICE_CLOCKS[route], subject=s.subject["service_id"])
    if route == "review":
        clockwork.start(s, "T24")
    elif route == "arbitration":
        clockwork.start(s, "arbitration_acceptance")
    elif route == "reappraisal":
        _open_redo(s)
    if route in AFTER_MEDIATION:
        for row in s.file.rows("dispute"):
            if row["state"] in ("lodged", "mediating") and _is_mediation_of(s, row):
                s.then(row["id"], "mediation_failed", next=route, document=s.subject_id)


def _open_redo(s: Situation) -> None:
    service = disputed_service(s)
    appraisal = contested_appraisal(s.file, service) if service else None
    if appraisal is not None:
        s.then(appraisal["id"], "appeal", party=s.subject["lodged_by"], excuse=s.data.get("excuse", ""))


def _is_mediation_of(s: Situation, dispute: Row) -> bool:
    own = (s.subject["matter"], s.subject["lodged_by"])
    return dispute["route"] == "mediation" and (dispute["matter"], dispute["lodged_by"]) == own


def note_procedure(s: Situation) -> None:
    """The procedure in which the organ takes the dispute, ordinary unless it says simple; its number and its name there."""
    s.set(procedure=s.data.get("procedure", "ordinary"))
    _note_forum(s)


def _note_forum(s: Situation) -> None:
    s.set(forum_case_no=s.data["document"], forum=s.data.get("organ", s.subject["forum"]))


def change_procedure(s: Situation) -> None:
    """The organ's letter may bring another procedure than the one that was supposed, and so another period of its own."""
    _note_forum(s)
    procedure = s.data.get("procedure")
    if procedure is None or procedure == s.subject["procedure"]:
        return
    s.set(procedure=procedure)
    for code in ("T26", "T31"):
        clockwork.rebudget(s, code, subject=s.subject_id)


def start_answer_period(s: Situation) -> None:
    """The bureau answers from the day its copy came: in review by the procedure, in court in the court's period."""
    if s.subject["route"] == "suit":
        clockwork.start(s, "T30")
    else:
        clockwork.start(s, "T25")


def note_deemed_acceptance(s: Situation) -> None:
    """Silence has accepted the review on the day after the organ's period; the bureau's period waits for its copy."""
    admission = s.file.where("clock", lambda row: (row["code"], row["subject"]) == ("T24", s.subject_id))
    s.set(deemed_accepted=True, procedure="ordinary")
    clockwork.start(s, "T26", on=max(clock["due_on"] for clock in admission) + timedelta(days=1))


def note_organ_refusal(s: Situation) -> None:
    """The day on which the organ refused the dispute; a suit after a refused review counts from it."""
    s.set(decided_on=s.occurred_on)


def note_missed_answer(s: Situation) -> None:
    """From this day on the act can be taken to have no evidence; a late answer may still be handed in."""
    s.set(answer_missed_on=s.occurred_on)


def start_suit_after_silence(s: Situation) -> None:
    """Who asked for the review can sue the act itself, counted from the day on which the organ's period was over."""
    over = s.file.where("clock", lambda row: (row["code"], row["closed_by"]) == ("T26", s.event_id))
    last_on = max(clock["due_on"] for clock in over)
    clockwork.start(s, "T29", on=last_on, party=s.subject["lodged_by"], limit="limits.suit_after_silence")


def take_back_silence(s: Situation) -> None:
    """The organ had acted in time, as is told now: its period runs on from where it began, and nobody sues over silence."""
    over = run_out(s.file, s.subject_id)
    if not over or clockwork.open_clocks(s.file, "T26", s.subject_id):
        return
    for clock in clockwork.open_clocks(s.file, "T29", s.subject_id):
        clockwork.end(s, clock)
    clockwork.reopen(s, over[-1])


def pause_review(s: Situation) -> None:
    """The organ's own period stands still while it has suspended the review; first it has to run again, where it was over."""
    clockwork.pause(s, "T26", s.data["reason"], s.data["document"], subject=s.subject_id)


def extend_organ_period(s: Situation) -> None:
    """The organ's own period is longer by the law's extension."""
    code, limit = EXTENSIONS[s.subject["route"]]
    clockwork.extend(s, code, limit, s.data["reason"], s.data["document"], subject=s.subject_id)


def extend_mediation_period(s: Situation) -> None:
    """Both sides want to go on mediating."""
    agreed = f"{s.data['consent']}；{s.data['other_consent']}"
    document = s.data["document"]
    clockwork.extend(s, "mediation", "limits.mediation_extension", agreed, document, subject=s.subject_id)


def order_stay(s: Situation) -> None:
    """The act is stayed: payments that wait are held, but for medical costs where the law says that they go on."""
    s.set(stay_from=s.occurred_on, stay_to=None)
    for payment in s.file.where("payment", lambda row: row["state"] == "pending"):
        if _is_stayed(s, payment):
            s.then(payment["id"], "hold", reason="停止执行通知", document=s.data["document"])


def _is_stayed(s: Situation, payment: Row) -> bool:
    """Medical costs are paid during review and suit (工伤保险条例第三十一条)."""
    item = s.file.find("award_item", payment["item_id"])
    medical = item is not None and item["code"] == "medical"
    return not medical or bool(s.rules.at(MEDICAL_STOPS, s.occurred_on).value)


def lift_stay(s: Situation) -> None:
    """The stay ends, by order or with the dispute; held payments are released by an approval of their own."""
    if s.subject["stay_from"] is not None and s.subject["stay_to"] is None:
        s.set(stay_to=s.occurred_on)


def send_answer(s: Situation) -> None:
    """The bureau answers in writing: 答复书 in review, 答辩状 in court."""
    if s.subject["route"] == "suit":
        s.letter("court_answer")
    else:
        s.letter("dispute_answer")


def remember_stage(s: Situation) -> None:
    """Where the dispute goes back to when the mediation ends."""
    s.set(back_to=s.scratch["source"])


def remember_answer(s: Situation) -> None:
    """The bureau has answered while the dispute was mediated."""
    if s.subject["back_to"] == "open":
        s.set(back_to="answered")


def note_new_act(s: Situation) -> None:
    """The bureau has replaced its act; who does not go on takes the dispute back, who does goes on about the old one."""
    s.set(act_letter=s.data["new_decision"])
    if not s.data["continues"]:
        s.then(s.subject_id, "not_continued")


def note_redo(s: Situation) -> None:
    """Which new appraisal the dispute follows."""
    letter = disputed_letter(s.file, s.subject)
    prior = {row["id"] for row in s.file.rows("appraisal") if letter and row["letter_id"] == letter["id"]}
    redone = s.file.where("appraisal", lambda row: row["replaces"] in prior and row["state"] in OPEN_APPRAISALS)
    s.set(appraisal_id=redone[-1]["id"] if redone else None)
