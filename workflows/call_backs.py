"""Calls 回电 that the bureau owes the persons of a case: which wait, what an officer is told of them, what the person is.

Who rang, when and what came of it are events of the case; a row keeps whom, about what, and how it stands. That a call is
made on some day is promised only where the bureau has set itself a norm (`limits.call_back`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from claims.calendar import Period, Unit, WorkingCalendar, due
from claims.canonical import canonical_json
from claims.errors import words
from claims.masking import masked_phone
from claims.rules import Rules
from claims.rules.value import Value
from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows.case_heads import names_of
from workflows.fields import GOT_THROUGH
from workflows.phone_changes import phone_of

EVENT = table("event")
ASK, TAKE_BACK, NOTE = "ask_call", "take_back_call", "note_call"
OPEN, REACHED, TAKEN_BACK, ENDED = "open", "reached", "taken_back", "ended"
NORM = "limits.call_back"
STORY = (ASK, TAKE_BACK, NOTE)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that waits, as an officer sees it: to whom (masked), by which number (masked), and what the person added."""

    row: Row
    name: str
    phone: str
    note: str


def is_open(row: Row) -> bool:
    """Whether a call still waits."""
    return bool(row["state"] == OPEN)


def waiting_on(connection: Connection, claim_no: str) -> list[Row]:
    """The calls that wait on a case, the earliest first."""
    rows = [row for row in select_rows(connection, "call_back", claim_no=claim_no) if is_open(row)]
    return sorted(rows, key=lambda row: int(row["id"].rpartition("-")[2]))


def calls_of(connection: Connection, claim_no: str, person_id: str) -> list[Row]:
    """The calls to one person that wait, what he asked for in front of what his report was promised."""
    own = [row for row in waiting_on(connection, claim_no) if row["person_id"] == person_id]
    return sorted(own, key=lambda row: bool(row["promised"]))


def calls_to_make(connection: Connection, claim_no: str) -> list[Call]:
    """The calls that wait on a case for whoever rings."""
    rows = waiting_on(connection, claim_no)
    names = names_of(connection, (row["person_id"] for row in rows)) if rows else {}
    return [
        Call(row, names.get(row["person_id"], ""), masked_phone(phone_of(connection, row["person_id"])), note)
        for row, note in ((row, said_with(connection, row)) for row in rows)
    ]


def said_with(connection: Connection, row: Row) -> str:
    """What the person added when he asked; empty where he added nothing, or it has been erased."""
    private = select_one(connection, "event_private", event_id=row["opened_by"]) if not row["promised"] else None
    return str(json.loads(private["body"]).get("note", "")) if private else ""


def norm_of(rules: Rules, day: date) -> Value | None:
    """Within what time the bureau rings, where it has set itself one."""
    return rules.find(NORM, day)


def ring_by(norm: Value | None, asked_on: date, calendar: WorkingCalendar) -> date | None:
    """The last day for a call by that norm; None where there is none."""
    return None if norm is None else due(asked_on, Period(norm.as_int(), Unit(norm.unit)), calendar).on


def call_words(whose: str, about: str, suits: str, tries: int) -> str:
    """What is to be done about a call."""
    line = words("call_line", whose=whose, about=about, suits=suits)
    return words("call_tries", line=line, count=tries) if tries else line


def own_story(claim_no: str, person_id: str) -> Select[Any]:
    """What happened about the calls to one person, in the columns of what he was told: when, where, which move, its data."""
    named = EVENT.c.data.contains(canonical_json({"person": person_id})[1:-1], autoescape=True)
    columns = (
        EVENT.c.recorded_at.label("at"),
        EVENT.c.id.label("place"),
        EVENT.c.trigger.label("kind"),
        EVENT.c.data.label("data"),
    )
    return select(*columns).where(EVENT.c.claim_no == claim_no, EVENT.c.trigger.in_(STORY), named)


def story_words(trigger: str, data: str) -> str:
    """What such an event is called for the person; `data` is that of the event."""
    if trigger != NOTE:
        return words(f"call_story_{trigger}")
    return words("call_story_reached" if json.loads(data)["call_result"] == GOT_THROUGH else "call_story_missed")
