"""Which moves of the system have fallen due: those that the law makes by itself when a period is over, and the payments and
withdrawals that waited for a day.

What a period brings about when it is over is dated data (`expiry` in `claims/rules/rungs`); without an entry there it
only tells a human.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, Date, Select, String, and_, bindparam, func, or_, select

from claims.clock import instant_text
from claims.rules import Rules
from claims.store.rows import Prepared, fetch, prepare, select_one, select_rows, with_dates
from claims.store.tables import table
from workflows.dispute_parties import can_take_effect
from workflows.due import Due, Find, StoredRows
from workflows.machines import MACHINES
from workflows.machines.claim_rows.states import BEFORE_DECISION
from workflows.monthly_run import month_finders
from workflows.overpayments import overpaid_items
from workflows.payees import payment_can_start
from workflows.returned_sums import unpaid_fen
from workflows.transaction import Desk, reading

EXPIRY, UNDO = "rungs.expiry", "limits.withdrawal_undo"
_texts: dict[
    tuple[str, Expiry], Prepared
] = {}  # made once a rule: to make one takes several times as long as to run it


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


def finders(rules: Rules, day: date, now: datetime) -> list[tuple[str, Find]]:
    """Every way in which a move can have fallen due, by name; each is asked by itself, so that one that fails stops no other."""
    expired = [
        (f"expiry:{rule.code}", partial(_expired, rules=rules, rule=rule, day=day)) for rule in expiries(rules, day)
    ]
    hours = rules.at(UNDO, day).as_int()
    return [
        *expired,
        ("withdrawals", partial(_withdrawals, day=day, asked_before=instant_text(now - timedelta(hours=hours)))),
        ("payments", partial(_payments, day=day)),
        *month_finders(rules, day),
        ("overpayments", partial(overpaid_items, day=day)),
        ("disputes", partial(_disputes, day=day)),
    ]


def found_by(desk: Desk, find: Find) -> list[Due]:
    """The moves that one of the finders finds."""
    with reading(desk) as connection:
        return list(find(connection))


def expiries(rules: Rules, day: date) -> list[Expiry]:
    """What the law in force on `day` makes of a period that is over."""
    found: list[Expiry] = []
    for key, value in rules.table(EXPIRY, day).items():
        record: dict[str, Any] = value.as_record()
        state = record.pop("state")
        states = tuple(state) if isinstance(state, list) else (state,)
        found.append(Expiry(key.rpartition(".")[2], states=states, **record))
    return found


def _expired(connection: Connection, *, rules: Rules, rule: Expiry, day: date) -> Iterator[Due]:
    """The subjects on which no clock of the code runs on. What the last day itself brings about counts for that day,
    what follows from it for today: other things may have happened on the case meanwhile. A period that was over before
    the law made anything of it is left to people, and so is one whose last day is only provisional 暂定.
    """
    last_day = day - timedelta(days=rule.days_after)
    for subject, due_on in _all_over(connection, rule, last_day):
        row = select_one(connection, MACHINES[rule.machine].stored_in, id=subject)
        if row is not None and rules.find(f"{EXPIRY}.{rule.code}", due_on) is not None:
            yield Due(subject, row["version"], rule.trigger, day if rule.days_after else due_on)


def _all_over(connection: Connection, rule: Expiry, last_day: date) -> list[tuple[str, date]]:
    key = (connection.dialect.name, rule)
    if key not in _texts:
        _texts[key] = prepare(connection.dialect, _over_by_the_last_day(rule))
    asked = _texts[key]
    rows = fetch(connection, asked.compiled, {**asked.values, "last_day": last_day})
    return [(str(row["subject"]), row["due_on"]) for row in with_dates(connection, "clock", rows)]


def _over_by_the_last_day(rule: Expiry) -> Select[str, date]:
    last_day = bindparam("last_day", type_=Date)
    clock, stored = table("clock"), table(MACHINES[rule.machine].stored_in)
    later = table("clock").alias("later")
    still_runs = (
        select(later.c.id)
        .where(later.c.subject == clock.c.subject, later.c.code == rule.code)
        .where(or_(*(later.c.state == state for state in ("running", "paused"))))
        .where((later.c.state == "paused") | (later.c.due_on > last_day) | later.c.provisional)
        .exists()
    )
    over = and_(clock.c.state == "running", clock.c.code == rule.code, clock.c.due_on <= last_day)
    happened = () if rule.unless is None else (stored.c[rule.unless].is_(None),)
    return (
        select(clock.c.subject, func.max(clock.c.due_on).label("due_on"))
        .join(stored, stored.c.id == clock.c.subject)
        .where(over, or_(*(stored.c.state == state for state in rule.states)), ~still_runs, *happened)
        .group_by(clock.c.subject)
        .order_by(clock.c.subject)
    )


def _withdrawals(connection: Connection, *, day: date, asked_before: str) -> Iterator[Due]:
    """A withdrawal whose time for second thoughts is over is made."""
    for row in connection.execute(_asked_to_withdraw(), {"asked_before": asked_before}):
        yield Due(row.no, row.version, "withdraw", day)


@cache
def _asked_to_withdraw() -> Select[str, int]:
    claim = table("claim")
    waiting = select(claim.c.no, claim.c.version).where(
        claim.c.state.in_(BEFORE_DECISION), claim.c.withdrawal_requested_at <= bindparam("asked_before", type_=String)
    )
    return waiting.order_by(claim.c.no)


def _payments(connection: Connection, *, day: date) -> Iterator[Due]:
    """An effective item whose payment could not start earlier (no account yet, a stay) is paid now."""
    for row in connection.execute(_owing()).mappings().all():
        claim = select_rows(connection, "claim", no=row["claim_no"])[0]
        file = StoredRows(connection, row["claim_no"])
        if payment_can_start(file, claim, dict(row)):
            data = (("item", row["id"]), ("amount_fen", unpaid_fen(file, dict(row))))
            yield Due(f"{row['claim_no']}/payment", 0, "create", day, data)


@cache
def _owing() -> Select[*tuple[Any, ...]]:
    item = table("award_item")
    owing = select(item).where(
        item.c.state.in_(("effective", "part_paid")),
        item.c.payer == "fund",
        ~item.c.monthly,
        item.c.awarded_fen > item.c.paid_fen,
    )
    return owing.order_by(item.c.id)


def _disputes(connection: Connection, *, day: date) -> Iterator[Due]:
    """A decision on which everybody has been served, and against which nobody can go on, takes effect."""
    for dispute in select_rows(connection, "dispute", state="decided"):
        if can_take_effect(dispute, select_rows(connection, "clock", subject=dispute["id"]), day):
            yield Due(dispute["id"], dispute["version"], "effective", day)
