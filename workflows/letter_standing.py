"""What a letter is worth today: valid, or overtaken by a later letter or by the result of a dispute about it.

Only what is public and committed to is asked, so that the answer stays the same when personal data has been erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.dispute_results import Consequence
from claims.errors import words
from claims.period_words import chinese_day
from claims.store.rows import Row, select_rows
from workflows.dispute_facts import consequence_of
from workflows.overtaking import OVERTAKEN_BY, Worth

ORDER = list(Worth)
COUNTS_FOR_NOTHING = (Worth.VOIDED, Worth.REVOKED, Worth.QUASHED)
QUASHING = (Consequence.REDO, Consequence.REOPEN, Consequence.SET_ASIDE, Consequence.REASSESS)

RELIABLE = (Worth.VALID, Worth.PRODUCING, Worth.RECTIFIED)


@dataclass(frozen=True, slots=True)
class Standing:
    """The worth of a letter, the number of the letter that made it so, where one did, and the day."""

    worth: Worth
    by_number: str | None = None
    on: date | None = None

    @property
    def good(self) -> bool:
        """Whether the letter can be relied on."""
        return self.worth in RELIABLE

    @property
    def sentence(self) -> str:
        """What people are told."""
        in_dispute = self.worth is Worth.QUASHED and self.by_number is None
        code = "letter_worth_quashed_in_dispute" if in_dispute else f"letter_worth_{self.worth}"
        return words(code, by=self.by_number, on=chinese_day(self.on) if self.on else None)


def standing(connection: Connection, letter: Row) -> Standing:
    """What `letter` is worth. A later letter that is itself void, revoked or quashed counts for nothing."""
    letters = select_rows(connection, "letter", claim_no=letter["claim_no"])
    return _standing(letter, letters, _quashed_on(connection, str(letter["claim_no"])), frozenset())


def _standing(letter: Row, letters: list[Row], quashed_on: dict[str, date], asked: frozenset[str]) -> Standing:
    """`asked` are the letters whose worth is being asked: a ring of them, which the engine does not write, comes to an end."""
    if letter["state"] == "voided":
        return Standing(Worth.VOIDED)
    asked |= {str(letter["id"])}
    found = [
        Standing(OVERTAKEN_BY[row["kind"]], row["number"], row["dated_on"])
        for row in _later(letter, letters, asked)
        if _standing(row, letters, quashed_on, asked).worth not in COUNTS_FOR_NOTHING
    ]
    if letter["id"] in quashed_on:
        found.append(Standing(Worth.QUASHED, None, quashed_on[letter["id"]]))
    if found:
        return min(found, key=_weight)
    return Standing(Worth.PRODUCING if letter["state"] == "issued" else Worth.VALID)


def _later(letter: Row, letters: list[Row], asked: frozenset[str]) -> Iterator[Row]:
    for row in letters:
        if row["overtakes"] == letter["id"] and row["kind"] in OVERTAKEN_BY and row["id"] not in asked:
            yield row


def _weight(found: Standing) -> tuple[int, bool, int]:
    """What weighs most first, then what a letter says, then the latest."""
    return ORDER.index(found.worth), found.by_number is None, -(found.on or date.min).toordinal()


def _quashed_on(connection: Connection, claim_no: str) -> dict[str, date]:
    """The day from which a binding result of a dispute has taken away a letter, by the letter's id."""
    disputes = select_rows(connection, "dispute", claim_no=claim_no)
    binding = [row for row in disputes if row["effective_on"] is not None and row["service_id"] is not None]
    if not binding:
        return {}
    services = {row["id"]: row["letter_id"] for row in select_rows(connection, "service", claim_no=claim_no)}
    return {
        services[row["service_id"]]: row["effective_on"]
        for row in binding
        if row["service_id"] in services and consequence_of(row) in QUASHING
    }
