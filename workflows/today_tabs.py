"""Beside what waits for somebody: what stands still, what waits for others, what he has done today, what he was told today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, select

from claims.clock import SHANGHAI, instant_text
from claims.periods import Unit
from claims.store.rows import Row
from claims.store.tables import table
from notifications.kinds import letter_kind
from workflows.case_heads import Head, heads_of
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.clock_view import DUTIES
from workflows.inbox_clocks import OURS, rung_label
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


def reminders(connection: Connection, desk: Desk, actor: Actor) -> list[Reminder]:
    """What this person was told by the scan of periods within a day, payments that came back, letters that nobody took."""
    since = instant_text(desk.instant() - A_DAY)
    told = RUNG.c.told.contains(f'"{actor.username}"', autoescape=True)
    rungs = select(RUNG, CLOCK.c.code.label("code"), CLOCK.c.started_on.label("started_on"))
    recent = rungs.join(CLOCK, CLOCK.c.id == RUNG.c.clock_id).where(told, RUNG.c.claimed_at >= since)
    fired = connection.execute(recent.order_by(RUNG.c.id.desc()).limit(MOST)).mappings()
    own = [Reminder(_rung(dict(row), desk), row["claim_no"]) for row in fired]
    return [*own, *_returned(connection, actor, desk.today()), *_not_served(connection, actor, desk.today())]


def _rung(row: Row, desk: Desk) -> str:
    return f"{CLOCK_RULES[row['code']].label}：{rung_label(desk.rules, row, row['rung'])}"


def _returned(connection: Connection, actor: Actor, today: date) -> Iterable[Reminder]:
    joined = select(PAYMENT.c.claim_no).join(CLAIM, CLAIM.c.no == PAYMENT.c.claim_no)
    found = joined.where(PAYMENT.c.state == "returned", sees(actor, today)).order_by(PAYMENT.c.id).limit(MOST)
    return [Reminder("付款被银行退回", row.claim_no) for row in connection.execute(found)]


def _not_served(connection: Connection, actor: Actor, today: date) -> Iterable[Reminder]:
    joined = select(SERVICE.c.claim_no, SERVICE.c.recipient_kind, LETTER.c.kind).join(
        LETTER, LETTER.c.id == SERVICE.c.letter_id
    )
    seen = joined.join(CLAIM, CLAIM.c.no == SERVICE.c.claim_no).where(
        SERVICE.c.state == "undelivered", sees(actor, today)
    )
    return [
        Reminder(f"《{letter_kind(row.kind).name}》没有送到{RECIPIENT_NAMES[row.recipient_kind]}", row.claim_no)
        for row in connection.execute(seen.order_by(SERVICE.c.id).limit(MOST))
    ]
