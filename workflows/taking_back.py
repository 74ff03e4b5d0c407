"""Where the money of a payment belongs that the bank has paid and then given back.

First it makes good what had been set apart as overpaid on any version of its benefit, then what is being recovered of
it, and what was written off; the rest is owed again by the version that counts now. Between the signature of a change and
its service no version counts, and the rest waits for the one to come. What is more than that the person had repaid before
the bank gave it back: it is his own, and paid with the rest.
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
from workflows.monthly import payments_of, replaced_month
from workflows.payees import counted_fen, moved_fen
from workflows.posting import post
from workflows.recoveries import UNDECIDED, item_of, outstanding_fen, overpaid_fen, settled_fen, written_off_fen
from workflows.returned_sums import award_returned_fen, waiting_payments
from workflows.situation import Situation
from workflows.versions import IN_EFFECT, benefit_of, last_effective, versions_of

REFUNDED, LOSS_RETURNED = "overpaid_refunded", "written_off_returned"
CAME_BACK = ("returned", "corrected")
SETTLED = ("settled", "closed", "closed_periodic")


Apart = tuple[tuple[tuple[str, str], int], ...]
Shares = tuple[tuple[str, int], ...]
Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Placed:
    """The parts of a returned sum, in fen: what had been set apart on which item for whom, by recovery what it makes good,
    what of a loss, what is owed again and by which item or month, what waits for a version to come, and what the person had
    repaid.
    """

    set_apart: Apart
    recovered: Shares
    lost_fen: int
    owed_again_fen: int
    owed_by: str
    for_later_fen: int
    repaid_fen: int

    @property
    def is_owed(self) -> bool:
        """Whether any of it is to be paid again, now or when the version to come takes effect."""
        return self.owed_again_fen + self.for_later_fen + self.repaid_fen > 0


def placed(file: CaseFile, payment: Row, amount_fen: int) -> Placed:
    """Where `amount_fen` belongs that comes back now of a payment that has been paid."""
    item = item_of(file, payment["item_id"])
    if payment["month"]:
        return _of_month(file, payment, item, amount_fen)
    return _of_one_off(file, payment, item, amount_fen)


def _of_one_off(file: CaseFile, payment: Row, item: Row, amount_fen: int) -> Placed:
    """What was paid too much comes off first: the person has that much less of it in hand."""
    made_good, rest = _made_good(file, item, amount_fen, payment["beneficiary"])
    last = last_effective(file, item)
    if last is not None and last["state"] == "superseded":
        back = sum(fen for row, fen in waiting_payments(file, item) if row["id"] != payment["id"])
        later = min(rest, last["paid_fen"] - back)
        return Placed(*made_good, 0, "", later, rest - later)
    standing = last if last is not None and last["state"] in IN_EFFECT else None
    again = min(rest, standing["paid_fen"] - _claimed_as_paid_fen(file, standing)) if standing else 0
    return Placed(*made_good, again, standing["id"] if standing else "", 0, rest - again)


def _claimed_as_paid_fen(file: CaseFile, item: Row) -> int:
    """What has been settled of a recovery that left the item as paid: a person returned for whose death it was."""
    own = file.where("recovery", lambda row: row["item_id"] == item["id"] and row["account"] != Account.OVERPAID)
    return sum(settled_fen(row) for row in own)


def _of_month(file: CaseFile, payment: Row, item: Row, amount_fen: int) -> Placed:
    """What the month was paid beyond what it counts comes off first, and then what it counts: it answers for itself, since
    on 1104 other months of the benefit stand too.
    """
    same = payments_of(file, benefit_of(file, item), payment["month"])
    month = counting_month(file, item, payment["month"])
    others = [row for row in same if row["id"] != payment["id"]]
    counts = month["paid_fen"] if month is not None else _to_be_carried_fen(file, item, payment["month"], others)
    paid = counted_fen(payment) + sum(counted_fen(row) for row in others if row["state"] == "paid")
    beyond_fen = min(amount_fen, max(0, paid - counts))
    made_good, rest = _made_good(file, item, beyond_fen, payment["beneficiary"])
    left_fen = amount_fen - beyond_fen + rest
    owed = min(left_fen, counts)
    if month is None:
        return Placed(*made_good, 0, "", owed, left_fen - owed)
    return Placed(*made_good, owed, month["id"], 0, left_fen - owed)


def _to_be_carried_fen(file: CaseFile, item: Row, month: str, payments: list[Row]) -> int:
    """What the run will still find paid of a month that a change has replaced."""
    before = replaced_month(file, benefit_of(file, item), month)
    if before is None or not waits_for_run(file, item, month):
        return 0
    return int(before["paid_fen"]) - sum(award_returned_fen(file, row) for row in payments if row["state"] in CAME_BACK)


def _made_good(
    file: CaseFile, item: Row, amount_fen: int, first: str | None = None
) -> tuple[tuple[Apart, Shares, int], int]:
    """What goes to each sum set apart, to each recovery in force and to losses, and what is left of the amount; those of the
    person `first` come before those of others, whose share of the award grows by what he gave back.
    """
    versions = versions_of(file, item)
    apart = [((name, whom), fen) for name in versions for whom, fen in of_change_by_person(file, name)]
    set_apart, rest = _shared(sorted(apart, key=lambda one: one[0][1] != first), amount_fen)
    owed = file.where("recovery", lambda row: row["state"] == "owed" and row["item_id"] in versions)
    debts = sorted(owed, key=lambda row: bool(row["beneficiary"] != first))
    recovered, rest = _shared(((row["id"], _owed_for_award_fen(file, row, first)) for row in debts), rest)
    lost = min(rest, written_off_fen(file, versions))
    return (set_apart, recovered, lost), rest - lost


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
    s.set(repaid_fen=found.repaid_fen)
    if found.owed_again_fen:
        trigger = "unpay_month" if s.subject["month"] else "unpay"
        s.then(found.owed_by, trigger, returned_fen=found.owed_again_fen)
    if found.is_owed and not s.subject["month"] and s.claim["state"] in SETTLED:
        s.then(s.file.no, "payment_returned")


def order_payment(s: Situation, item: Row, owed_fen: int, repaid_fen: int) -> None:
    """A new payment of what the item, or the month of the subject, owes and of what the person had repaid; none of nothing."""
    if owed_fen + repaid_fen:
        repaid = {"repaid_fen": repaid_fen} if repaid_fen else {}
        month = {"month": s.subject["month"]} if s.subject["month"] else {}
        s.then(f"{s.file.no}/payment", "create", item=item["id"], amount_fen=owed_fen + repaid_fen, **repaid, **month)


def book_made_good(s: Situation, found: Placed) -> None:
    """What came back of the payment makes good first what had been set apart, and what is being recovered."""
    _give_up(s, REFUNDED, found.set_apart, s.subject)
    for recovery_id, fen in found.recovered:
        s.then(recovery_id, "reduce", amount_fen=fen, payment=s.subject["id"])
    post(s, LOSS_RETURNED, found.lost_fen, item_of(s.file, s.subject["item_id"]), payment=s.subject)


def _give_up(s: Situation, entry: str, apart: Apart, payment: Row | None = None) -> None:
    """Post what 1104 gives up, each sum for whom it stands there; a recovery of it asks for that much less."""
    for (item_id, whom), fen in apart:
        post(s, entry, fen, item_of(s.file, item_id), payment=payment, beneficiary=whom)
    lessen_recoveries(s, [item_id for (item_id, _), _ in apart])


def make_good(s: Situation, earlier: Row, owed_fen: int) -> int:
    """The subject has taken effect and owes `owed_fen` beyond what counts as paid: what had been set apart of earlier
    versions, is being recovered of them or was given up as lost, counts as paid after all. Returns how much of it, in fen.
    """
    (set_apart, recovered, lost_fen), rest = _made_good(s.file, earlier, owed_fen)
    _give_up(s, "overpaid_counted", set_apart)
    for recovery_id, fen in recovered:
        s.then(recovery_id, "reduce", amount_fen=fen, item=s.subject["id"])
    post(s, "written_off_counted", lost_fen, s.subject)
    return owed_fen - rest


def lessen_recoveries(s: Situation, items: Iterable[str]) -> None:
    """A recovery that waits for its decision asks for no more than stands on 1104 still."""
    asked = set(items)
    for row in s.file.rows("recovery"):
        waits = row["state"] in UNDECIDED and row["account"] == Account.OVERPAID and row["item_id"] in asked
        if waits and overpaid_fen(s.file, row["item_id"], row["beneficiary"]) < row["amount_fen"]:
            s.then(row["id"], "lessen")
