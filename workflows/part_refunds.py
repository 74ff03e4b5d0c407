"""What a refund of another sum than the payment's comes to: the bank's own overpaying first, then what came back of the
payment itself, which goes where a whole one would go.

The rest of the payment stays paid. None of the refund waits for a change that has not been served: that waits with its
line.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from claims.store.rows import Row
from workflows.bank_overpaid import of_bank_fen
from workflows.casefile import CaseFile
from workflows.payees import account_of, moved_fen
from workflows.recoveries import item_of
from workflows.taking_back import Placed, placed


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a refund in fen: the bank's overpaying, what came back of the payment, and where that belongs."""

    of_bank_fen: int
    of_payment_fen: int
    where: Placed


def split(file: CaseFile, payment: Row, line: Row, overpaid_refs: Collection[str]) -> Split | None:
    """The parts of the refund that `line` tells of; None where it is more than they can take, or a change is to be served."""
    whose = line["original_ref"] in ("", *overpaid_refs)
    by_bank = min(line["amount_fen"], of_bank_fen(file, payment["item_id"], payment["beneficiary"])) if whose else 0
    rest = line["amount_fen"] - by_bank
    where = placed(file, payment, rest)
    kept_whole = rest == moved_fen(payment)  # a payment that comes back whole can wait for its version
    item = item_of(file, payment["item_id"])
    can_be_paid = kept_whole or not where.repaid_fen or account_of(file, item["beneficiary"]) is not None
    has_its_place = rest <= moved_fen(payment) and (kept_whole or not where.for_later_fen) and can_be_paid
    return Split(by_bank, rest, where) if has_its_place else None
