"""Where the money of a payment belongs that the bank has paid and then given back.

First it makes good what had been set apart as overpaid on any version of its benefit, then what is being recovered of
it; the rest is owed again by the version that counts now. Between the signature of a change and its service no version
counts, and the rest waits for the one to come. What has no place there was repaid by the person already: the books take
it in only after people have decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from claims.ledger import Account
from claims.store.rows import Row
from workflows.bank_overpaid import gone_on_fen, of_change_by_person
from workflows.casefile import CaseFile
from workflows.month_payments import counting_month, waits_for_run
from workflows.monthly import payments_of
from workflows.payees import moved_fen
from workflows.posting import post
from workflows.recoveries import UNDECIDED, item_of, outstanding_fen, overpaid_fen
from workflows.returned_sums import waiting_fen
from workflows.situation import Situation
from workflows.versions import IN_EFFECT, benefit_of, last_effective, versions_of

REFUNDED = "overpaid_refunded"
SETTLED = ("settled", "closed", "closed_periodic")


Apart = tuple[tuple[tuple[str, str], int], ...]
Shares = tuple[tuple[str, int], ...]
Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Placed:
    """The parts of a returned sum, in fen: what had been set apart on which item for whom, by recovery what it makes good,
    what is owed again and by which item or month, what waits for a version to come, and what has no place.
    """

    set_apart: Apart
    recovered: Shares
    owed_again_fen: int
    owed_by: str
    for_later_fen: int
    left_over_fen: int

    @property
    def is_owed(self) -> bool:
        """Whether any of it is to be paid again, now or when the version to come takes effect."""
        return self.owed_again_fen > 0 or self.for_later_fen > 0


def placed(file: CaseFile, payment: Row, amount_fen: int) -> Placed:
    """Where `amount_fen` belongs that comes back now of a payment that has been paid."""
    item = item_of(file, payment["item_id"])
    if payment["month"]:
        return _of_month(file, payment, item, amount_fen)
    return _of_one_off(file, payment, item, amount_fen)


def _of_one_off(file: CaseFile, payment: Row, item: Row, amount_fen: int) -> Placed:
    """What was paid too much comes off first: the person has that much less of it in hand."""
    set_apart, recovered, rest = _made_good(file, item, amount_fen, payment["beneficiary"])
    last = last_effective(file, item)
    if last is None:
        return Placed(set_apart, recovered, 0, "", 0, rest)
    if last["state"] == "superseded":
        later = min(rest, last["paid_fen"] - waiting_fen(file, item))
        return Placed(set_apart, recovered, 0, "", later, rest - later)
    again = min(rest, last["paid_fen"]) if last["state"] in IN_EFFECT else 0
    return Placed(set_apart, recovered, again, last["id"], 0, rest - again)


def _of_month(file: CaseFile, payment: Row, item: Row, amount_fen: int) -> Placed:
    """What the month was paid beyond what it counts comes off first, and then what it counts: it answers for itself, since
    on 1104 other months of the benefit stand too.
    """
    month = counting_month(file, item, payment["month"])
    if month is None and waits_for_run(file, item, payment["month"]):
        return Placed((), (), 0, "", amount_fen, 0)
    counted_fen = month["paid_fen"] if month is not None else 0
    beyond_fen = max(0, _paid_of_month_fen(file, payment, item) - counted_fen)
    set_apart, recovered, rest = _made_good(file, item, min(amount_fen, beyond_fen), payment["beneficiary"])
    left_fen = amount_fen - min(amount_fen, beyond_fen) + rest
    again = min(left_fen, counted_fen)
    return Placed(set_apart, recovered, again, month["id"] if month is not None else "", 0, left_fen - again)


def _paid_of_month_fen(file: CaseFile, payment: Row, item: Row) -> int:
    """What the bank has paid of the month, on whatever version, and not given back before."""
    same = payments_of(file, benefit_of(file, item), payment["month"])
    others = (row for row in same if row["state"] == "paid" and row["id"] != payment["id"])
    return moved_fen(payment) + sum(moved_fen(row) for row in others)


def _made_good(file: CaseFile, item: Row, amount_fen: int, first: str | None = None) -> tuple[Apart, Shares, int]:
    """What goes to each sum set apart, to each recovery in force, and what is left of the amount; those of the person
    `first` come before those of others, whose share of the award grows by what he gave back.
    """
    versions = versions_of(file, item)
    apart = [((name, whom), fen) for name in versions for whom, fen in of_change_by_person(file, name)]
    set_apart, rest = _shared(sorted(apart, key=lambda one: one[0][1] != first), amount_fen)
    owed = file.where("recovery", lambda row: row["state"] == "owed" and row["item_id"] in versions)
    debts = sorted(owed, key=lambda row: bool(row["beneficiary"] != first))
    recovered, rest = _shared(((row["id"], _owed_for_award_fen(file, row, first)) for row in debts), rest)
    return set_apart, recovered, rest


def _owed_for_award_fen(file: CaseFile, recovery: Row, first: str | None) -> int:
    """What is still to come of a recovery; of another person's without what the bank had paid him too much."""
    whom = recovery["beneficiary"]
    of_bank = 0 if whom == first else gone_on_fen(file, recovery["item_id"], whom)
    return max(0, outstanding_fen(recovery) - of_bank)


