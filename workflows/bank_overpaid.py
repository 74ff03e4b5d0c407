"""What stands on 1104 多付待处理 for an item, told apart: what the bank paid too much, and what a change of the award left.

The two never pay for each other: what the bank gives back of its own is not what the person was awarded too much.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from claims.ledger import Account
from claims.store.rows import Row, select_one

BY_BANK = {"bank_overpaid": 1, "bank_overpaid_returned": -1}


def of_bank_fen(posted: Iterable[Row]) -> int:
    """What the bank paid too much on an item with these transfers and is still out, in fen.

    What has gone on to a recovery that the person owes is not the bank's any more.
    """
    rows = list(posted)
    by_bank = sum(int(row["amount_fen"]) * BY_BANK.get(row["entry"], 0) for row in rows)
    return max(0, min(by_bank, _standing_fen(rows)))


def gone_on_fen(posted: Iterable[Row]) -> int:
    """What the bank paid too much and has not given back, and a recovery has taken over since, in fen."""
    rows = list(posted)
    by_bank = sum(int(row["amount_fen"]) * BY_BANK.get(row["entry"], 0) for row in rows)
    return max(0, by_bank - of_bank_fen(rows))


def of_change_fen(posted: Iterable[Row]) -> int:
    """What a changed or revoked award left as paid too much on an item with these transfers, in fen."""
    rows = list(posted)
    return max(0, min(_standing_fen(row for row in rows if row["entry"] not in BY_BANK), _standing_fen(rows)))


def _standing_fen(posted: Iterable[Row]) -> int:
    """Debits less credits of 1104."""
    account = Account.OVERPAID
    return sum(int(row["amount_fen"]) * ((row["debit"] == account) - (row["credit"] == account)) for row in posted)


def overpaid_refs(connection: Connection, posted: Sequence[Row]) -> frozenset[str]:
    """By which references the money left that the bank paid too much, among the transfers of an item."""
    refs = {_ref_of(connection, row) for row in posted if row["entry"] == "bank_overpaid"}
    return frozenset(refs - {""})


def _ref_of(connection: Connection, posted: Row) -> str:
    event = select_one(connection, "event", id=posted["event_id"])
    name = json.loads(event["data"]).get("line") if event else None
    line = select_one(connection, "bank_line", id=name) if name else None
    if line is not None:
        return str(line["bank_ref"])
    payment = select_one(connection, "payment", id=posted["payment_id"])
    return str(payment["bank_ref"] or "") if payment else ""
