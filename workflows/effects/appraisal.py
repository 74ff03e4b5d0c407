"""Effects of the appraisal 劳动能力鉴定: what is recorded, and how a conclusion reaches the case."""

from __future__ import annotations

from typing import Any

from claims.store.rows import Row
from workflows import clockwork
from workflows.letterfacts import APPRAISAL_KINDS
from workflows.remedies import party_of
from workflows.situation import Situation

EX_TUNC, EX_NUNC = "ex_tunc", "ex_nunc"
OPEN = ("requested", "supplementing", "examining", "paused")
REACHED = ("served", "final")
ITEMS_BY_GRADE = ("disability_lump_sum", "disability_allowance", "allowance_top_up", "nursing_allowance")


def open_appraisal(s: Situation) -> None:
    """A new appraisal; the first one brings the case into appraisal."""
    kind = s.data["kind"]
    prior = _prior(s, kind)
    replaced = prior["id"] if prior else None
    s.set(
        kind=kind, effect=_effect(kind, prior), requested_on=s.occurred_on, requested_by=party_of(s), replaces=replaced
    )
    if kind == "initial" and s.claim["state"] == "confirmed":
        s.then(s.file.no, "start_appraisal")
    if kind == "redo" and prior is not None:
        _tell_dispute_of_redo(s, prior)


def _tell_dispute_of_redo(s: Situation, prior: Row) -> None:
    """A dispute about the grade that waits for the new appraisal goes on with it; one whose redo was void, with the next."""
    for row in _disputes_about(s, prior):
        if row["state"] == "lodged":
            s.then(row["id"], "redo_opened")
        else:
            s.file.change("dispute", row, appraisal_id=s.subject_id)


def _disputes_about(s: Situation, conclusion: Row) -> list[Row]:
    """The live disputes about the grade of a conclusion."""
    served = {row["id"] for row in s.file.rows("service") if row["letter_id"] == conclusion["letter_id"]}
    return s.file.where(
        "dispute",
        lambda row: (
            row["route"] == "reappraisal" and row["service_id"] in served and row["state"] in ("lodged", "open")
        ),
    )


def _tell_disputes(s: Situation, conclusion: Row, trigger: str) -> None:
    for row in _disputes_about(s, conclusion):
        if row["state"] == "open":
            s.then(row["id"], trigger)


def _prior(s: Situation, kind: str) -> Row | None:
    if kind == "redo":
        return s.file.find("appraisal", s.data["replaces"])
    final = s.file.where("appraisal", lambda row: row["state"] == "final") if kind == "review" else []
    return max(final, key=lambda row: row["concluded_on"], default=None)


def _effect(kind: str, prior: Row | None) -> str:
    """A review acts on future monthly items only, and so does the redo that takes a review's place."""
    if kind == "redo" and prior is not None:
        return str(prior["effect"])
    return EX_NUNC if kind == "review" else EX_TUNC


def count_appraisal_supplement(s: Situation) -> None:
    """Papers have been asked for."""
    s.set(supplement_count=s.subject["supplement_count"] + 1)


def set_panel(s: Situation) -> None:
    """The panel that will examine."""
    s.set(panel_size=s.data["panel_size"])


def start_conclusion_period(s: Situation) -> None:
    """The period for the conclusion counts from the complete request, not from its acceptance (工伤保险条例第二十五条第二款).

    The letter of acceptance names its last day; a redo is accepted by the city's committee, in a letter of its own.
    """
    requests = s.file.where("clock", lambda row: row["code"] == "T14" and row["subject"] == s.subject_id)
    complete_on = max((clock["started_on"] for clock in requests), default=s.subject["requested_on"])
    clockwork.start(s, "T15", on=complete_on)
    if s.subject["kind"] != "redo":
        s.letter("appraisal_acceptance")


def extend_appraisal(s: Situation) -> None:
    """The period for the conclusion is longer by the law's extension, once."""
    why = clockwork.told_reason(s)
    clockwork.extend(s, "T15", "limits.appraisal_extension", why, s.via or s.event_id, subject=s.subject_id)
    s.set(extended=True)


def count_no_show(s: Situation) -> None:
    """The person did not come."""
    s.set(no_show_count=s.subject["no_show_count"] + 1)


def record_conclusion(s: Situation) -> None:
    """Grade, care level and injury period as the panel found them."""
    s.set(
        grade=s.data["grade"],
        care_level=s.data["care_level"],
        injury_period_from=s.data.get("period_from"),
        injury_period_to=s.data.get("period_to"),
        concluded_on=s.occurred_on,
    )


def order_conclusion_letter(s: Situation) -> None:
    """The conclusion is written; what the city's committee concluded is passed on."""
    if s.subject["kind"] == "redo":
        s.letter("redo_conclusion", **_city_facts(s))
    else:
        s.letter("appraisal_conclusion", **_conclusion_facts(s))


def _conclusion_facts(s: Situation) -> dict[str, Any]:
    row = s.subject
    return {
        "appraisal_kind": APPRAISAL_KINDS[row["kind"]],
        "appraisal_requested_on": row["requested_on"],
        "examined_on": s.data["examined_on"],
        "opinion": s.data["opinion"],
        "grade": row["grade"],
        "care_level": row["care_level"],
        "injury_period_from": row["injury_period_from"],
        "injury_period_to": row["injury_period_to"],
        "recheck_years": s.rules.at("limits.appraisal_review", s.occurred_on).as_int(),
    }


