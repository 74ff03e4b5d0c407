"""What of a payment that came back waits in 退汇待处理 (2002), and what of a one-off benefit can be paid beside it."""

from __future__ import annotations

from claims.ledger import Account
from claims.store.rows import Row
from workflows.versions import CaseRows, versions_of

OVER = ("paid", "reissued", "cancelled")


def returned_fen(file: CaseRows, payment: Row) -> int:
    """What waits in the returned sums for this payment: what came back of it, or what it took over from the payment
    before it and has not left yet; less what went from there to where it was overpaid, owed or cancelled.
    """
    own = (row for row in file.rows("transfer") if row["payment_id"] == payment["id"])
    booked = sum(
        row["amount_fen"] * ((row["credit"] == Account.RETURNED) - (row["debit"] == Account.RETURNED)) for row in own
    )
    return int(booked + (payment["amount_fen"] if payment["prior"] else 0))


def award_returned_fen(file: CaseRows, payment: Row) -> int:
    """What of that is owed by the award; the rest is the person's own, who had repaid it."""
    return max(0, returned_fen(file, payment) - int(payment["repaid_fen"]))


def waiting_payments(file: CaseRows, item: Row) -> list[tuple[Row, int]]:
    """The payments of a one-off benefit, on whatever version, for which a returned sum waits, each with that sum."""
    versions = set(versions_of(file, item))
    alive = (
        row
        for row in file.rows("payment")
        if row["item_id"] in versions and row["month"] is None and row["state"] not in OVER
    )
    sums = ((row, award_returned_fen(file, row)) for row in alive)
    return [(row, fen) for row, fen in sums if fen]


def waiting_fen(file: CaseRows, item: Row) -> int:
    """What of a one-off benefit waits in the returned sums: it is owed, and paid again by its own payments only."""
    return sum(fen for _, fen in waiting_payments(file, item))


def unpaid_fen(file: CaseRows, item: Row) -> int:
    """What of a one-off item is owed and stands as payable: a new payment can carry so much, and not what came back."""
    return int(item["awarded_fen"] - item["paid_fen"] - waiting_fen(file, item))
