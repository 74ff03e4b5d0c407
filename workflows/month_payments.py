"""What the payments of a month do to it: counted, returned and paid again, also when its version has been replaced since.

A payment belongs to the version that it was made for. What comes back of it is owed on the version by which the month
counts now; what was set apart as paid too much is not owed, and comes back to where it was set apart.
"""

from __future__ import annotations

from typing import Any

from claims.store.rows import Row
from workflows.bank_overpaid import of_change_fen
from workflows.monthly import instalment_of, owed_fen, versions_of
from workflows.payees import CaseRows, claim_can_pay, moved_fen
from workflows.posting import post
from workflows.recoveries import item_of
from workflows.situation import Situation

REFUNDED = "overpaid_refunded"


def count_payment(s: Situation, item: Row, amount_fen: int) -> None:
    """The bank has paid `amount_fen` of the month: it is paid in full, or in part where a return is still to be paid again."""
    month = _counting(s, item)
    if month is None:
        raise LookupError(s.subject["month"])
    full = amount_fen == owed_fen(month)
    s.then(month["id"], "pay_month" if full else "pay_month_part", paid_fen=amount_fen)


def take_back(s: Situation, item: Row) -> None:
    """What came back is owed again as far as it counts as paid; the rest had been set apart as paid too much."""
    month, amount = _counting(s, item), moved_fen(s.subject)
    owed_again = min(amount, month["paid_fen"]) if month is not None else 0
    _give_up_set_apart(s, item, amount - owed_again)
    if month is not None and owed_again:
        s.then(month["id"], "unpay_month", returned_fen=owed_again)


def next_payment(s: Situation, item: Row) -> dict[str, Any]:
    """The data of the payment that follows a returned one: of the version that counts, and no more than that owes."""
    month = _counting(s, item)
    back = returned_fen(s.file, s.subject)
    if month is None:
        return {"item": item["id"], "amount_fen": back, "month": s.subject["month"]}
    return {"item": month["item_id"], "amount_fen": min(back, owed_fen(month)), "month": s.subject["month"]}


def rest_payment(s: Situation, item: Row, rest_fen: int, found_fen: int) -> dict[str, Any] | None:
    """The payment of what the bank left out of a month, while `found_fen` is being counted; None where none is due."""
    month = _counting(s, item)
    still_fen = owed_fen(month) - found_fen if month is not None else 0
    if month is None or still_fen <= 0 or not claim_can_pay(s.file, s.claim, item):
        return None
    return {"item": month["item_id"], "amount_fen": min(rest_fen, still_fen), "month": s.subject["month"]}


def returned_fen(file: CaseRows, payment: Row) -> int:
    """What of a returned payment waits in the returned sums: less what came back of what had been paid too much."""
    refunded = (row for row in file.rows("transfer") if (row["payment_id"], row["entry"]) == (payment["id"], REFUNDED))
    return moved_fen(payment) - int(sum(row["amount_fen"] for row in refunded))


def _counting(s: Situation, item: Row) -> Row | None:
    """The row by which the month of the payment counts now, if it is owed or paid."""
    month = instalment_of(s.file, versions_of(s.file, item)[0], s.subject["month"])
    return month if month is not None and month["state"] != "lapsed" else None


def _give_up_set_apart(s: Situation, item: Row, amount_fen: int) -> None:
    """What had been set apart comes back to the version that set it apart; what the bank paid too much is another matter."""
    for version in reversed(versions_of(s.file, item)):
        posted = (row for row in s.file.rows("transfer") if row["item_id"] == version)
        back_fen = min(amount_fen, of_change_fen(posted))
        post(s, REFUNDED, back_fen, item_of(s.file, version), payment=s.subject)
        amount_fen -= back_fen
