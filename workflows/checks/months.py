"""Monthly benefits: the months, the payments and the ledger tell one story, to the fen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from claims.ledger import EXPENSE_OF, Account
from claims.store.rows import Row
from workflows.checks.money import COMES_BACK, to_be_given_back_fen
from workflows.checks.stored import Invariant, Key, Stored
from workflows.monthly import LIVE
from workflows.payees import counted_fen
from workflows.returned_sums import award_returned_fen, returned_fen

IN_TRANSIT = ("sent", "unknown", "mismatch")
CAME_BACK = ("returned", "corrected")
WAITS_AGAIN = ("pending", "batched", "held")


def every_month_is_accounted_for(stored: Stored) -> Iterator[str]:
    """Awarded = payable + in transit + paid − returned on every monthly benefit, over its months and by ledger alike.

    What a recovery kept back of a month counts as paid.

    What was paid of a month that was replaced and not counted anew yet is still its expense, also where it came back.
    """
    for key, months in sorted(_by_benefit(stored).items()):
        standing = [row for row in map(_standing, months.values()) if row["state"] != "revoked"]
        awarded = sum(row["amount_fen"] if row["state"] in LIVE else _settled_fen(row) for row in standing)
        paid = sum(_settled_fen(row) - (0 if row["state"] in LIVE else _back_fen(stored, row)) for row in standing)
        paid -= to_be_given_back_fen(_payments(stored, key))
        transit, back = _on_the_way(stored, key)
        by_rows = (awarded, awarded - paid - transit - back, transit, back, paid)
        by_ledger = _by_ledger(stored, key)
        if by_rows != by_ledger:
            yield f"{key}: awarded, payable, in transit, returned, paid by rows {by_rows}, by ledger {by_ledger}"


def _settled_fen(month: Row) -> int:
    return int(month["paid_fen"] + month["set_off_fen"])


def _back_fen(stored: Stored, replaced: Row) -> int:
    """What has come back of a month since it was replaced, while nothing counts it anew."""
    key = stored.lineage[replaced["item_id"]]
    of_month = (row for row in _payments(stored, key) if row["month"] == replaced["month"])
    return sum(award_returned_fen(stored, row) for row in of_month if row["state"] in CAME_BACK)


def _by_benefit(stored: Stored) -> dict[Key, dict[str, list[Row]]]:
    found: dict[Key, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in stored.rows("instalment"):
        found[stored.lineage[row["item_id"]]][row["month"]].append(row)
    return found


def _standing(rows: list[Row]) -> Row:
    """The row by which a month counts, or else the last one that was replaced or taken back."""
    live = [row for row in rows if row["state"] in LIVE]
    return live[0] if live else max(rows, key=lambda row: int(row["id"].rpartition("-")[2]))


def _on_the_way(stored: Stored, key: Key) -> tuple[int, int]:
    payments = _payments(stored, key)
    back = [row for row in payments if row["state"] in CAME_BACK or (row["prior"] and row["state"] in WAITS_AGAIN)]
    sent = [row for row in payments if row["state"] in IN_TRANSIT]
    return sum(row["amount_fen"] for row in sent), sum(returned_fen(stored, row) for row in back)


def _payments(stored: Stored, key: Key) -> list[Row]:
    return [row for row in stored.rows("payment") if stored.lineage[row["item_id"]] == key and row["month"]]


def _by_ledger(stored: Stored, key: Key) -> tuple[int, int, int, int, int]:
    def of_benefit(row: Row) -> bool:
        of_key = row["item_id"] is not None and stored.lineage[row["item_id"]] == key
        return of_key and row["entry"] not in COMES_BACK

    names = (EXPENSE_OF[key[1]], Account.PAYABLE, Account.IN_TRANSIT, Account.RETURNED)
    spent, payable, transit, returned = (stored.balance(name, of_benefit) for name in names)
    counts = (Account.BANK, Account.OVERPAID, Account.RECOVERABLE, Account.WRITTEN_OFF)
    settled = (stored.balance(name, of_benefit) for name in counts)
    return spent, -payable, -transit, -returned, -sum(settled)


def a_month_counts_once(stored: Stored) -> Iterator[str]:
    """No month of a benefit is owed, paid or lapsed twice, and none outside the months that its version runs."""
    items = {row["id"]: row for row in stored.rows("award_item")}
    live = [row for row in stored.rows("instalment") if row["state"] in LIVE]
    counted = Counter((stored.lineage[row["item_id"]], row["month"]) for row in live)
    yield from (f"{key} in {month}: counted {count} times" for (key, month), count in counted.items() if count > 1)
    for row in live:
        if row["month"] < (items[row["item_id"]]["from_month"] or ""):
            yield f"{row['id']}: {row['month']} lies before the first month of its version"


def no_month_is_paid_more_than_it_comes_to(stored: Stored) -> Iterator[str]:
    """The bank has paid of a month no more than the month counts as paid, and that is within what the month comes to."""
    sent: Counter[tuple[str, str]] = Counter()
    for row in stored.rows("payment"):
        if row["month"] and row["state"] == "paid":
            sent[row["item_id"], row["month"]] += counted_fen(row)
    for row in stored.rows("instalment"):
        by_bank = sent[row["item_id"], row["month"]]
        if row["state"] in LIVE and not by_bank <= row["paid_fen"] <= row["amount_fen"] - row["set_off_fen"]:
            yield f"{row['id']}: {row['amount_fen']} fen, {row['paid_fen']} fen count as paid, the bank paid {by_bank} fen"


MONTHS: dict[str, Invariant] = {
    "every_month_is_accounted_for": every_month_is_accounted_for,
    "a_month_counts_once": a_month_counts_once,
    "no_month_is_paid_more_than_it_comes_to": no_month_is_paid_more_than_it_comes_to,
}
