"""Guards of service 送达: on whom, with which copy, by which way and on which day."""

from __future__ import annotations

from claims.store.rows import select_one
from notifications.kinds import Force, Variant, letter_kind
from workflows import clockwork
from workflows.consents import consent_on
from workflows.recipients import PARTY_COPY_ONLY, RECIPIENT_NAMES, has_party_copy, tells_of_money
from workflows.situation import Facts, Situation

CLOSED = ("closed", "closed_periodic")


def letter_can_be_served(s: Situation) -> Facts | None:
    """The letter is one of this case, of a kind that is served, and not void."""
    letter = s.file.find("letter", s.data["letter"])
    fit = letter is not None and letter["state"] != "voided" and letter_kind(letter["kind"]).served
    return None if fit else {"letter": s.data["letter"]}


def case_not_closed(s: Situation) -> Facts | None:
    """The case is not closed: what is still to be served opens it again first."""
    return {} if s.claim["state"] in CLOSED else None


def recipient_can_be_told_apart(s: Situation) -> Facts | None:
    """A natural person goes by the number in the register, for no name of a person stands in the record; only an
    organisation goes by its name.
    """
    organisation = s.data["recipient_kind"] == "third_party" and s.data.get("organisation")
    known = organisation or select_one(s.connection, "person", id=s.data["recipient"])
    return None if known else {"recipient": s.data["recipient"]}


def not_yet_recipient(s: Situation) -> Facts | None:
    """Nobody has two records of one letter, but for one that was closed with his place on the case."""
    own = (s.data["letter"], s.data["recipient"])
    there = s.file.where(
        "service", lambda row: (row["letter_id"], row["recipient"]) == own and row["state"] != "replaced"
    )
    return {"service": there[0]["id"]} if there else None


def party_copy_for_others(s: Situation) -> Facts | None:
    """A platform or a third party is served with the copy without health and money, and with no other."""
    kind = s.data["recipient_kind"]
    return {"to": RECIPIENT_NAMES[kind]} if kind in PARTY_COPY_ONLY and s.data["variant"] != Variant.PARTY else None


def party_copy_is_made(s: Situation) -> Facts | None:
    """There is a party copy of such letters."""
    letter = s.file.find("letter", s.data["letter"])
    lacking = (
        letter is not None and s.data["variant"] == Variant.PARTY and not has_party_copy(letter_kind(letter["kind"]))
    )
    return {"letter": letter_kind(letter["kind"]).name} if letter and lacking else None


def no_money_of_another(s: Situation) -> Facts | None:
    """One of the kin does not see what another is paid, nor on which account; each has a letter of his own."""
    letter = s.file.find("letter", s.data["letter"])
    shown = letter is not None and s.data["variant"] == Variant.FULL and tells_of_money(letter_kind(letter["kind"]))
    return {"letter": letter_kind(letter["kind"]).name} if letter and shown else None


def letter_not_void(s: Situation) -> Facts | None:
    """A letter that is void is not sent, served or announced any more."""
    return {"letter": s.subject["letter_id"]} if letter_voided(s) is None else None


def letter_voided(s: Situation) -> Facts | None:
    """The letter is void: what is on its way ends with it."""
    letter = s.file.find("letter", s.subject["letter_id"])
    return None if letter is not None and letter["state"] == "voided" else {"letter": s.subject["letter_id"]}


def served_not_before_letter(s: Situation) -> Facts | None:
    """Nobody is served before the letter is dated."""
    letter = s.file.find("letter", s.subject["letter_id"])
    if letter is None:
        return {"dated_on": "—"}
    return None if s.occurred_on >= letter["dated_on"] else {"dated_on": letter["dated_on"]}


def served_not_before_sent(s: Situation) -> Facts | None:
    """Nothing arrives before it was sent, nor before the announcement that followed when it had come back. It may well be
    recorded after later events: the day is that of the receipt.
    """
    known = (s.subject["sent_on"] or s.data.get("sent_on"), s.subject["announced_on"])
    days = [day for day in known if day is not None]
    return {"sent_on": max(days)} if days and s.occurred_on < max(days) else None


def electronic_by_consent(s: Situation) -> Facts | None:
    """Electronic service needs the recipient's consent, in force on the day on which it is sent and on that on which it
    reaches the box (民事诉讼法第九十条).
    """
    if s.data["method"] != "electronic" or consent_on(s.file, s.subject["recipient"], s.occurred_on):
        return None
    return {"day": s.occurred_on, "claim": s.file.no, "recipient": s.subject["recipient"]}


def signed_by_entitled(s: Situation) -> Facts | None:
    """Who signs for the recipient is named, and one who lives with him is of age (民事诉讼法第八十八条)."""
    signer = s.data.get("signer", "self")
    named = signer == "self" or s.data.get("signed_by")
    of_age = signer != "co_resident" or s.data.get("of_age")
    return None if named and of_age else {}


def nobody_served_yet(s: Situation) -> Facts | None:
    """No recipient has been served with the letter; what has reached somebody stands."""
    served = s.file.where(
        "service", lambda row: row["letter_id"] == s.subject["letter_id"] and row["state"] == "served"
    )
    return {"service": served[0]["id"]} if served else None


def not_a_decision(s: Situation) -> Facts | None:
    """A decision is undone only by another decision, never by voiding its letter."""
    letter = s.file.find("letter", s.subject["letter_id"])
    decides = letter is not None and letter_kind(letter["kind"]).force is Force.DECISION
    return {} if decides else None


def other_ways_exhausted(s: Situation) -> Facts | None:
    """Announcement is the last way."""
    return None if s.data["exhausted"] else {}


def announcement_over(s: Situation) -> Facts | None:
    """The thirtieth day after publication has come; it does not move for holidays."""
    running = clockwork.open_clocks(s.file, "T34", s.subject["id"])
    if not running:
        return {"due": "—"}
    return None if running[0]["due_on"] <= s.occurred_on else {"due": running[0]["due_on"]}


def announcement_not_over(s: Situation) -> Facts | None:
    """The thirtieth day has not passed: after it the letter has been served by the announcement."""
    running = clockwork.open_clocks(s.file, "T34", s.subject["id"])
    return {"due": running[0]["due_on"]} if running and running[0]["due_on"] < s.occurred_on else None


def decision_served_electronically(s: Situation) -> Facts | None:
    """Paper is owed on request for a decision that came electronically (民事诉讼法第九十条)."""
    letter = s.file.find("letter", s.subject["letter_id"])
    decides = letter is not None and letter_kind(letter["kind"]).force is Force.DECISION
    return None if decides and s.subject["method"] == "electronic" else {}


def paper_not_asked_yet(s: Situation) -> Facts | None:
    """One request is open at a time."""
    return {} if clockwork.open_clocks(s.file, "paper_copy", s.subject["id"]) else None


def paper_asked_for(s: Situation) -> Facts | None:
    """Somebody waits for the paper copy."""
    return None if clockwork.open_clocks(s.file, "paper_copy", s.subject["id"]) else {}
