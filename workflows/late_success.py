"""A success that the bank tells after it had given the payment back: which payment it pays, and what gives way to it.

While nothing has left in its place, the late success is the payment itself: it is booked as paid, and what was to be paid
instead gives way. Once that has left, or nothing is owed any more, the money went out too much.
"""

from __future__ import annotations

from claims.store.rows import Row
from workflows.monthly import instalment_of, owed_fen
from workflows.payees import counted_fen, moved_fen
from workflows.returned_sums import returned_fen
from workflows.versions import CaseRows, benefit_of, version_in_effect

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
    """Whether a success of `amount_fen` on the payment, told now, is the payment itself: all of it waits to be paid again,
    by whatever version.
    """
    waits = amount_fen == moved_fen(payment) == returned_fen(file, payment)
    if not waits or counted_fen(payment) > still_owed_fen(file, payment):
        return False
    if payment["state"] in GIVEN_BACK:
        return True
    successor = successor_of(file, payment) if payment["state"] == "reissued" else None
    return successor is not None and successor["state"] in NOT_LEFT and moved_fen(successor) == amount_fen


def still_owed_fen(file: CaseRows, payment: Row) -> int:
    """What the version of the item that is in effect, or the month of the payment, still owes, in fen."""
    item = next(row for row in file.rows("award_item") if row["id"] == payment["item_id"])
    if payment["month"]:
        month = instalment_of(file, benefit_of(file, item), payment["month"])
        return owed_fen(month) if month is not None and month["state"] == "due" else 0
    paying = version_in_effect(file, item)
    owes = paying is not None and paying["state"] in OWING_ITEMS
    return int(paying["awarded_fen"] - paying["paid_fen"]) if paying is not None and owes else 0
