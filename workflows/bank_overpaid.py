"""What stands on 1104 多付待处理 for an item, told apart: what the bank paid too much, and what a change of the award left.

The two never pay for each other: what the bank gives back of its own is not what the person was awarded too much. Nor do
two persons of one item, an heir and the one before him: each has his own of either.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection

from claims.store.rows import Row, select_one
from workflows.recoveries import onto_overpaid_fen, overpaid_by_person, overpaid_moves
from workflows.versions import CaseRows

BY_BANK = ("bank_overpaid", "bank_overpaid_returned")
FELL = "recovery_withdrawn"


def of_bank_fen(file: CaseRows, item_id: str, beneficiary: str) -> int:
    """What the bank paid the person too much on an item and is still out, in fen.

    What has gone on to a recovery that the person owes, or has repaid, is not the bank's any more.
    """
    return bank_part(overpaid_moves(file, item_id, beneficiary))[0]


def gone_on_fen(file: CaseRows, item_id: str, beneficiary: str) -> int:
    """What the bank paid the person too much and has not given back, and a recovery has taken over since, in fen."""
    return bank_part(overpaid_moves(file, item_id, beneficiary))[1]


def of_change_by_person(file: CaseRows, item_id: str) -> list[tuple[str, int]]:
    """For whom how much a change of the award set apart on 1104 for an item and nobody has decided about, in fen."""
    sums = ((whom, fen - of_bank_fen(file, item_id, whom)) for whom, fen in overpaid_by_person(file, item_id))
    return [(whom, fen) for whom, fen in sums if fen > 0]


def bank_part(moves: Iterable[Row]) -> tuple[int, int]:
    """What of the bank's overpaying stands on 1104 after these transfers, taken in their order, and what has gone on, in fen.

    What leaves takes the other part first; a decision that falls brings the bank's part back first.
    """
    stands, other, gone = 0, 0, 0
    for row in moves:
        fen = onto_overpaid_fen(row)
        if row["entry"] in BY_BANK:
            stands += fen
            continue
        of_bank = min(gone, fen) if row["entry"] == FELL else min(0, other + fen)
        stands, other, gone = stands + of_bank, other + fen - of_bank, gone - of_bank
    return max(0, stands), max(0, gone)


def overpaid_refs(connection: Connection, file: CaseRows, item_id: str, beneficiary: str) -> frozenset[str]:
    """By which references the money left that the bank paid the person too much on an item."""
    posted = (row for row in overpaid_moves(file, item_id, beneficiary) if row["entry"] == "bank_overpaid")
    refs = {_ref_of(connection, row) for row in posted}
    return frozenset(refs - {""})


def _ref_of(connection: Connection, posted: Row) -> str:
    event = select_one(connection, "event", id=posted["event_id"])
    name = json.loads(event["data"]).get("line") if event else None
    line = select_one(connection, "bank_line", id=name) if name else None
    if line is not None:
        return str(line["bank_ref"])
    payment = select_one(connection, "payment", id=posted["payment_id"])
    return str(payment["bank_ref"] or "") if payment else ""
