"""Which moves of the system have fallen due: those that the law makes by itself when a period is over, and the payments and
withdrawals that waited for a day.

What a period brings about when it is over is dated data (`expiry` in `claims/rules/rungs`); without an entry there it
only tells a human.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, select

from claims.rules import Rules
from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows.dispute_parties import can_take_effect
from workflows.machines import MACHINES
from workflows.machines.claim_rows.states import BEFORE_DECISION
from workflows.payees import payment_can_start
from workflows.transaction import Desk, reading

EXPIRY = "rungs.expiry"


@dataclass(frozen=True, slots=True)
class Due:
    """A move that has fallen due: its target, its version, its trigger, the day it counts for, and its data."""

    target: str
    version: int
    trigger: str
    day: date
    data: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Expiry:
    """What follows when every clock `code` on a subject of `machine` in one of `states` is over by `days_after` days.

    `unless` is a column of the subject that says it has happened already.
    """

    code: str
    machine: str
    states: tuple[str, ...]
    trigger: str
    days_after: int
    unless: str | None = None


def due_moves(desk: Desk, day: date) -> list[Due]:
    """The moves of the system that are due on `day`."""
    with reading(desk) as connection:
        rules = desk.rules
        expired = [due for rule in expiries(rules, day) for due in _expired(connection, rules, rule, day)]
        return [*expired, *(due for find in FINDERS for due in find(connection, day))]


def expiries(rules: Rules, day: date) -> list[Expiry]:
    """What the law in force on `day` makes of a period that is over."""
    found: list[Expiry] = []
    for key, value in rules.table(EXPIRY, day).items():
        record: dict[str, Any] = value.as_record()
        state = record.pop("state")
        states = tuple(state) if isinstance(state, list) else (state,)
        found.append(Expiry(key.rpartition(".")[2], states=states, **record))
    return found


def _expired(connection: Connection, rules: Rules, rule: Expiry, day: date) -> Iterator[Due]:
    """The subjects on which no clock of the code runs on. What the last day itself brings about counts for that day,
    what follows from it for today: other things may have happened on the case meanwhile. A period that was over before
    the law made anything of it is left to people.
    """
    last_day = day - timedelta(days=rule.days_after)
    for subject, due_on in _all_over(connection, rule, last_day):
        row = select_one(connection, MACHINES[rule.machine].stored_in, id=subject)
        if row is not None and rules.find(f"{EXPIRY}.{rule.code}", due_on) is not None:
            yield Due(subject, row["version"], rule.trigger, day if rule.days_after else due_on)


def _all_over(connection: Connection, rule: Expiry, last_day: date) -> list[tuple[str, date]]:
    clock, stored = table("clock"), table(MACHINES[rule.machine].stored_in)
    later = table("clock").alias("later")
    still_runs = (
        select(later.c.id)
        .where(later.c.subject == clock.c.subject, later.c.code == rule.code)
        .where(later.c.state.in_(("running", "paused")))
        .where((later.c.state == "paused") | (later.c.due_on > last_day))
        .exists()
    )
    over = and_(clock.c.state == "running", clock.c.code == rule.code, clock.c.due_on <= last_day)
    happened = () if rule.unless is None else (stored.c[rule.unless].is_(None),)
    found = (
        select(clock.c.subject, func.max(clock.c.due_on))
        .join(stored, stored.c.id == clock.c.subject)
        .where(over, stored.c.state.in_(rule.states), ~still_runs, *happened)
        .group_by(clock.c.subject)
        .order_by(clock.c.subject)
    )
    return [(str(subject), due_on) for subject, due_on in connection.execute(found)]


def _withdrawals(connection: Connection, day: date) -> Iterator[Due]:
    """A withdrawal that has waited a day is made."""
    for state in BEFORE_DECISION:
        for row in select_rows(connection, "claim", state=state):
            asked = row["withdrawal_requested_at"]
            if asked and asked[:10] < day.isoformat():
                yield Due(row["no"], row["version"], "withdraw", day)


def _payments(connection: Connection, day: date) -> Iterator[Due]:
    """An effective item whose payment could not start earlier (no account yet, a stay) is paid now."""
    for state in ("effective", "part_paid"):
        for item in select_rows(connection, "award_item", state=state):
            claim = select_rows(connection, "claim", no=item["claim_no"])[0]
            if payment_can_start(_Rows(connection, item["claim_no"]), claim, item):
                owed = item["awarded_fen"] - item["paid_fen"]
                data = (("item", item["id"]), ("amount_fen", owed))
                yield Due(f"{item['claim_no']}/payment", 0, "create", day, data)


def _disputes(connection: Connection, day: date) -> Iterator[Due]:
    """A decision on which everybody has been served, and against which nobody can go on, takes effect."""
    for dispute in select_rows(connection, "dispute", state="decided"):
        if can_take_effect(dispute, select_rows(connection, "clock", subject=dispute["id"]), day):
            yield Due(dispute["id"], dispute["version"], "effective", day)


class _Rows:
    """The rows of one case as the payee rules read them, without a lock."""

    def __init__(self, connection: Connection, claim_no: str) -> None:
        self._connection = connection
        self._claim_no = claim_no

    def rows(self, table: str) -> list[Row]:
        return select_rows(self._connection, table, claim_no=self._claim_no)


FINDERS: tuple[Callable[[Connection, date], Iterator[Due]], ...] = (_withdrawals, _payments, _disputes)
