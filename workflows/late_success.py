"""A success that the bank tells after it had given the payment back: which payment it pays, and what gives way to it.

While nothing has left in its place, the late success is the payment itself: it is booked as paid, and what was to be paid
instead gives way. Once that has left, or nothing is owed any more, the money went out too much.
"""

from __future__ import annotations

from claims.store.rows import Row
from workflows.monthly import instalment_of, owed_fen, versions_of
from workflows.payees import CaseRows, moved_fen

GIVEN_BACK = ("returned", "corrected")
NOT_LEFT = ("pending", "held", "batched", *GIVEN_BACK)
OWING_ITEMS = ("effective", "part_paid")


def successor_of(file: CaseRows, payment: Row) -> Row | None:
    """The last of the payments that were made in the place of this one; None where none was."""
    found: Row | None = None
    by_prior = {row["prior"]: row for row in file.rows("payment") if row["prior"]}
    following = by_prior.get(payment["id"])
    while following is not None:
        found, following = following, by_prior.get(following["id"])
    return found


def pays_after_all(file: CaseRows, payment: Row, amount_fen: int) -> bool:
    """Whether a success of `amount_fen` on the payment, told now, is the payment itself."""
    if amount_fen != moved_fen(payment) or amount_fen > still_owed_fen(file, payment):
        return False
    if payment["state"] in GIVEN_BACK:
        return True
    successor = successor_of(file, payment) if payment["state"] == "reissued" else None
    return successor is not None and successor["state"] in NOT_LEFT and moved_fen(successor) == amount_fen


def still_owed_fen(file: CaseRows, payment: Row) -> int:
    """What the item of the payment, or its month, still owes, in fen."""
    item = next(row for row in file.rows("award_item") if row["id"] == payment["item_id"])
    if payment["month"]:
        month = instalment_of(file, versions_of(file, item)[0], payment["month"])
        return owed_fen(month) if month is not None and month["state"] == "due" else 0
    return int(item["awarded_fen"] - item["paid_fen"]) if item["state"] in OWING_ITEMS else 0
