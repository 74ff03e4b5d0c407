"""Cases put together by hand for tests of single guards and effects: no database, no engine. All persons are synthetic."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from sqlalchemy import Boolean, Connection, Integer

from claims.calendar import load_calendar
from claims.errors import words
from claims.rules import load_rules
from claims.store.rows import Row
from claims.store.tables import table
from workflows.casefile import CaseFile
from workflows.clock_rules import CLOCK_RULES
from workflows.effects import EFFECTS
from workflows.guards import GUARDS
from workflows.machines import MACHINES
from workflows.roles import Actor, Role
from workflows.situation import Situation
from workflows.table import Move

NO = "TL-2024-000001"
RIDER, PLATFORM_NAME = "person-synthetic-1", "美团"
NO_DATABASE = cast("Connection", None)


def day(text: str) -> date:
    """A legal day from its ISO text."""
    return date.fromisoformat(text)


def blank(name: str, **values: Any) -> Row:
    """A row of table `name` with nothing in it but `values`."""
    row: Row = {}
    for column in table(name).columns:
        empty = False if isinstance(column.type, Boolean) else 0 if isinstance(column.type, Integer) else ""
        row[column.name] = None if column.nullable else empty
    unknown = set(values) - set(row)
    assert not unknown, f"{name} has no {unknown}"
    return {**row, **values}


class HandMadeCase:
    """A case confirmed and served in 2024, to which a test adds the rows it needs."""

    def __init__(self, **claim: Any) -> None:
        facts: Row = {
            "no": NO,
            "state": "confirmed",
            "version": 1,
            "province": "重庆",
            "person_id": RIDER,
            "claimant_id": RIDER,
            "platform": PLATFORM_NAME,
            "accident_on": day("2024-01-10"),
            "effective_on": day("2024-03-01"),
            "last_occurred_on": day("2024-03-01"),
            "subject_seq": 100,
        }
        self.file = CaseFile(NO_DATABASE, blank("claim", **{**facts, **claim}), is_new=True)
        self.claim = self.file.claim

    def add(self, name: str, **values: Any) -> Row:
        """Put a row on the case."""
        return self.file.add(name, blank(name, claim_no=NO, **values))

    def appraisal(self, number: int, state: str, **values: Any) -> Row:
        """An appraisal, initial unless said otherwise."""
        facts = {"kind": "initial", "effect": "ex_tunc", "requested_on": day("2024-03-04"), **values}
        return self.add("appraisal", id=f"{NO}/appraisal-{number}", state=state, **facts)

    def letter(self, number: int, kind: str, dated_on: str = "2024-03-01") -> Row:
        """A letter, numbered after its place."""
        letter_id = f"{NO}/letter-{number}"
        return self.add("letter", id=letter_id, kind=kind, dated_on=day(dated_on), number=f"{kind}〔2024〕{number}号")

    def service(self, number: int, letter: Row, to: str = "person", served_on: str | None = None) -> Row:
        """A service record on the person or the platform."""
        return self.add(
            "service",
            id=f"{NO}/service-{number}",
            letter_id=letter["id"],
            recipient=RIDER if to == "person" else PLATFORM_NAME,
            recipient_kind=to,
            state="served" if served_on else "sent",
            served_on=day(served_on) if served_on else None,
        )

    def clock(self, code: str, subject: Row, started_on: str, due_on: str, **values: Any) -> Row:
        """A clock on a subject."""
        facts: Row = {
            "id": f"{NO}/clock-{len(self.file.rows('clock')) + 1}",
            "subject": subject.get("id", NO),
            "code": code,
            "started_on": day(started_on),
            "due_on": day(due_on),
            "state": "running",
            "lane": "normal",
            "rule": CLOCK_RULES[code].limit,
            "amount": 60,
            "unit": "calendar_days",
            "rolls": True,
            "generation": 1,
        }
        return self.add("clock", **{**facts, **values})

    def item_with_payment(self, number: int, code: str, state: str = "pending") -> Row:
        """An effective award item with one payment; returns the payment."""
        item = self.add("award_item", id=f"{NO}/item-{number}", code=code, state="effective")
        return self.add("payment", id=f"{NO}/payment-{number}", item_id=item["id"], state=state)

    def situation(
        self,
        machine: str,
        trigger: str,
        subject: Row | None = None,
        *,
        on: str = "2024-06-03",
        today: str | None = None,
        role: Role = Role.SYSTEM,
        source: str = "new",
        **data: Any,
    ) -> Situation:
        """The situation of one move; `on` is the day of the move, `today` the day it is recorded (the same by default)."""
        found = MACHINES[machine]
        row = subject if subject is not None else blank(found.stored_in, claim_no=NO, state="new", id=f"{NO}/new-999")
        return Situation(
            connection=NO_DATABASE,
            rules=load_rules("重庆"),
            calendar=load_calendar(),
            file=self.file,
            machine=machine,
            stored_in=found.stored_in,
            subject=row,
            move=self._move(machine, trigger, source if subject is None else str(row["state"])),
            actor=Actor("someone", "bureau", "index-1", RIDER, frozenset({role})),
            role=role,
            occurred_on=day(on),
            recorded_on=day(today or on),
            recorded_at=f"{today or on}T02:00:00.000000Z",
            data=data,
            event_id=f"{NO}#7",
            scratch={"source": source},
        )

    @staticmethod
    def _move(machine: str, trigger: str, state: str) -> Move:
        rows = MACHINES[machine].rows_of(trigger)
        return next((move for move in rows if state in move.sources), rows[0])


CONCLUDED = {"grade": 9, "care_level": "none", "concluded_on": day("2024-05-06")}


def served_conclusion(
    person_on: str = "2024-05-08", platform_on: str | None = "2024-05-20"
) -> tuple[HandMadeCase, Row]:
    """A conclusion served on the person, and later on the platform; each has fifteen days of its own."""
    case = HandMadeCase(state="appraised", grade=9, care_level="none")
    letter = case.letter(5, "appraisal_conclusion", "2024-05-06")
    row = case.appraisal(1, "served" if platform_on else "concluded", letter_id=letter["id"], **CONCLUDED)
    case.service(6, letter, "person", person_on)
    case.clock("T17", row, person_on, "2024-05-23", party="person")
    case.service(7, letter, "platform", platform_on)
    if platform_on:
        case.clock("T17", row, platform_on, "2024-06-04", party="platform")
    return case, row


def contested(redo_state: str, **redo: Any) -> tuple[HandMadeCase, Row, Row]:
    """A conclusion of grade 9 that is being redone, and the redo of grade 8."""
    case, prior = served_conclusion()
    prior["state"] = "superseding"
    facts = {"grade": 8, "care_level": "part", "concluded_on": day("2024-07-15"), **redo}
    return case, prior, case.appraisal(2, redo_state, kind="redo", replaces=prior["id"], **facts)


def holds(name: str, s: Situation) -> bool:
    """Whether a guard holds; where it refuses, its words must be sayable with the facts it gives."""
    facts = GUARDS[name](s)
    if facts is None:
        return True
    assert words(name, **facts)
    return False


def refusal(name: str, s: Situation) -> str:
    """What a person is told where a guard refuses."""
    facts = GUARDS[name](s)
    assert facts is not None, f"{name} holds"
    return words(name, **facts)


def carry_out(name: str, s: Situation) -> list[tuple[str, str, dict[str, Any]]]:
    """Run one effect; returns the moves it orders."""
    EFFECTS[name](s)
    return [(follow_on.target, follow_on.trigger, dict(follow_on.data)) for follow_on in s.follow_ons]
