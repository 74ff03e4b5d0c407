"""The post room: every letter reaches everybody it is for, by hand, electronically or by post; where nobody is met, otherwise."""

from __future__ import annotations

from claims.store.rows import Row
from notifications.kinds import Force, letter_kind
from pilot.facts import Service
from pilot.office import INTAKE, REVIEWER, Office
from pilot.pace import pick
from pilot.teller import place

HANDED_OVER = ("award", "award_change", "death_advance", "appraisal_conclusion", "redo_conclusion")
BY_HAND_DAYS, BY_POST_DAYS, COMES_BACK_DAYS = (1, 2), (2, 4), 5
EVIDENCE = {"direct": "送达回证", "electronic": "电子送达回执", "post": "邮件签收回执"}
CONSENT = "电子送达确认书"


def serve_letters(office: Office) -> None:
    """One day's round: letters that wait are sent or served, letters that came back are announced."""
    for service in _waiting(office):
        letter = office.rows("letter", id=service["letter_id"])[0]
        manner = _manner(office, service, letter)
        if manner is Service.ANNOUNCED:
            _announce(office, service, letter)
        elif manner is Service.LEFT:
            _leave(office, service, letter)
        else:
            _hand_over(office, service, letter)


def _waiting(office: Office) -> list[Row]:
    """The services that are not done, in the order of their cases."""
    found = [row for state in ("pending", "sent", "undelivered") for row in office.rows("service", state=state)]
    return sorted(found, key=lambda row: (row["claim_no"], place(row["id"])))


def _manner(office: Office, service: Row, letter: Row) -> Service | None:
    """How this decision reaches a person who is not met; None where nothing is unusual."""
    refusal = office.cases[service["claim_no"]].refusal
    decides = letter_kind(letter["kind"]).force is Force.DECISION
    unusual = service["recipient_kind"] == "person" and decides and letter["kind"] != "acceptance"
    return refusal.service if refusal and unusual else None


def _hand_over(office: Office, service: Row, letter: Row) -> None:
    method, days = _way(service, letter)
    waited = office.calendar.working_days_between(letter["dated_on"], office.today)
    if method == "post" and service["state"] == "pending":
        if waited >= 1:
            office.act(INTAKE, service["id"], "send", method=method)
    elif waited >= days:
        if method == "electronic":
            _keep_consent(office, service)
        office.act(INTAKE, service["id"], "serve", method=method, evidence=EVIDENCE[method])


def _keep_consent(office: Office, service: Row) -> None:
    """The consent that the recipient handed in is recorded before it is relied on for the first time in the case."""
    own = {"claim_no": service["claim_no"], "recipient": service["recipient"], "state": "given"}
    if not office.rows("consent", **own):
        target = f"{service['claim_no']}/consent"
        office.act(INTAKE, target, "grant", recipient=service["recipient"], document=CONSENT)


def _way(service: Row, letter: Row) -> tuple[str, int]:
    """The method, and on which working day after its date the letter arrives."""
    if service["recipient_kind"] != "person":
        return "electronic", 1
    if letter["kind"] in HANDED_OVER:
        return "direct", 1
    if letter_kind(letter["kind"]).force is not Force.DECISION:
        return "electronic", 1
    if pick(f"{service['id']} by post", 0, 2):
        return "direct", pick(f"{service['id']} by hand", *BY_HAND_DAYS)
    return "post", 1 + pick(f"{service['id']} in the post", *BY_POST_DAYS)


def _announce(office: Office, service: Row, letter: Row) -> None:
    """公告送达: posted, come back, published; thirty days later the system notes the service."""
    since = service["sent_on"] or letter["dated_on"]
    waited = office.calendar.working_days_between(since, office.today)
    if service["state"] == "pending" and waited >= 1:
        office.act(INTAKE, service["id"], "send", method="post")
    elif service["state"] == "sent" and waited >= COMES_BACK_DAYS:
        office.act(INTAKE, service["id"], "return_mail", reason="收件人迁移新址不明")
    elif service["state"] == "undelivered":
        office.act(REVIEWER, service["id"], "announce", publication="铜梁区人民政府网站", exhausted=True)


def _leave(office: Office, service: Row, letter: Row) -> None:
    """留置送达: taken to the person, who will not sign; left before a witness."""
    since = service["sent_on"] or letter["dated_on"]
    if office.calendar.working_days_between(since, office.today) < 1:
        return
    if service["state"] == "pending":
        office.act(INTAKE, service["id"], "send", method="direct")
    else:
        witness = "所在社区居民委员会（合成见证）"
        office.act(INTAKE, service["id"], "refuse_left", witness=witness, evidence="留置送达记录")
