"""What the payments of a month do to it: counted, and paid again after a return, also when its version has been replaced since.

A payment belongs to the version that it was made for; what comes back of it (`taking_back.py`) is owed on the version by
which the month counts now.
"""

from __future__ import annotations

from typing import Any

from claims.store.rows import Row
from workflows.monthly import instalment_of, owed_fen
from workflows.payees import claim_can_pay
from workflows.returned_sums import returned_fen
from workflows.situation import Situation
from workflows.versions import CaseRows, benefit_of


def count_payment(s: Situation, item: Row, amount_fen: int) -> None:
    """The bank has paid `amount_fen` of the month: it is paid in full, or in part where a return is still to be paid again."""
    month = counting_month(s.file, item, s.subject["month"])
    if month is None:
        raise LookupError(s.subject["month"])
    full = amount_fen == owed_fen(month)
    s.then(month["id"], "pay_month" if full else "pay_month_part", paid_fen=amount_fen)


def next_payment(s: Situation, item: Row) -> dict[str, Any]:
    """The data of the payment that follows a returned one: of the version that counts, and no more than that owes."""
    month = counting_month(s.file, item, s.subject["month"])
    back = returned_fen(s.file, s.subject)
    if month is None:
        return {"item": item["id"], "amount_fen": back, "month": s.subject["month"]}
    return {"item": month["item_id"], "amount_fen": min(back, owed_fen(month)), "month": s.subject["month"]}


def rest_payment(s: Situation, item: Row, rest_fen: int, found_fen: int) -> dict[str, Any] | None:
    """The payment of what the bank left out of a month, while `found_fen` is being counted; None where none is due."""
    month = counting_month(s.file, item, s.subject["month"])
    still_fen = owed_fen(month) - found_fen if month is not None else 0
    if month is None or still_fen <= 0 or not claim_can_pay(s.file, s.claim, item):
        return None
    return {"item": month["item_id"], "amount_fen": min(rest_fen, still_fen), "month": s.subject["month"]}


def counting_month(file: CaseRows, item: Row, month: str) -> Row | None:
    """The row by which a month of the benefit counts now, if it is owed or paid."""
    row = instalment_of(file, benefit_of(file, item), month)
    return row if row is not None and row["state"] != "lapsed" else None


def waits_for_run(file: CaseRows, item: Row, month: str) -> bool:
    """Whether a change has replaced the month, and the next run is still to count it anew."""
    of_month = (benefit_of(file, item), month)
    rows = [row for row in file.rows("instalment") if (row["benefit"], row["month"]) == of_month]
    latest = max(rows, key=lambda row: int(row["id"].rpartition("-")[2]), default=None)
    return latest is not None and latest["state"] == "superseded"
