"""What a refund of another sum than the payment's comes to: the bank's own overpaying first, then what the award was changed
down by, and the rest is owed again.

The rest of the payment stays paid. Nothing of the refund may be left over: what no part takes belongs somewhere else, to a
recovery for one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from claims.store.rows import Row
from workflows.bank_overpaid import of_bank_fen, of_change_fen
from workflows.monthly import instalment_of, versions_of
from workflows.payees import CaseRows, moved_fen

PAID_ITEMS = ("part_paid", "discharged")


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a refund in fen: the bank's overpaying, what each version had set apart, and what `owes` owes again.

    `owes` is the version of a one-off item, or the month of a monthly one, that counts now; None where nothing counts.
    """

    of_bank_fen: int
    of_change: tuple[tuple[str, int], ...]
    again_fen: int
    owes: Row | None

    @property
    def of_payment_fen(self) -> int:
        """What came back of the payment itself."""
        return sum(fen for _, fen in self.of_change) + self.again_fen


def split(file: CaseRows, payment: Row, line: Row, overpaid_refs: Collection[str]) -> Split | None:
    """The parts of the refund that `line` tells of; None where it is more than they can take."""
    item = next(row for row in file.rows("award_item") if row["id"] == payment["item_id"])
    posted = [row for row in file.rows("transfer") if row["item_id"] == item["id"]]
    whose = line["original_ref"] in ("", *overpaid_refs)
    by_bank = min(line["amount_fen"], of_bank_fen(posted)) if whose else 0
    rest = line["amount_fen"] - by_bank
    if rest > moved_fen(payment):
        return None
    owes = counting(file, payment)
    counted_fen = owes["paid_fen"] if owes is not None else 0
    too_much = min(rest, max(0, _paid_fen(file, payment) - counted_fen))
    of_change = _taken(file, item, too_much)
    again = rest - sum(fen for _, fen in of_change)
    return Split(by_bank, of_change, again, owes) if again <= counted_fen else None


def counting(file: CaseRows, payment: Row) -> Row | None:
    """What a payment counts on now: the month, or the version of the item, that is paid; None where it counts on nothing."""
    item = next(row for row in file.rows("award_item") if row["id"] == payment["item_id"])
    versions = versions_of(file, item)
    if payment["month"]:
        month = instalment_of(file, versions[0], payment["month"])
        return month if month is not None and month["state"] != "lapsed" else None
    known = [row for row in file.rows("award_item") if row["id"] in versions and row["state"] in PAID_ITEMS]
    return max(known, key=lambda row: int(row["generation"]), default=None)


def _paid_fen(file: CaseRows, payment: Row) -> int:
    """What the bank has paid on the benefit, or on the month of it, and has not given back."""
    items = {row["id"]: row for row in file.rows("award_item")}
    versions = versions_of(file, items[payment["item_id"]])
    same = [row for row in file.rows("payment") if row["item_id"] in versions and row["month"] == payment["month"]]
    return sum(moved_fen(row) for row in same if row["state"] == "paid")


def _taken(file: CaseRows, item: Row, wanted_fen: int) -> tuple[tuple[str, int], ...]:
    """Which version gives up how much of what it had set apart, the latest first."""
    found: list[tuple[str, int]] = []
    for version in reversed(versions_of(file, item)):
        fen = min(wanted_fen, of_change_fen(row for row in file.rows("transfer") if row["item_id"] == version))
        if fen:
            found.append((version, fen))
            wanted_fen -= fen
    return tuple(found)
