"""What a person can object to on a case, by which way, to whom and until when: the ways are the law's, the days the clocks'.

Only what there is in this case: decisions that were made for the person, an act that the bureau owes. Of a decision each way
is in time, over, or used already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from claims.calendar import Period, Unit, due
from claims.dispute_routes import MATTER_NAMES, Doors, doors
from claims.store.rows import Row, select_rows
from notifications.kinds import letter_kind
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.own_periods import own_disputes
from workflows.remedies import (
    INACTION_LIMITS,
    LETTERS_OF_MATTER,
    OWED_ACTS,
    SERVICE_CLOCKS,
    refused_reviews,
    suit_after_refusal,
)
from workflows.rider_view import RiderCase
from workflows.sight import Part
from workflows.transaction import Desk, reading

ORGANS: Mapping[str, str] = {
    "review": "letters.remedy.review_organ",
    "suit": "letters.remedy.court",
    "reappraisal": "letters.remedy.redo_organ",
}
CLOCK_OF_ROUTE: Mapping[str, str] = {**SERVICE_CLOCKS, "reappraisal": "T17"}
UNDECIDED = (
    "inadmissible",
    "redirected",
    "withdrawn",
)  # a review that ended so leaves the suit open while its own period runs
PAYABLE = "confirmation"  # the letter from which a platform owes a living


class Standing(StrEnum):
    """How one way against a decision stands today."""

    OPEN = "open"
    OVER = "over"
    LODGED = "lodged"
    ELSEWHERE = "elsewhere"  # the other of the two ways that exclude each other has been taken
    NOT_BEGUN = "not_begun"


@dataclass(frozen=True, slots=True)
class Way:
    """A way against one decision: how it stands, its period where one has begun, the day on which it was taken."""

    route: str
    standing: Standing
    clock: Mapping[str, Any] | None = None
    lodged_on: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A letter that can be objected to: what it is called, when it was served on the person, and the ways against it."""

    letter: Row
    name: str
    served_on: date | None
    ways: tuple[Way, ...]

    @property
    def place(self) -> str:
        """What stands for it in an address of its case."""
        return str(self.letter["id"]).partition("/")[2]

    def stands(self, route: str, standing: Standing) -> bool:
        """Whether a way stands so."""
        return any(way.route == route and way.standing is standing for way in self.ways)


@dataclass(frozen=True, slots=True)
class Owed:
    """An act of the bureau's own that is owed: its period, and, once that is over, the last day for review."""

    clock: Mapping[str, Any]
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Objection:
    """The ways against one matter. `decisions` are those that are disputed, the latest first; `onward` the periods for going
    on after a dispute of the person's; `organs` are pairs of what is done and where; `owed` are acts not done yet.
    """

    matter: str
    doors: Doors
    decisions: tuple[Decision, ...]
    onward: tuple[Mapping[str, Any], ...]
    organs: tuple[tuple[str, str], ...]
    owed: tuple[Owed, ...]

    def draftable(self, route: str) -> tuple[Decision, ...]:
        """The decisions against which this way is in time."""
        return tuple(one for one in self.decisions if one.stands(route, Standing.OPEN))


def own_matters(desk: Desk, seen: RiderCase, person_id: str) -> frozenset[str]:
    """What a person may object to: what was decided for him; on his own case also what is owed, and other people's duties."""
    with reading(desk) as connection:
        found = {code for code in LETTERS_OF_MATTER if _disputed(connection, seen.claim["no"], person_id, code)}
        if seen.part is not Part.WHOLE:
            return frozenset(found)
        if select_rows(connection, "letter", claim_no=seen.claim["no"], kind=PAYABLE):
            found.add("living_support")
    return frozenset(found | {"labour_relation", "third_party"} | ({"inaction"} if _owed_clocks(seen) else set()))


