"""Where the money of a payment belongs that the bank has paid and then given back.

First it makes good what had been set apart as overpaid on any version of its benefit, then what is being recovered of
it; the rest is owed again by the version that counts now. Between the signature of a change and its service no version
counts, and the rest waits for the one to come. What has no place there was repaid by the person already: the books take
it in only after people have decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claims.ledger import Account
from claims.store.rows import Row
from workflows.casefile import CaseFile
from workflows.month_payments import REFUNDED, counting_month, waits_for_run
from workflows.payees import moved_fen
from workflows.posting import post
from workflows.recoveries import UNDECIDED, item_of, outstanding_fen, overpaid_fen
from workflows.returned_sums import waiting_fen
from workflows.situation import Situation
from workflows.versions import IN_EFFECT, last_effective, versions_of

BY_BANK = {"bank_overpaid": 1, "bank_overpaid_returned": -1}
SETTLED = ("settled", "closed", "closed_periodic")


@dataclass(frozen=True, slots=True)
class Placed:
    """The parts of a returned sum, in fen: by item what had been set apart there, by recovery what it makes good, what is
    owed again and by which item or month, what waits for a version to come, and what has no place.
    """

    set_apart: tuple[tuple[str, int], ...]
    recovered: tuple[tuple[str, int], ...]
    owed_again_fen: int
    owed_by: str
    for_later_fen: int
    left_over_fen: int

    @property
    def is_owed(self) -> bool:
        """Whether any of it is to be paid again, now or when the version to come takes effect."""
        return self.owed_again_fen > 0 or self.for_later_fen > 0


def placed(file: CaseFile, payment: Row) -> Placed:
    """Where the sum of a payment belongs that has been paid and comes back now."""
    item = item_of(file, payment["item_id"])
    return _of_month(file, payment, item) if payment["month"] else _of_one_off(file, payment, item)


def _of_one_off(file: CaseFile, payment: Row, item: Row) -> Placed:
    """What was paid too much comes off first: the person has that much less of it in hand."""
    set_apart, recovered, rest = _made_good(file, item, moved_fen(payment))
    last = last_effective(file, item)
    if last is None:
        return Placed(set_apart, recovered, 0, "", 0, rest)
    if last["state"] == "superseded":
        later = min(rest, last["paid_fen"] - waiting_fen(file, item))
        return Placed(set_apart, recovered, 0, "", later, rest - later)
    again = min(rest, last["paid_fen"]) if last["state"] in IN_EFFECT else 0
    return Placed(set_apart, recovered, again, last["id"], 0, rest - again)


def _of_month(file: CaseFile, payment: Row, item: Row) -> Placed:
    """A month answers for itself first; only what it does not count was set apart, among other months of the benefit."""
    amount, month = moved_fen(payment), counting_month(file, item, payment["month"])
    if month is None and waits_for_run(file, item, payment["month"]):
        return Placed((), (), 0, "", amount, 0)
    again = min(amount, month["paid_fen"]) if month is not None else 0
    set_apart, recovered, rest = _made_good(file, item, amount - again)
    return Placed(set_apart, recovered, again, month["id"] if month is not None else "", 0, rest)


Shares = tuple[tuple[str, int], ...]


def _made_good(file: CaseFile, item: Row, amount_fen: int) -> tuple[Shares, Shares, int]:
    """What goes to each item with a sum set apart, to each recovery in force, and what is left of the amount."""
    versions = versions_of(file, item)
    set_apart, rest = _shared(((name, set_apart_fen(file, name)) for name in versions), amount_fen)
    owed = file.where("recovery", lambda row: row["state"] == "owed" and row["item_id"] in versions)
    recovered, rest = _shared(((row["id"], outstanding_fen(row)) for row in owed), rest)
    return set_apart, recovered, rest


def _shared(wanted: Iterable[tuple[str, int]], amount_fen: int) -> tuple[Shares, int]:
    """The amount given out in order, to each no more than it wants, and what is left."""
    given: list[tuple[str, int]] = []
    for name, most_fen in wanted:
        fen = min(amount_fen, most_fen)
        if fen > 0:
            given.append((name, fen))
            amount_fen -= fen
    return tuple(given), amount_fen


def set_apart_fen(file: CaseFile, item_id: str) -> int:
    """What a change of the award set apart on 1104 for an item and nobody has decided about; not what the bank paid too much."""
    own = (row for row in file.rows("transfer") if row["item_id"] == item_id)
    by_bank = sum(row["amount_fen"] * BY_BANK.get(row["entry"], 0) for row in own)
    return int(max(0, overpaid_fen(file, item_id) - max(0, by_bank)))


def take_back(s: Situation) -> None:
    """Book each part of what came back of the payment where it belongs, and order what follows."""
    found = placed(s.file, s.subject)
    for item_id, fen in found.set_apart:
        post(s, REFUNDED, fen, item_of(s.file, item_id), payment=s.subject)
    lessen_recoveries(s, [item_id for item_id, _ in found.set_apart])
    for recovery_id, fen in found.recovered:
        s.then(recovery_id, "reduce", amount_fen=fen, payment=s.subject["id"])
    if found.owed_again_fen:
        trigger = "unpay_month" if s.subject["month"] else "unpay"
        s.then(found.owed_by, trigger, returned_fen=found.owed_again_fen)
    if found.is_owed and not s.subject["month"] and s.claim["state"] in SETTLED:
        s.then(s.file.no, "payment_returned")


def make_good(s: Situation, earlier: Row, owed_fen: int) -> int:
    """The subject has taken effect and owes `owed_fen` beyond what counts as paid: what had been set apart of earlier
    versions, or is being recovered of them, counts as paid after all. Returns how much of it, in fen.
    """
    set_apart, recovered, rest = _made_good(s.file, earlier, owed_fen)
    for item_id, fen in set_apart:
        post(s, "overpaid_counted", fen, item_of(s.file, item_id))
    lessen_recoveries(s, [item_id for item_id, _ in set_apart])
    for recovery_id, fen in recovered:
        s.then(recovery_id, "reduce", amount_fen=fen, item=s.subject["id"])
    return owed_fen - rest


def lessen_recoveries(s: Situation, items: Iterable[str]) -> None:
    """A recovery that waits for its decision asks for no more than stands on 1104 still."""
    asked = set(items)
    for row in s.file.rows("recovery"):
        waits = row["state"] in UNDECIDED and row["account"] == Account.OVERPAID and row["item_id"] in asked
        if waits and overpaid_fen(s.file, row["item_id"]) < row["amount_fen"]:
            s.then(row["id"], "lessen")
