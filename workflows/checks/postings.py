"""Payments and the journal tell of each other: no payment without its transfers, no transfer without its payment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from workflows.checks.stored import Stored

OUT, PAID, BACK = ("released", "reissued"), ("paid",), ("rejected", "refunded")
OF_PAYMENTS = (*OUT, *PAID, *BACK)
NOT_SENT = ("pending", "held", "batched")
WENT_OUT = ("sent", "unknown", "mismatch", "paid", "returned", "corrected", "reissued")
CAME_BACK = ("returned", "corrected", "reissued")


def payments_are_booked(stored: Stored) -> Iterator[str]:
    """What was sent, paid or sent back stands in the journal with its sum, and what was not sent does not."""
    booked: dict[str, Counter[str]] = defaultdict(Counter)
    for row in stored.rows("transfer"):
        if row["payment_id"] is not None and row["entry"] in OF_PAYMENTS:
            booked[row["payment_id"]][row["entry"]] += row["amount_fen"]
    for payment in stored.rows("payment"):
        sums, state, fen = booked[payment["id"]], payment["state"], payment["amount_fen"]
        wanted = {
            "sent": fen if state in WENT_OUT else 0,
            "paid": fen if state == "paid" else sums["paid"],
            "back": fen if state in CAME_BACK else 0,
        }
        found = {"sent": _sum(sums, OUT), "paid": _sum(sums, PAID), "back": _sum(sums, BACK)}
        if state in (*NOT_SENT, *WENT_OUT) and found != wanted:
            yield f"{payment['id']}: {state} {fen} fen, booked {found}"


def _sum(sums: Counter[str], entries: tuple[str, ...]) -> int:
    return sum(sums[entry] for entry in entries)


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
