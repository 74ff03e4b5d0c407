"""What a person can object to on a case, by which way, to whom and until when: the ways are the law's, the days the clocks'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from claims.dispute_routes import MATTER_NAMES, Doors, doors
from claims.store.rows import Row, select_rows
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.remedies import LETTERS_OF_MATTER, OWED_ACTS
from workflows.rider_view import RiderCase
from workflows.sight import Part
from workflows.transaction import Desk, reading

ORGANS: Mapping[str, str] = {"review": "letters.remedy.review_organ", "suit": "letters.remedy.court"}


@dataclass(frozen=True, slots=True)
class Objection:
    """The ways against one matter. `letters` are those that are disputed, by number; `clocks` the periods that run for it.

    `organs` are pairs of what is done and where; `overdue` are the bureau's own periods that are over.
    """

    matter: str
    doors: Doors
    letters: tuple[str, ...]
    clocks: tuple[Mapping[str, Any], ...]
    organs: tuple[tuple[str, str], ...]
    overdue: tuple[Mapping[str, Any], ...]


def own_matters(desk: Desk, seen: RiderCase, person_id: str) -> frozenset[str]:
    """What a person may object to: on his own case every matter, on a part of one what he was served with."""
    if seen.part is Part.WHOLE:
        return frozenset(MATTER_NAMES)
    with reading(desk) as connection:
        return frozenset(code for code in LETTERS_OF_MATTER if _disputed(connection, seen.claim["no"], person_id, code))


def objection(desk: Desk, seen: RiderCase, person_id: str, matter: str) -> Objection:
    """The ways against a matter of the case, one of MATTER_NAMES. Raises KeyError for another."""
    if matter not in MATTER_NAMES:
        raise KeyError(matter)
    today = desk.today()
    with reading(desk) as connection:
        letters = _disputed(connection, seen.claim["no"], person_id, matter)
        subjects = _subjects(connection, letters, person_id)
    ways = doors(matter, desk.rules, today)
    found = {route: desk.rules.find(ORGANS[route], today) for route in ways.routes if route in ORGANS}
    return Objection(
        matter=matter,
        doors=ways,
        letters=tuple(row["number"] for row in letters),
        clocks=tuple(clock for clock in seen.rights if clock["subject"] in subjects),
        organs=tuple((route, value.as_text()) for route, value in found.items() if value is not None),
        overdue=_overdue(seen.clocks, today.isoformat()) if matter == "inaction" else (),
    )


def _disputed(connection: Connection, no: str, person_id: str, matter: str) -> Sequence[Row]:
    """The letters of this matter that were served on the person."""
    kinds = LETTERS_OF_MATTER.get(matter, ())
    served = {row["letter_id"] for row in select_rows(connection, "service", claim_no=no, recipient=person_id)}
    letters = select_rows(connection, "letter", claim_no=no)
    return [row for row in letters if row["kind"] in kinds and row["id"] in served and row["state"] != "voided"]


def _subjects(connection: Connection, letters: Sequence[Row], person_id: str) -> set[str]:
    """What the periods of these letters hang on: their service on the person, or the appraisal that one is about."""
    services = [row for one in letters for row in select_rows(connection, "service", letter_id=one["id"])]
    return {row["id"] for row in services if row["recipient"] == person_id} | {one["subject"] for one in letters}


def _overdue(clocks: Sequence[Mapping[str, Any]], today: str) -> tuple[Mapping[str, Any], ...]:
    owed = [clock for clock in clocks if clock["code"] in OWED_ACTS and CLOCK_RULES[clock["code"]].duty is Duty.BUREAU]
    return tuple(clock for clock in owed if clock["state"] == "running" and clock["due_on"] < today)
