"""What the payments of a month do to it: counted, and paid again after a return, also when its version has been replaced since.

A payment belongs to the version that it was made for; what comes back of it (`taking_back.py`) is owed on the version by
which the month counts now.
"""

from __future__ import annotations

from typing import Any

from claims.store.rows import Row
from workflows.monthly import instalment_of, owed_fen
from workflows.payees import claim_can_pay
from workflows.recoveries import item_of
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
    """The data of the payment that follows a returned one: of the version that counts, no more than that owes, and what the
    person had repaid.
    """
    month = counting_month(s.file, item, s.subject["month"])
    back, repaid_fen = returned_fen(s.file, s.subject), s.subject["repaid_fen"]
    if month is None:
        return {"item": item["id"], "amount_fen": back, "month": s.subject["month"]}
    amount_fen = min(back - repaid_fen, owed_fen(month)) + repaid_fen
    return {"item": month["item_id"], "amount_fen": amount_fen, "month": s.subject["month"]}


def rest_payment(s: Situation, item: Row, rest_fen: int, found_fen: int) -> tuple[Row, int]:
    """What the bank left out of a month and is still due on the version that counts it, while `found_fen` is being counted."""
    month = counting_month(s.file, item, s.subject["month"])
    if month is None or not claim_can_pay(s.file, s.claim, item):
        return item, 0
    return item_of(s.file, month["item_id"]), max(0, min(rest_fen, owed_fen(month) - found_fen))


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
