"""Whose remedies and disputes those of a case are: each recipient of a letter has his own, and sees nobody else's.

What was served on an earlier claimant is the present one's to contest; what a beneficiary is paid, his own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from claims.store.rows import Row, select_rows
from notifications.kinds import letter_kind
from workflows.clock_view import PARTIES
from workflows.machines.dispute_rows.states import FINAL
from workflows.recipients import KIN, OPEN, PERSON, party_on

SIDES = (PERSON, KIN)
ANY_DAY = ""


@dataclass(frozen=True, slots=True)
class OwnSide:
    """What one person may do against the decisions of a case: his open disputes, and on what his periods hang.

    A place is a subject, the party as `clocks_of` names it, and the day of service where several of a kind hang on one subject.
    `letters` are what the letters are called, by the service that his remedies against them run from; `unsigned` is how many
    have still to be served on him.
    """

    disputes: tuple[Row, ...]
    places: frozenset[tuple[str, str, str]]
    letters: Mapping[str, str]
    unsigned: int

    def has(self, clock: Mapping[str, Any]) -> bool:
        """Whether a period, as `clocks_of` shows it, is this person's."""
        return any((clock["subject"], clock["party"], day) in self.places for day in (ANY_DAY, clock["started_on"]))


def own_side(connection: Connection, claim: Row, person_id: str) -> OwnSide:
    """The side of one person on a case."""
    no = claim["no"]
    letters = {row["id"]: row for row in select_rows(connection, "letter", claim_no=no)}
    services = {row["id"]: row for row in select_rows(connection, "service", claim_no=no)}
    disputes = select_rows(connection, "dispute", claim_no=no)
    places: set[tuple[str, str, str]] = set()
    for row in services.values():
        if row["recipient_kind"] in SIDES and _party(claim, letters, row) == person_id:
            side = PARTIES[row["recipient_kind"]]
            places |= {(row["id"], side, ANY_DAY), (letters[row["letter_id"]]["subject"], side, str(row["served_on"]))}
    mine = []
    for row in disputes:
        for side in SIDES:
            if _disputant(claim, letters, services, row, side) == person_id:
                places.add((row["id"], PARTIES[side], ANY_DAY))
                mine += [row] if side == row["lodged_by"] and row["state"] not in FINAL else []
    if person_id in (claim["person_id"], claim["claimant_id"]):
        places.add((no, "", ANY_DAY))
    names = {row["id"]: letter_kind(letters[row["letter_id"]]["kind"]).name for row in services.values()}
    unsigned = sum(row["recipient"] == person_id and row["state"] in OPEN for row in services.values())
    return OwnSide(tuple(mine), frozenset(places), names, unsigned)


def own_disputes(connection: Connection, claim: Row, person_id: str) -> list[Row]:
    """The disputes of a case that this person has lodged, those that are over too."""
    no = claim["no"]
    letters = {row["id"]: row for row in select_rows(connection, "letter", claim_no=no)}
    services = {row["id"]: row for row in select_rows(connection, "service", claim_no=no)}
    found = [row for row in select_rows(connection, "dispute", claim_no=no) if row["lodged_by"] in SIDES]
    return [row for row in found if _disputant(claim, letters, services, row, row["lodged_by"]) == person_id]


def _party(claim: Row, letters: Mapping[str, Row], service: Row) -> str:
    """Who may contest what was served."""
    kind = letter_kind(letters[service["letter_id"]]["kind"])
    return party_on(service["recipient_kind"], claim, service["recipient"], kind)[0]


def _disputant(
    claim: Row, letters: Mapping[str, Row], services: Mapping[str, Row], dispute: Row, side: str
) -> str | None:
    """The person on one side of a dispute: who lodged it, else on the applicant's side the claimant, and no other kin."""
    if dispute["lodged_by"] == side and dispute["service_id"]:
        return _party(claim, letters, services[dispute["service_id"]])
    return str(claim["claimant_id"]) if side == PERSON else None
