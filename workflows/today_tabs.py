"""Beside what waits for somebody: what stands still, what waits for others, what he has done today, what he was told today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select, union_all

from claims.clock import SHANGHAI, instant_text
from claims.periods import Unit
from claims.store.rows import Row
from claims.store.tables import table
from notifications.kinds import letter_kind
from workflows.case_heads import Head, heads_of
from workflows.clock_rules import CLOCK_RULES, OURS, Duty
from workflows.clock_view import DUTIES
from workflows.inbox_clocks import rung_label
from workflows.inbox_waiting import UNSERVED
from workflows.machines import MACHINES
from workflows.recipients import RECIPIENT_NAMES
from workflows.roles import Actor
from workflows.showing import event_label
from workflows.sight import sees
from workflows.transaction import Desk

CLAIM, CLOCK, RUNG, EVENT = table("claim"), table("clock"), table("rung"), table("event")
SERVICE, LETTER, PAYMENT = table("service"), table("letter"), table("payment")
MOST = 200
OTHERS = (Duty.PLATFORM, Duty.APPLICANT)
A_DAY = timedelta(days=1)
REMINDERS = 20
TOLD, RETURNED, NOT_SERVED = range(3)


@dataclass(frozen=True, slots=True)
class Standing:
    """A period that stands still or that somebody else must keep: whose it is, what it is, and its last day."""

    head: Head
    what: str
    whose: str
    due_on: date
    unit: Unit
    paused: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class Done:
    """An act of today: when (UTC text), on which case, what, and the state that it led to."""

    at: str
    claim_no: str
    what: str
    to: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that was told or came back within a day: what it is and the case it is on."""

    text: str
    claim_no: str


@dataclass(frozen=True, slots=True)
class Reminders:
    """The reminders that are shown, and how many there are in all."""

    shown: Sequence[Reminder]
    total: int


def paused_for(connection: Connection, actor: Actor, today: date) -> list[Standing]:
    """The periods of this person's desk that stand still, by their last day."""
    return _standing(connection, actor, today, CLOCK.c.state == "paused", _codes(actor, ours=True))


def others_for(connection: Connection, actor: Actor, today: date) -> list[Standing]:
    """The running periods that others must keep and this person's desk watches."""
    return _standing(connection, actor, today, CLOCK.c.state == "running", _codes(actor, ours=False))


def _codes(actor: Actor, *, ours: bool) -> list[str]:
    duties = OURS if ours else OTHERS
    return [
        code
        for code, rule in CLOCK_RULES.items()
        if rule.desk in actor.roles and rule.duty in duties and not rule.is_right
    ]


def _standing(
    connection: Connection, actor: Actor, today: date, state: ColumnElement[bool], codes: list[str]
) -> list[Standing]:
    joined = select(CLOCK).join(CLAIM, CLAIM.c.no == CLOCK.c.claim_no)
    found = joined.where(state, CLOCK.c.code.in_(codes), sees(actor, today)).order_by(CLOCK.c.due_on, CLOCK.c.id)
    rows = [dict(row) for row in connection.execute(found.limit(MOST)).mappings()]
    heads = heads_of(connection, (row["claim_no"] for row in rows))
    return [_of_clock(row, heads[row["claim_no"]]) for row in rows]


def _of_clock(row: Row, head: Head) -> Standing:
    rule = CLOCK_RULES[row["code"]]
    whose = DUTIES[rule.duty.value]
    return Standing(
        head, rule.label, whose, row["due_on"], Unit(row["unit"]), row["state"] == "paused", bool(row["provisional"])
    )


def done_today(connection: Connection, desk: Desk, username: str) -> list[Done]:
    """What this person did today, the latest first."""
    local = desk.instant().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = (EVENT.c.actor == username, EVENT.c.recorded_at >= instant_text(local), EVENT.c.cause.is_(None))
    found = select(EVENT).where(*mine).order_by(EVENT.c.recorded_at.desc(), EVENT.c.seq.desc()).limit(MOST)
    rows = [dict(row) for row in connection.execute(found).mappings()]
    return [
        Done(
            row["recorded_at"],
            row["claim_no"],
            event_label(row),
            MACHINES[row["machine"]].states.get(row["target"], ""),
        )
        for row in rows
    ]


def reminders(connection: Connection, desk: Desk, actor: Actor) -> Reminders:
    """What this person was told by the scan of periods within a day, payments that came back, letters that nobody took: the
    first of each, the latest first, and how many there are.
    """
    seen = sees(actor, desk.today())
    every = union_all(_told(actor, desk), _returned().where(seen), _not_served().where(seen)).cte("every")
    total = select(func.count()).select_from(every).scalar_subquery()
    found = select(every, total.label("total")).order_by(every.c.kind, every.c.place.desc()).limit(REMINDERS)
    rows = [dict(row) for row in connection.execute(found).mappings()]
    return Reminders([Reminder(_reminder(desk, row), row["claim_no"]) for row in rows], rows[0]["total"] if rows else 0)


def _reminder(desk: Desk, row: Row) -> str:
    if row["kind"] == TOLD:
        return f"{CLOCK_RULES[row['code']].label}：{rung_label(desk.rules, row, row['about'])}"
    if row["kind"] == RETURNED:
        return "付款被银行退回"
    return f"《{letter_kind(row['code']).name}》没有送到{RECIPIENT_NAMES[row['about']]}"


def _told(actor: Actor, desk: Desk) -> Select[Any]:
    since = instant_text(desk.instant() - A_DAY)
    own = (RUNG.c.claimed_at >= since, RUNG.c.told.contains(f'"{actor.username}"', autoescape=True))
    found = _part(TOLD, RUNG.c.claimed_at, RUNG.c.claim_no, CLOCK.c.code, RUNG.c.rung, CLOCK.c.started_on)
    return found.join(CLOCK, CLOCK.c.id == RUNG.c.clock_id).where(*own)


def _returned() -> Select[Any]:
    found = _part(RETURNED, PAYMENT.c.id, PAYMENT.c.claim_no, literal(""), literal(""), PAYMENT.c.created_on)
    return found.join(CLAIM, CLAIM.c.no == PAYMENT.c.claim_no).where(PAYMENT.c.state == "returned")


def _not_served() -> Select[Any]:
    about = LETTER.c.kind, SERVICE.c.recipient_kind, LETTER.c.dated_on
    found = _part(NOT_SERVED, SERVICE.c.id, SERVICE.c.claim_no, *about).join(LETTER, LETTER.c.id == SERVICE.c.letter_id)
    return found.join(CLAIM, CLAIM.c.no == SERVICE.c.claim_no).where(UNSERVED, SERVICE.c.state == "undelivered")


def _part(kind: int, *columns: ColumnElement[Any]) -> Select[Any]:
    names = ("place", "claim_no", "code", "about", "started_on")
    return select(literal(kind).label("kind"), *(one.label(name) for name, one in zip(names, columns, strict=True)))
