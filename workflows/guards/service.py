"""Guards of service 送达."""

from __future__ import annotations

from workflows import clockwork
from workflows.situation import Facts, Situation


def served_not_before_letter(s: Situation) -> Facts | None:
    """Nobody is served before the letter is dated."""
    letter = s.file.find("letter", s.subject["letter_id"])
    if letter is None:
        return {"dated_on": "—"}
    return None if s.occurred_on >= letter["dated_on"] else {"dated_on": letter["dated_on"]}


def other_ways_exhausted(s: Situation) -> Facts | None:
    """Announcement is the last way."""
    return None if s.data["exhausted"] else {}


def announcement_over(s: Situation) -> Facts | None:
    """The thirtieth day after publication has come; it does not move for holidays."""
    running = clockwork.open_clocks(s.file, "T34", s.subject["id"])
    if not running:
        return {"due": "—"}
    return None if running[0]["due_on"] <= s.occurred_on else {"due": running[0]["due_on"]}
