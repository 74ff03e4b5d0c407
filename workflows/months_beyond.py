"""Months that no version of their benefit runs any more: counted before a death, or a return, was known.

A version that took effect before it leaves them replaced, and one that ran on leaves them owed or paid. The run takes them
back before it counts anything: first the payments that have not left, then the months. What is with the bank is waited for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Text, cast, func, or_, select

from claims.store.rows import Row
from claims.store.tables import table
from workflows.due import Due, StoredRows
from workflows.month_payments import waits_for_run
from workflows.monthly import last_month, payments_of, replaced_month
from workflows.payees import LIVE_PAYMENTS
from workflows.versions import CaseRows, last_effective

STANDING = ("due", "paid", "superseded")
CAME_BACK = ("returned", "corrected")
UNSENT = ("pending", "held", *CAME_BACK)
ENDED = "当月在待遇终止以后"
MONTH = len("2024-10")


def is_beyond(file: CaseRows, claim: Row, instalment: Row) -> bool:
    """Whether the month lies after the last one of the version that counts it, or, once replaced, of the one in its place."""
    item = next(row for row in file.rows("award_item") if row["id"] == instalment["item_id"])
    if instalment["state"] == "superseded":
        waiting = replaced_month(file, instalment["benefit"], instalment["month"])
        if waiting is None or waiting["id"] != instalment["id"] or not waits_for_run(file, item, instalment["month"]):
            return False
        item = last_effective(file, item) or item
    last = last_month(claim, item)
    return last is not None and instalment["month"] > last


def payments_beyond(connection: Connection, *, day: date) -> Iterator[Due]:
    """The payments of such months that have not left; of a replaced one what came back stays with it."""
    for instalment, alive in _found(connection):
        for payment in alive:
            if payment["state"] in UNSENT and instalment["state"] != "superseded":
                yield Due(payment["id"], payment["version"], "cancel", day, (("reason", ENDED),))


def months_beyond(connection: Connection, *, day: date) -> Iterator[Due]:
    """Such months of which no payment is on its way."""
    for instalment, alive in _found(connection):
        waits = [row for row in alive if instalment["state"] != "superseded" or row["state"] not in CAME_BACK]
        if not waits:
            yield Due(instalment["id"], instalment["version"], "revoke_month", day)


def _found(connection: Connection) -> Iterator[tuple[Row, list[Row]]]:
    """The months beyond their end, each with its payments that live."""
    files: dict[str, StoredRows] = {}
    for found in connection.execute(_of_ended_rights()).mappings():
        row = dict(found)
        file = files.setdefault(row["claim_no"], StoredRows(connection, row["claim_no"]))
        if is_beyond(file, row, row):
            of_month = payments_of(file, row["benefit"], row["month"])
            yield row, [one for one in of_month if one["state"] in LIVE_PAYMENTS]


@cache
def _of_ended_rights() -> Select[*tuple[Any, ...]]:
    """The months that stand on a case after its death or its return alive."""
    month, claim = table("instalment"), table("claim")
    ended = [month.c.month > func.substr(cast(day, Text), 1, MONTH) for day in (claim.c.death_on, claim.c.returned_on)]
    return (
        select(month, claim.c.death_on, claim.c.returned_on)
        .join(claim, claim.c.no == month.c.claim_no)
        .where(month.c.state.in_(STANDING), or_(*ended))
        .order_by(month.c.id)
    )