def _shared(wanted: Iterable[tuple[Name, int]], amount_fen: int) -> tuple[tuple[tuple[Name, int], ...], int]:
    """The amount given out in order, to each no more than it wants, and what is left."""
    given: list[tuple[Name, int]] = []
    for name, most_fen in wanted:
        fen = min(amount_fen, most_fen)
        if fen > 0:
            given.append((name, fen))
            amount_fen -= fen
    return tuple(given), amount_fen


def take_back(s: Situation) -> None:
    """Book each part of the payment that came back where it belongs, and order what follows."""
    found = placed(s.file, s.subject, moved_fen(s.subject))
    book_made_good(s, found)
    if found.owed_again_fen:
        trigger = "unpay_month" if s.subject["month"] else "unpay"
        s.then(found.owed_by, trigger, returned_fen=found.owed_again_fen)
    if found.is_owed and not s.subject["month"] and s.claim["state"] in SETTLED:
        s.then(s.file.no, "payment_returned")


def book_made_good(s: Situation, found: Placed) -> None:
    """What came back of the payment makes good first what had been set apart, and what is being recovered."""
    _give_up(s, REFUNDED, found.set_apart, s.subject)
    for recovery_id, fen in found.recovered:
        s.then(recovery_id, "reduce", amount_fen=fen, payment=s.subject["id"])


def _give_up(s: Situation, entry: str, apart: Apart, payment: Row | None = None) -> None:
    """Post what 1104 gives up, each sum for whom it stands there; a recovery of it asks for that much less."""
    for (item_id, whom), fen in apart:
        post(s, entry, fen, item_of(s.file, item_id), payment=payment, beneficiary=whom)
    lessen_recoveries(s, [item_id for (item_id, _), _ in apart])


def make_good(s: Situation, earlier: Row, owed_fen: int) -> int:
    """The subject has taken effect and owes `owed_fen` beyond what counts as paid: what had been set apart of earlier
    versions, or is being recovered of them, counts as paid after all. Returns how much of it, in fen.
    """
    set_apart, recovered, rest = _made_good(s.file, earlier, owed_fen)
    _give_up(s, "overpaid_counted", set_apart)
    for recovery_id, fen in recovered:
        s.then(recovery_id, "reduce", amount_fen=fen, item=s.subject["id"])
    return owed_fen - rest


def lessen_recoveries(s: Situation, items: Iterable[str]) -> None:
    """A recovery that waits for its decision asks for no more than stands on 1104 still."""
    asked = set(items)
    for row in s.file.rows("recovery"):
        waits = row["state"] in UNDECIDED and row["account"] == Account.OVERPAID and row["item_id"] in asked
        if waits and overpaid_fen(s.file, row["item_id"], row["beneficiary"]) < row["amount_fen"]:
            s.then(row["id"], "lessen")
