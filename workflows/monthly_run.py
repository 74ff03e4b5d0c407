"""The run of a month: every monthly benefit that runs in it is counted once, and what is owed gets its payment.

It is a part of the sweep, so a month whose run nobody made is caught up by itself; the same finders serve
`claims awards run-month`. Twice, or by two at once, is once: the month's row is unique.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, Select, String, bindparam, func, select

from claims.rules import Rules
from claims.store.rows import Row, select_one
from claims.store.tables import table
from workflows.due import Due, Find, StoredRows
from workflows.month_set_offs import month_set_offs
from workflows.monthly import COUNTED, LIVE, latest_month, month_can_be_paid, months_run, months_to_count, owed_fen
from workflows.months_beyond import months_beyond, payments_beyond
from workflows.payees import LIVE_PAYMENTS


def month_finders(rules: Rules, day: date, until: str | None = None) -> list[tuple[str, Find]]:
    """What the run of `day` brings about: months that no version runs any more fall away, months up to `until` (None: the
    latest whose day has come) are counted, then what recoveries keep back of them, then payments of what is left.
    """
    latest = latest_month(rules, day)
    last = latest if until is None else min(until, latest)
    return [
        ("payments beyond the end", partial(payments_beyond, day=day)),
        ("months beyond the end", partial(months_beyond, day=day)),
        ("months", partial(_months, day=day, until=last)),
        ("monthly set-offs", partial(month_set_offs, rules=rules, day=day, until=last)),
        ("monthly payments", partial(_payments, rules=rules, day=day, until=last)),
    ]


def _months(connection: Connection, *, day: date, until: str) -> Iterator[Due]:
    """Months that a version in effect runs and nothing has counted."""
    for row in _behind(connection, until):
        file, claim = StoredRows(connection, row["claim_no"]), _claim(connection, row["claim_no"])
        for month in months_to_count(file, claim, row, until):
            yield Due(f"{row['claim_no']}/instalment", 0, "accrue", day, (("item", row["id"]), ("month", month)))


def _behind(connection: Connection, until: str) -> list[Row]:
    """The versions in effect that have fewer months counted than they run, all found by one question."""
    found = [dict(row) for row in connection.execute(_running()).mappings()]
    return [row for row in found if row["counted"] < len(months_run(row, row, until))]


@cache
def _running() -> Select[*tuple[Any, ...]]:
    item, claim, month = table("award_item"), table("claim"), table("instalment")
    counted = select(func.count()).where(month.c.item_id == item.c.id, month.c.state.in_(LIVE)).scalar_subquery()
    return (
        select(item, claim.c.death_on, claim.c.returned_on, counted.label("counted"))
        .join(claim, claim.c.no == item.c.claim_no)
        .where(item.c.monthly, item.c.payer == "fund", item.c.state.in_(COUNTED))
        .where(item.c.effective_on.is_not(None), item.c.from_month.is_not(None))
        .order_by(item.c.id)
    )


def _payments(connection: Connection, *, rules: Rules, day: date, until: str) -> Iterator[Due]:
    """Months that are owed and can be paid now; one whose right is not checked, or that has no account, waits."""
    for row in connection.execute(_owing(), {"until": until}).mappings().all():
        file, claim = StoredRows(connection, row["claim_no"]), _claim(connection, row["claim_no"])
        item = next(one for one in file.rows("award_item") if one["id"] == row["item_id"])
        if month_can_be_paid(file, claim, item, dict(row), rules, day):
            data = (("item", item["id"]), ("amount_fen", owed_fen(dict(row))), ("month", row["month"]))
            yield Due(f"{row['claim_no']}/payment", 0, "create", day, data)


@cache
def _owing() -> Select[*tuple[Any, ...]]:
    month, payment = table("instalment"), table("payment")
    alive = (
        select(payment.c.id)
        .where(payment.c.item_id == month.c.item_id, payment.c.month == month.c.month)
        .where(payment.c.state.in_(LIVE_PAYMENTS))
        .exists()
    )
    owing = select(month).where(month.c.state == "due", month.c.month <= bindparam("until", type_=String), ~alive)
    return owing.order_by(month.c.month, month.c.id)


def _claim(connection: Connection, no: str) -> Row:
    claim = select_one(connection, "claim", no=no)
    if claim is None:
        raise LookupError(no)
    return claim
