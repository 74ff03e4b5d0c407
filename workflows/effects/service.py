"""Effects of service 送达: who is served when, the periods that then run, and what becomes effective."""

from __future__ import annotations

from claims.store.rows import Row
from notifications.kinds import Remedy, letter_kind
from workflows import clockwork
from workflows.consents import consent_on
from workflows.recipients import MAY_ASK_REDO, OPEN, PERSON
from workflows.situation import Situation

REMEDY_CLOCKS = {Remedy.REVIEW_OR_COURT: ("T23", "T28"), Remedy.REDO_APPRAISAL: ("T17",), Remedy.NONE: ()}
DECIDING_KINDS = ("confirmation", "non_confirmation")
AWARDS = ("award", "award_change", "death_advance")
CONCLUSIONS = ("appraisal_conclusion", "redo_conclusion")
LIMITED = (*DECIDING_KINDS, "not_accepted")


def open_service(s: Situation) -> None:
    """A recipient of a letter."""
    data = s.data
    s.set(
        letter_id=data["letter"],
        recipient=data["recipient"],
        recipient_kind=data["recipient_kind"],
        variant=data["variant"],
    )


def start_service_limit(s: Situation) -> None:
    """The bureau's own period for serving a decision starts with its first recipient; one who is added later starts none."""
    data = s.data
    if _letter(s)["kind"] in LIMITED and not clockwork.open_clocks(s.file, "T13", data["letter"]):
        clockwork.start(s, "T13", subject=data["letter"])


def note_sending(s: Situation) -> None:
    """The letter has gone out."""
    s.set(method=s.data["method"], sent_on=s.occurred_on)


def note_service(s: Situation) -> None:
    """The day of service, which everything else counts from."""
    method = s.data.get("method", "left")
    consent = consent_on(s.file, s.subject["recipient"], s.occurred_on) if method == "electronic" else None
    s.set(
        served_on=s.occurred_on,
        sent_on=s.subject["sent_on"] or s.data.get("sent_on"),
        method=method,
        evidence=s.data["evidence"],
        consent_id=consent["id"] if consent else None,
    )


def note_announcement(s: Situation) -> None:
    """The day of publication."""
    s.set(announced_on=s.occurred_on, method="announcement")


def note_announced_service(s: Situation) -> None:
    """The thirtieth day after publication is the day of service."""
    s.set(served_on=s.occurred_on, evidence="公告期满")


def start_remedies(s: Situation) -> None:
    """This recipient's periods run from this day: review and court, or a new appraisal; a supplement's from service."""
    letter, to = _letter(s), s.subject["recipient_kind"]
    for code in REMEDY_CLOCKS[letter_kind(letter["kind"]).remedy]:
        if code != "T17":
            clockwork.start(s, code, subject=s.subject["id"], party=to)
        elif to in MAY_ASK_REDO:
            clockwork.start(s, code, subject=letter["subject"], party=to)
    if (
        letter["kind"] == "supplement"
        and to == PERSON
        and s.claim["state"] == "supplementing"
        and _is_latest(s, letter)
    ):
        clockwork.stop(s, "supplement_notice", subject=s.file.no)
        clockwork.start(s, "T7", subject=s.file.no)


def take_effect_on_applicant(s: Situation) -> None:
    """A decision binds from its first valid service on the applicant; awards become effective, conclusions are served."""
    letter = _letter(s)
    to_person = s.subject["recipient_kind"] == PERSON
    decides = letter["kind"] in DECIDING_KINDS and s.claim["decision_letter"] == letter["id"]
    if to_person and decides and s.claim["effective_on"] is None:
        s.file.set(effective_on=s.occurred_on)
    if to_person and letter["kind"] in AWARDS:
        for item in s.file.rows("award_item"):
            own = (item["letter_id"], item["beneficiary"]) == (letter["id"], s.subject["recipient"])
            if own and item["state"] == "approved":
                s.then(item["id"], "take_effect")
    if to_person and letter["kind"] == "recovery" and _waits_for_service(s, letter):
        s.then(letter["subject"], "take_effect")
    if letter["kind"] in CONCLUSIONS and _all_served(s, letter) and not _known_as_served(s, letter):
        s.then(letter["subject"], "serve")


def close_service_limit(s: Situation) -> None:
    """When every recipient has been served the bureau's period for serving is met."""
    letter = _letter(s)
    if _all_served(s, letter):
        clockwork.stop(s, "T13", subject=letter["id"])


def void_letter(s: Situation) -> None:
    """The letter is void before anybody was served, for every recipient, also where it is on its way; its number stays in
    the register.
    """
    letter = _letter(s)
    if letter["state"] == "voided":
        return
    s.file.change("letter", letter, state="voided")
    for row in s.file.rows("service"):
        if row["letter_id"] == letter["id"] and row["state"] in OPEN and row["id"] != s.subject["id"]:
            s.then(row["id"], "void", reason="同一文书作废")


def _known_as_served(s: Situation, letter: Row) -> bool:
    """Whether the conclusion stands as served; one who was added later changes nothing in it."""
    appraisal = s.file.find("appraisal", letter["subject"])
    return appraisal is not None and appraisal["state"] == "served"


def _waits_for_service(s: Situation, letter: Row) -> bool:
    """Whether the recovery that the letter decides stands as decided, and not as withdrawn."""
    recovery = s.file.find("recovery", letter["subject"])
    return recovery is not None and recovery["state"] == "decided"


def _is_latest(s: Situation, letter: Row) -> bool:
    """Whether no later letter of the kind has been written; a receipt of an earlier one comes too late to count."""
    alike = s.file.where("letter", lambda row: row["kind"] == letter["kind"])
    latest = max(alike, key=lambda row: (row["dated_on"], int(row["id"].rpartition("-")[2])))
    return bool(latest["id"] == letter["id"])


def _all_served(s: Situation, letter: Row) -> bool:
    records = s.file.where("service", lambda row: row["letter_id"] == letter["id"])
    return all(row["state"] not in OPEN for row in records)


def _letter(s: Situation) -> Row:
    letter = s.file.find("letter", s.subject["letter_id"])
    if letter is None:
        raise LookupError(s.subject["letter_id"])
    return letter
