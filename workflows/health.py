"""How the installation's own work goes: what was done of late, what waits, and what needs a human."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select

from claims.clock import instant_text, legal_day, parse_instant
from claims.errors import ClaimsError, Retryable
from claims.store.rows import Row, select_rows
from claims.store.tables import table
from notifications.keys import check_key
from workflows.checks.daily import Run, last_run
from workflows.clock_rules import CLOCK_RULES, OPEN
from workflows.clockwork import OWED_BY
from workflows.effect_words import effect_name
from workflows.heartbeat import Pulse, pulses
from workflows.leasing import OUTBOX, UNDONE, due
from workflows.seal_health import Seals, seals_at
from workflows.stuck import stuck_work
from workflows.transaction import Desk, reading

NEED_A_HUMAN = ("quarantined", "unknown")
TOLD_LEVELS = ("section_head", "leader", "officer")
NOBODY = "[]"


@dataclass(frozen=True, slots=True)
class Health:
    """The pulses; how many effects wait and since when; the effects that rest after a fault, are set aside or unknown, each
    with the `name` of what it does; the work of the sweep that failed; how many periods that somebody owes are past their
    day; the rungs of open clocks that told nobody; the messages that did not arrive; whether no channel to persons is set
    up; how many letters wait for a signature, and what is wrong with the key, if anything is; whether the code on the
    letters leads to a page that only this machine can open; the latest run of the daily integrity checks; how the seals
    of the ledger stand.
    """

    pulses: tuple[Pulse, ...]
    waiting: int
    waits: timedelta | None
    faulty: tuple[Row, ...]
    stuck: tuple[Row, ...]
    overdue: int
    untold: tuple[Row, ...]
    undelivered: tuple[Row, ...]
    no_channel: bool
    unsigned: int
    key_fault: ClaimsError | None
    page_is_local: bool
    checked: Run | None
    seals: Seals

    def in_state(self, state: str) -> list[Row]:
        """The faulty effects in a state: pending (they rest), quarantined or unknown."""
        return [row for row in self.faulty if row["state"] == state]

    @property
    def needs_a_human(self) -> bool:
        """Whether somebody must do something: work is not done, set aside, in doubt, told to nobody, or not arrived."""
        in_doubt = any(self.in_state(state) for state in NEED_A_HUMAN)
        set_aside = any(row["set_aside"] for row in self.stuck)
        return (
            in_doubt
            or set_aside
            or bool(self.untold or self.undelivered)
            or self.key_fault is not None
            or bool(self.checked and self.checked.findings)
            or bool(self.seals.unmatched)
            or not all(pulse.alive for pulse in self.pulses)
        )


def health(desk: Desk, now: datetime) -> Health:
    """The health of the installation at `now`."""
    with reading(desk) as connection:
        waiting, oldest = connection.execute(
            select(func.count(), func.min(func.coalesce(OUTBOX.c.not_before, OUTBOX.c.created_at))).where(
                UNDONE, due(instant_text(now)), OUTBOX.c.state.not_in(NEED_A_HUMAN)
            )
        ).one()
        faulty = _rows(
            connection,
            select(OUTBOX).where(UNDONE, OUTBOX.c.last_error.is_not(None)).order_by(OUTBOX.c.created_at),
        )
        faulty = [{**row, "name": effect_name(connection, row)} for row in faulty]
        overdue = _overdue(connection, now)
        untold = _untold(connection)
        undelivered = select_rows(connection, "message", state="failed")
        unsigned = _unsigned(connection)
        checked = last_run(connection)
        seals = seals_at(desk, connection, now)
    return Health(
        pulses=tuple(pulses(desk, now)),
        waiting=waiting,
        waits=now - parse_instant(oldest) if oldest else None,
        faulty=tuple(faulty),
        stuck=tuple(stuck_work(desk)),
        overdue=overdue,
        untold=tuple(untold),
        undelivered=tuple(undelivered),
        no_channel=desk.production and desk.channels.sms is None and desk.channels.mail is None,
        unsigned=unsigned,
        key_fault=_key_fault(desk, now),
        page_is_local=desk.production and _is_local(desk.rules.at("letters.verify_at", legal_day(now)).as_text()),
        checked=checked,
        seals=seals,
    )


def _is_local(address: str) -> bool:
    return urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1")


def _unsigned(connection: Connection) -> int:
    letter = table("letter")
    waiting = select(func.count()).where(letter.c.state == "rendered")
    return int(connection.execute(waiting).scalar_one())


def _key_fault(desk: Desk, now: datetime) -> ClaimsError | None:
    """The key of a production installation must be there and in order; a demonstration may do without one."""
    if desk.sign_key is None:
        return ClaimsError("sign_key_not_set") if desk.production else None
    try:
        check_key(desk.sign_key, now)
    except Retryable as fault:
        return fault
    return None


def _overdue(connection: Connection, now: datetime) -> int:
    clock = table("clock")
    owed = [code for code, rule in CLOCK_RULES.items() if rule.duty in OWED_BY]
    over = (clock.c.state == "running", clock.c.due_on < legal_day(now), clock.c.code.in_(owed))
    past = select(func.count()).where(*over)
    return int(connection.execute(past).scalar_one())


def _untold(connection: Connection) -> list[Row]:
    """Rungs that reached nobody, for which the post was held by nobody; not of clocks that are over meanwhile."""
    rung, clock = table("rung"), table("clock")
    return _rows(
        connection,
        select(rung, clock.c.code)
        .join(clock, clock.c.id == rung.c.clock_id)
        .where(rung.c.told == NOBODY, rung.c.level.in_(TOLD_LEVELS), clock.c.state.in_(OPEN))
        .order_by(rung.c.fired_on, rung.c.clock_id, rung.c.rung),
    )


def _rows(connection: Connection, statement: Any) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]
