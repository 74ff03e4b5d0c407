"""Payments and the journal tell of each other: no payment without its transfers, no transfer without its payment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from workflows.checks.stored import Stored

OUT = ("released", "reissued")
OF_PAYMENTS = (*OUT, "paid", "rejected", "refunded")
ON_ITS_WAY = ("sent", "unknown", "mismatch")


def payments_are_booked(stored: Stored) -> Iterator[str]:
    """By the journal a payment is in transit, paid, or neither, as its state says, and with its sum."""
    booked: dict[str, Counter[str]] = defaultdict(Counter)
    for row in stored.rows("transfer"):
        if row["payment_id"] is not None and row["entry"] in OF_PAYMENTS:
            booked[row["payment_id"]][row["entry"]] += row["amount_fen"]
    for payment in stored.rows("payment"):
        sums, state = booked[payment["id"]], payment["state"]
        transit_fen = sum(sums[entry] for entry in OUT) - sums["paid"] - sums["rejected"]
        kept_fen = sums["paid"] - sums["refunded"]
        wanted_fen = payment["amount_fen"] if state in ON_ITS_WAY else 0
        if transit_fen != wanted_fen or (kept_fen > 0) != (state == "paid") or kept_fen < 0:
            yield f"{payment['id']}: {state}, by the journal {transit_fen} fen in transit, {kept_fen} fen paid"


def bookings_have_payments(stored: Stored) -> Iterator[str]:
    """Every transfer of a payment names one that is there, of the same case."""
    cases = {row["id"]: row["claim_no"] for row in stored.rows("payment")}
    for row in stored.rows("transfer"):
        if (
            row["claim_no"] is not None
            and row["entry"] in OF_PAYMENTS
            and cases.get(row["payment_id"]) != row["claim_no"]
        ):
            yield f"transfer {row['id']}: {row['entry']} of {row['payment_id']}"


POSTINGS = {
    "payments_are_booked": payments_are_booked,
    "bookings_have_payments": bookings_have_payments,
}
