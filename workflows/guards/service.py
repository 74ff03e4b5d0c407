"""Guards of service 送达."""

from __future__ import annotations

from notifications.kinds import Force, letter_kind
from workflows import clockwork
from workflows.situation import Facts, Situation


def served_not_before_letter(s: Situation) -> Facts | None:
    """Nobody is served before the letter is dated."""
    letter = s.file.find("letter", s.subject["letter_id"])
    if letter is None:
        return {"dated_on": "—"}
    return None if s.occurred_on >= letter["dated_on"] else {"dated_on": letter["dated_on"]}


def electronic_by_consent(s: Situation) -> Facts | None:
    """Electronic service needs the recipient's consent (民事诉讼法第九十条)."""
    return {} if s.data["method"] == "electronic" and not s.data.get("consent") else None


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
