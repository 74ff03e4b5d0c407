"""The calls to a person that wait, as his pages say them."""

from __future__ import annotations

from dataclasses import dataclass

from portal.days import day_text
from workflows.call_backs import norm_of, ring_by
from workflows.rider_view import RiderCase
from workflows.transaction import Desk


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call: about what, when it suits, since when it waits, how often it failed, and its last day (empty: none is set)."""

    about: str
    suits: str
    since: str
    tries: int
    by: str
    promised: bool


def calls_shown(desk: Desk, seen: RiderCase) -> list[CallLine]:
    """The calls that wait, what the person asked for in front."""
    today = desk.today()
    lines = []
    for row in seen.calls:
        last = ring_by(norm_of(desk.rules, row["asked_on"]), row["asked_on"], desk.calendar)
        by = day_text(last, today) if last else ""
        since = day_text(row["asked_on"], today, weekday=False)
        lines.append(CallLine(row["about"], row["suits"], since, row["tries"], by, bool(row["promised"])))
    return lines
