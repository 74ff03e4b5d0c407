"""Reports of one day under a number that nobody has proven: none is lost, but they are few cases and few messages.

Whoever knows a number can report under it. The same accident again (a name, a day, a platform, a place) is one matter, and after
CASES_A_DAY cases whatever else is reported under the number that day lies with the last one, where the officer who names the
person reads it and takes a further accident at the counter. Whoever proves the number before that has a case of his own
(`joined_reports`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows.event_data import whole_data
from workflows.locking import read_person
from workflows.machines.claim_rows.needs import TOLD_BESIDE
from workflows.person_index import normal_name, persons_by_phone

AGAIN = "report_again"
SAME_PLACE, TOO_MANY = "same_place", "too_many"
CASES_A_DAY = 3
WHERE = ("accident_on", "accident_time", "platform", "order_no", "accident_place")
TOLD_AGAIN = ("accident_course", "injury", *(field.name for field in TOLD_BESIDE))
NEAR = timedelta(days=1)
CLAIM = table("claim")


@dataclass(frozen=True, slots=True)
class Joined:
    """The case with which a report lies, and why: the same place, or too many that day."""

    claim_no: str
    why: str


@dataclass(frozen=True, slots=True)
class Further:
    """A report that lies with a case; `said` is what was told of it, in the order in which it is asked. `own_no` is the case
    that it has got since, because whoever sent it has proven the number.
    """

    name: str
    why: str
    said: tuple[str, ...]
    own_no: str = ""

    @property
    def text(self) -> str:
        """What was told, in a line."""
        return "；".join(self.said)


def joined_to(
    connection: Connection, told: Mapping[str, Any], phone: str, today: date, *, apart: bool
) -> Joined | None:
    """The case of today under this number with which a report lies; None where it is one of its own.

    `told` are the data of the report with the name that was told. `apart`: who knows of the earlier one says that it is
    another accident.
    """
    cases = _of_today(connection, phone, today)
    same = [one for one in cases if _same(connection, one, told)]
    if same and not apart:
        return Joined(same[0]["no"], SAME_PLACE)
    return Joined(cases[-1]["no"], TOO_MANY) if len(cases) >= CASES_A_DAY else None


def act_of_joining(connection: Connection, event_id: str | None, claim_no: str | None) -> Row | None:
    """The act by which a report was laid with the case on which it is now; None where that is a case of its own."""
    return select_one(connection, "event", id=event_id, claim_no=claim_no) if event_id else None


def further_reports(connection: Connection, claim_no: str) -> tuple[Further, ...]:
    """What was reported again and lies with a case, in order."""
    events = select_rows(connection, "event", claim_no=claim_no, trigger=AGAIN)
    return further_of(connection, sorted(events, key=lambda row: int(row["seq"])))


def further_of(connection: Connection, events: Sequence[Row]) -> tuple[Further, ...]:
    """What the acts tell by which it was laid there."""
    return tuple(_further(connection, row) for row in events)


def _further(connection: Connection, event: Row) -> Further:
    data = whole_data(connection, event)
    sent = select_one(connection, "report_draft", joined_event=event["id"])
    own_no = str(sent["claim_no"]) if sent and sent["claim_no"] != event["claim_no"] else ""
    said = tuple(str(data[name]) for name in (*WHERE, *TOLD_AGAIN) if data.get(name))
    return Further(str(data.get("person_name", "")), str(data["why"]), said, own_no)


def _of_today(connection: Connection, phone: str, today: date) -> list[Row]:
    """The cases that were opened under this number today for somebody who has shown no ID card yet, in order."""
    known = persons_by_phone(connection, phone)
    persons = [one for one in known if not (read_person(connection, one) or {}).get("id_number")]
    which = (CLAIM.c.person_id.in_(persons), CLAIM.c.reported_on == today, CLAIM.c.channel == "app")
    found = select(CLAIM).where(*which, CLAIM.c.state == "reported").order_by(CLAIM.c.no)
    return [dict(row) for row in connection.execute(found).mappings()]


def _same(connection: Connection, claim: Row, told: Mapping[str, Any]) -> bool:
    if claim["platform"] != told["platform"] or abs(claim["accident_on"] - told["accident_on"]) > NEAR:
        return False
    person = read_person(connection, claim["person_id"]) or {}
    if normal_name(str(person.get("name", ""))) != normal_name(str(told["person_name"])):
        return False
    private = select_one(connection, "claim_private", claim_no=claim["no"])
    place = str(json.loads(private["body"]).get("accident_place", "")) if private else ""
    return normal_name(place) == normal_name(str(told["accident_place"]))
