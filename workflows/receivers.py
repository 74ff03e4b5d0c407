"""Who has had what counts as paid of a benefit, or of one month of it; an heir has had what was still owed to the one before.

An award counts as paid in the order in which its money reached people, so what goes beyond it is too much for whoever had
it last. What a recovery kept back of it has been had by who owed that.
"""

from __future__ import annotations

from collections import Counter

from claims.store.rows import Row
from workflows.payees import counted_fen
from workflows.posting import post
from workflows.situation import Situation
from workflows.versions import CaseRows, versions_of

Reached = tuple[str, int]


def reached(file: CaseRows, item: Row, month: str | None) -> list[Reached]:
    """What of the benefit (of `month`, where it is paid monthly) reached whom, in its order: paid and not given back by the
    bank, or kept back for what the person owed.
    """
    versions = set(versions_of(file, item))
    payments = (row for row in file.rows("payment") if row["item_id"] in versions and row["state"] == "paid")
    paid = [(row["paid_on"], row["beneficiary"], counted_fen(row)) for row in payments if row["month"] == month]
    recoveries = {row["id"]: row for row in file.rows("recovery")}
    kept = []
    for row in file.rows("recovery_receipt"):
        recovery = recoveries[row["recovery_id"]]
        elsewhere = (
            month is not None or recovery["item_id"] not in versions
        )  # else it only counts what a payment brought
        if (row["kind"], row["month"]) == ("set_off", month) and row["item_id"] in versions and elsewhere:
            kept.append((row["received_on"], recovery["beneficiary"], row["amount_fen"]))
    return [(whom, fen) for _, whom, fen in sorted([*paid, *kept], key=lambda one: one[0])]


def beyond(parts: list[Reached], item: Row, kept_fen: int, had_fen: int) -> list[Reached]:
    """For whom how much of what counted as paid goes beyond `kept_fen`; what came from nowhere is the beneficiary's."""
    too_much: Counter[str] = Counter()
    start = 0
    for whom, fen in [*parts, (item["beneficiary"], had_fen)]:
        end = min(start + fen, had_fen)
        too_much[whom] += max(0, end - max(start, kept_fen))
        start = end
    return list(too_much.items())


def set_apart(s: Situation, item: Row, parts: list[Reached]) -> None:
    """Post what people have had too much of an item, each his own."""
    for whom, fen in parts:
        post(s, "overpaid", fen, item, beneficiary=whom)
