"""What stands on 1104 多付待处理 for an item, told apart: what the bank paid too much, and what a change of the award left.

The two never pay for each other: what the bank gives back of its own is not what the person was awarded too much.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection

from claims.store.rows import Row, select_one
from workflows.recoveries import overpaid_fen
from workflows.versions import CaseRows

BY_BANK = {"bank_overpaid": 1, "bank_overpaid_returned": -1}


def of_bank_fen(file: CaseRows, item_id: str) -> int:
    """What the bank paid too much on an item and is still out, in fen.

    What has gone on to a recovery that the person owes is not the bank's any more.
    """
    return max(0, min(_by_bank_fen(file, item_id), overpaid_fen(file, item_id)))


def gone_on_fen(file: CaseRows, item_id: str) -> int:
    """What the bank paid too much and has not given back, and a recovery has taken over since, in fen."""
    return max(0, _by_bank_fen(file, item_id) - of_bank_fen(file, item_id))


def of_change_fen(file: CaseRows, item_id: str) -> int:
    """What a change of the award set apart on 1104 for an item and nobody has decided about, in fen."""
    return max(0, overpaid_fen(file, item_id) - of_bank_fen(file, item_id))


def _by_bank_fen(file: CaseRows, item_id: str) -> int:
    return sum(int(row["amount_fen"]) * BY_BANK.get(row["entry"], 0) for row in _posted(file, item_id))


def _posted(file: CaseRows, item_id: str) -> Iterable[Row]:
    return (row for row in file.rows("transfer") if row["item_id"] == item_id)


def overpaid_refs(connection: Connection, file: CaseRows, item_id: str) -> frozenset[str]:
    """By which references the money left that the bank paid too much on an item."""
    refs = {_ref_of(connection, row) for row in _posted(file, item_id) if row["entry"] == "bank_overpaid"}
    return frozenset(refs - {""})


def _ref_of(connection: Connection, posted: Row) -> str:
    event = select_one(connection, "event", id=posted["event_id"])
    name = json.loads(event["data"]).get("line") if event else None
    line = select_one(connection, "bank_line", id=name) if name else None
    if line is not None:
        return str(line["bank_ref"])
    payment = select_one(connection, "payment", id=posted["payment_id"])
    return str(payment["bank_ref"] or "") if payment else ""