def _city_facts(s: Situation) -> dict[str, Any]:
    row = s.subject
    prior = s.file.find("appraisal", row["replaces"])
    letter = s.file.find("letter", prior["letter_id"]) if prior else None
    return {
        "city_organ": s.data.get("city_organ") or s.rules.at("letters.remedy.redo_organ", s.occurred_on).as_text(),
        "city_number": s.data["city_number"],
        "concluded_on": row["concluded_on"],
        "earlier_number": letter["number"] if letter else None,
        "legal_basis": ["工伤保险条例第二十六条（参照）"],
        "grade": row["grade"],
        "care_level": row["care_level"],
    }


def conclusion_reaches_claim(s: Situation) -> None:
    """The served conclusion takes its place: on the case, or instead of the conclusion it replaces."""
    if s.subject["kind"] == "initial":
        _give_grade(s, s.subject)
    elif s.subject["kind"] == "redo":
        s.then(s.subject["replaces"], "redo_concluded")
        s.then(s.subject_id, "final")
        prior = s.file.find("appraisal", s.subject["replaces"])
        if prior is not None:
            _tell_disputes(s, prior, "redo_concluded")
    elif _stands(s, s.subject["replaces"]):
        s.then(s.subject["replaces"], "review_concluded")
    else:
        _give_grade(s, s.subject)


def _stands(s: Situation, appraisal_id: str | None) -> bool:
    """Whether the conclusion under review is still the final one; it may have been voided meanwhile."""
    reviewed = s.file.find("appraisal", appraisal_id) if appraisal_id else None
    return reviewed is not None and reviewed["state"] == "final"


def note_final(s: Situation) -> None:
    """Final with the last day on which anybody could ask for a redo; a redo, or a conclusion no longer contested, at once."""
    clocks = s.file.where("clock", lambda row: row["code"] == "T17" and row["subject"] == s.subject_id)
    waited = s.move.trigger == "final" and s.subject["kind"] != "redo"
    s.set(final_on=max(clock["due_on"] for clock in clocks) if waited else s.occurred_on)


def open_redo(s: Situation) -> None:
    """A redo by the city's committee."""
    s.then(f"{s.file.no}/appraisal", "request", kind="redo", replaces=s.subject_id, stable=True)


def regrade_from_start(s: Situation) -> None:
    """The redo's grade is the case's, as if there had been no other."""
    _give_grade(s, _successor(s, "redo"))


def regrade_from_next_month(s: Situation) -> None:
    """The review's grade is the case's; only monthly items follow it, from the next month (the row says `ex_nunc`)."""
    _give_grade(s, _successor(s, "review"))


def _successor(s: Situation, kind: str) -> Row:
    found = s.file.where(
        "appraisal",
        lambda row: (row["kind"], row["replaces"]) == (kind, s.subject_id) and row["state"] in REACHED,
    )
    return max(found, key=lambda row: row["concluded_on"])


def _give_grade(s: Situation, conclusion: Row) -> None:
    """A case that waits for its first grade moves on and takes it; any other only takes it."""
    if s.claim["state"] == "appraising":
        s.then(s.file.no, "appraisal_concluded")
    else:
        s.file.set(grade=conclusion["grade"], care_level=conclusion["care_level"])


def final_reaches_waiting_claim(s: Situation) -> None:
    """A conclusion that was contested before all were served, and stands after all, lets the case move on."""
    if s.claim["state"] == "appraising":
        s.then(s.file.no, "appraisal_concluded")


def terminate_redo(s: Situation) -> None:
    """The request for a redo was taken back: the redo ends."""
    for row in s.file.rows("appraisal"):
        if (row["kind"], row["replaces"]) == ("redo", s.subject_id) and row["state"] in OPEN:
            s.then(row["id"], "terminate", reason="撤回再次鉴定申请")


def let_prior_stand(s: Situation) -> None:
    """A redo that ends without a conclusion leaves the contested one standing."""
    prior = s.file.find("appraisal", s.subject["replaces"]) if s.subject["kind"] == "redo" else None
    if prior is None:
        return
    if prior["state"] == "superseding":
        s.then(prior["id"], "redo_ended")
        _tell_disputes(s, prior, "redo_ended")
    else:
        _tell_disputes(s, prior, "redo_withdrawn")


def hold_item_payments(s: Situation) -> None:
    """Nothing that depends on the grade is paid while there is none."""
    for payment in s.file.where("payment", lambda row: row["state"] == "pending"):
        item = s.file.find("award_item", payment["item_id"])
        if item is not None and item["code"] in ITEMS_BY_GRADE:
            s.then(payment["id"], "hold", reason="重新处理", document=s.data["document"])


def return_claim_from_appraisal(s: Situation) -> None:
    """The case of an initial appraisal that has ended is confirmed as before: it can be appraised anew, or settled without."""
    if s.subject["kind"] == "initial" and s.claim["state"] == "appraising":
        s.then(s.file.no, "appraisal_ended")


def ungrade_claim(s: Situation) -> None:
    """The case has the grade of the conclusion that stands without the void one, or none to compute from."""
    standing = s.file.where("appraisal", lambda row: row["state"] in (*REACHED, "superseding"))
    last = max(standing, key=lambda row: row["concluded_on"], default={"grade": None, "care_level": None})
    s.file.set(grade=last["grade"], care_level=last["care_level"])


def reopen_redo(s: Situation) -> None:
    """A redo that is void before it took effect leaves its request unanswered: there is another."""
    prior = s.file.find("appraisal", s.subject["replaces"]) if s.subject["kind"] == "redo" else None
    if prior is not None and prior["state"] == "superseding":
        s.then(f"{s.file.no}/appraisal", "request", kind="redo", replaces=prior["id"], stable=True)