def objection(desk: Desk, seen: RiderCase, person_id: str, matter: str) -> Objection:
    """The ways against a matter of the case, one of MATTER_NAMES. Raises KeyError for another."""
    if matter not in MATTER_NAMES:
        raise KeyError(matter)
    today = desk.today()
    with reading(desk) as connection:
        letters = _disputed(connection, seen.claim["no"], person_id, matter)
        disputes = select_rows(connection, "dispute", claim_no=seen.claim["no"])
        refused = refused_reviews(own_disputes(connection, seen.claim, person_id))
        in_time = bool(refused) and suit_after_refusal(refused, desk.rules, desk.calendar) >= today
        ways = doors(matter, desk.rules, today, review_refused=in_time)
        decisions = tuple(_decision(connection, seen, person_id, row, ways.routes, disputes) for row in letters)
    found = {route: desk.rules.find(ORGANS[route], today) for route in ways.routes if route in ORGANS}
    own = {row["id"] for row in disputes if row["matter"] == matter}
    return Objection(
        matter=matter,
        doors=ways,
        decisions=decisions,
        onward=tuple(clock for clock in seen.rights if clock["subject"] in own),
        organs=tuple((route, value.as_text()) for route, value in found.items() if value is not None),
        owed=tuple(_owed(desk, clock) for clock in _owed_clocks(seen)) if matter == "inaction" else (),
    )


def _disputed(connection: Connection, no: str, person_id: str, matter: str) -> Sequence[Row]:
    """The letters of this matter that are for the person, the latest first."""
    kinds = LETTERS_OF_MATTER.get(matter, ())
    own = select_rows(connection, "service", claim_no=no, recipient=person_id)
    mine = {row["letter_id"] for row in own if row["state"] not in ("voided", "replaced")}
    letters = [row for row in select_rows(connection, "letter", claim_no=no) if row["kind"] in kinds]
    found = [row for row in letters if row["id"] in mine and row["state"] != "voided"]
    return sorted(found, key=lambda row: (row["dated_on"], int(row["id"].rpartition("-")[2])), reverse=True)


def _decision(
    connection: Connection, seen: RiderCase, person_id: str, letter: Row, routes: Sequence[str], disputes: Sequence[Row]
) -> Decision:
    services = select_rows(connection, "service", letter_id=letter["id"], recipient=person_id)
    subjects = {row["id"] for row in services} | ({letter["subject"]} - {seen.claim["no"]})
    taken = [row for row in disputes if row["service_id"] in subjects]
    ways = tuple(_way(seen, route, subjects, taken) for route in routes if route in CLOCK_OF_ROUTE)
    served = max((row["served_on"] for row in services if row["served_on"]), default=None)
    return Decision(letter, letter_kind(letter["kind"]).name, served, ways)


def _way(seen: RiderCase, route: str, subjects: set[str], taken: Sequence[Row]) -> Way:
    lodged = next((row for row in taken if row["route"] == route), None)
    if lodged is not None:
        return Way(route, Standing.LODGED, lodged_on=lodged["lodged_on"])
    if route in SERVICE_CLOCKS and any(_bars(row, route) for row in taken):
        return Way(route, Standing.ELSEWHERE)
    for standing, clocks in ((Standing.OPEN, seen.rights), (Standing.OVER, seen.lapsed)):
        for clock in clocks:
            if clock["code"] == CLOCK_OF_ROUTE[route] and clock["subject"] in subjects:
                return Way(route, standing, clock)
    return Way(route, Standing.NOT_BEGUN)


def _bars(dispute: Row, route: str) -> bool:
    """Whether a dispute closes the other way: not the suit, where the review ended without a decision and the act stands
    (法释〔2018〕1号第五十八条). Review is closed once the court has been asked (行政复议法第二十九条第二款).
    """
    undecided = dispute["state"] in UNDECIDED and dispute["act_letter"] is None
    return dispute["route"] in SERVICE_CLOCKS and not (route == "suit" and dispute["route"] == "review" and undecided)


def _owed_clocks(seen: RiderCase) -> list[Mapping[str, Any]]:
    return [one for one in seen.clocks if one["code"] in OWED_ACTS and CLOCK_RULES[one["code"]].duty is Duty.BUREAU]


def _owed(desk: Desk, clock: Mapping[str, Any]) -> Owed:
    """An act that is owed; once its own period is over, the period of review runs from that day."""
    ended = date.fromisoformat(clock["due_on"])
    if clock["state"] != "running" or ended >= desk.today():
        return Owed(clock, None)
    value = desk.rules.at(INACTION_LIMITS["review"], ended)
    return Owed(clock, due(ended, Period(value.as_int(), Unit(value.unit)), desk.calendar).on)
