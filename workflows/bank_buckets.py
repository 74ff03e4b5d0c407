"""Which bucket a line of a return file belongs in, and which move it causes: decided from the line and what is known.

Nothing is read or written here. A line that causes a move is sorted with it, in the same transaction; the others are
for a person to look at, or tell nothing new.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from claims.bank.cells import same_name
from claims.bank.lines import Result
from claims.store.rows import Row
from workflows.payees import moved_fen


class Bucket(StrEnum):
    """Where a line of a return file ends, one of these for every line."""

    PAID = "paid"
    REJECTED = "rejected"
    REFUNDED = "refunded"
    PARTIAL = "partial"
    DUPLICATE = "duplicate"
    DOUBLED = "doubled"
    UNKNOWN = "unknown"
    UNMATCHED = "unmatched"
    LATE = "late"


BUCKET_NAMES = {
    Bucket.PAID: "成功",
    Bucket.REJECTED: "退回（未扣款）",
    Bucket.REFUNDED: "付后退汇",
    Bucket.PARTIAL: "金额不符",
    Bucket.DUPLICATE: "重复的行",
    Bucket.DOUBLED: "重复付款",
    Bucket.UNKNOWN: "银行处理中",
    Bucket.UNMATCHED: "对不上",
    Bucket.LATE: "与已有答复矛盾",
}
FOR_A_PERSON = (Bucket.PARTIAL, Bucket.DOUBLED, Bucket.UNKNOWN, Bucket.UNMATCHED, Bucket.LATE)
WAITING = ("sent", "unknown")
NOT_SENT = ("pending", "held", "batched")
NOT_TOLD = "银行未写明"


@dataclass(frozen=True, slots=True)
class Told:
    """What a line says: its stored row, and the holder, account and reason that the bank wrote."""

    line: Row
    account_name: str = ""
    account: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when a line is judged: its payment, whose account was paid, which payment has its reference, whether an
    equal line came before, what of the bank's overpaying him is still out (fen), by which references it left, and what of it a
    recovery has taken over from the bank (fen).
    """

    payment: Row | None
    account_name: str = ""
    account: str = ""
    ref_used_by: str | None = None
    came_before: bool = False
    overpaid_fen: int = 0
    overpaid_refs: Collection[str] = ()
    gone_on_fen: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """The bucket of a line, the code of the reason, and the move that it causes, if it causes one."""

    bucket: Bucket
    reason: str
    trigger: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def judged(told: Told, known: Known) -> Judged:
    """Where the line belongs. One that would make a move makes it; one that came before and makes none is a duplicate."""
    found = _judged(told, known)
    if not found.trigger and known.came_before:
        return Judged(Bucket.DUPLICATE, "bank_line_came_before")
    return found


def _judged(told: Told, known: Known) -> Judged:
    line, payment = told.line, known.payment
    if payment is None:
        return Judged(Bucket.UNMATCHED, "bank_line_no_payment")
    if payment["state"] in NOT_SENT:
        return Judged(Bucket.UNMATCHED, "bank_line_not_sent")
    if line["batch_no"] and line["batch_no"] != payment["batch_no"]:
        return Judged(Bucket.UNMATCHED, "bank_line_other_batch")
    if told.account_name and not same_name(told.account_name, known.account_name):
        return Judged(Bucket.UNMATCHED, "bank_line_other_name")
    if told.account and told.account != known.account:
        return Judged(Bucket.UNMATCHED, "bank_line_other_account")
    return BY_RESULT[Result(line["result"])](told, known, payment)


def _paid(told: Told, known: Known, payment: Row) -> Judged:
    line, state = told.line, payment["state"]
    if not line["bank_ref"]:
        return Judged(Bucket.UNMATCHED, "bank_line_no_ref")
    if known.ref_used_by not in (None, payment["id"]):
        return Judged(Bucket.UNMATCHED, "bank_line_ref_of_another")
    if state in WAITING:
        data = {"bank_ref": line["bank_ref"], "amount_fen": line["amount_fen"]}
        if line["amount_fen"] == payment["amount_fen"]:
            return Judged(Bucket.PAID, "bank_line_paid", "bank_paid", data)
        return Judged(Bucket.PARTIAL, "bank_line_partial", "bank_partial", data)
    if line["bank_ref"] == payment["bank_ref"]:
        same = line["amount_fen"] == (payment["told_fen"] or payment["amount_fen"])
        return Judged(*((Bucket.DUPLICATE, "bank_line_came_before") if same else (Bucket.LATE, "bank_line_late")))
    if state == "paid":
        return Judged(Bucket.DOUBLED, "bank_line_doubled")
    return Judged(Bucket.LATE, "bank_line_late")


def _rejected(told: Told, _known: Known, payment: Row) -> Judged:
    if payment["state"] not in WAITING:
        return Judged(Bucket.LATE, "bank_line_late")
    if told.line["amount_fen"] != payment["amount_fen"]:
        return Judged(Bucket.PARTIAL, "bank_line_partial")
    return Judged(Bucket.REJECTED, "bank_line_rejected", "bank_rejected", {"bank_reason": told.reason or NOT_TOLD})


def _refunded(told: Told, known: Known, payment: Row) -> Judged:
    line = told.line
    if not line["bank_ref"]:
        return Judged(Bucket.UNMATCHED, "bank_line_no_ref")
    if known.ref_used_by is not None:
        return Judged(Bucket.UNMATCHED, "bank_line_ref_of_another")
    original = line["original_ref"]
    counts = original in ("", payment["bank_ref"])
    of_overpaid = not original or original in known.overpaid_refs
    if of_overpaid and 0 < line["amount_fen"] <= known.overpaid_fen:
        data = {"bank_ref": line["bank_ref"], "amount_fen": line["amount_fen"]}
        return Judged(Bucket.REFUNDED, "bank_line_refunded", "overpaid_returned", data)
    if payment["state"] in WAITING:
        return Judged(Bucket.UNMATCHED, "bank_line_refund_first")
    if _is_owed_back(line, known, payment):
        return Judged(Bucket.UNMATCHED, "bank_line_owed_back")
    if payment["state"] != "paid":
        return Judged(Bucket.LATE, "bank_line_late")
    if not counts:
        return Judged(Bucket.UNMATCHED, "bank_line_other_original")
    if line["amount_fen"] != moved_fen(payment):
        return Judged(Bucket.PARTIAL, "bank_line_partial")
    data = {"bank_ref": line["bank_ref"], "bank_reason": told.reason or NOT_TOLD}
    return Judged(Bucket.REFUNDED, "bank_line_refunded", "bank_refund", data)


def _is_owed_back(line: Row, known: Known, payment: Row) -> bool:
    """Whether the money is what a decision on recovery claims back from the person: it is a receipt on that."""
    original, amount = line["original_ref"], line["amount_fen"]
    of_overpaid = original in known.overpaid_refs or (not original and amount != moved_fen(payment))
    whole = payment["state"] == "paid" and original == payment["bank_ref"] and amount == moved_fen(payment)
    return of_overpaid and not whole and 0 < amount <= known.gone_on_fen


def matched_by_hand(line: Row, payment: Row, of_bank_fen: int, bank_ref: str) -> tuple[str, dict[str, Any]] | None:
    """The move that a line causes once two persons have found that it is about `payment`; None where it causes none.

    `of_bank_fen` is what the bank has paid too much on the item, `bank_ref` the reference where the bank left it out.
    """
    result, state, amount = Result(line["result"]), payment["state"], line["amount_fen"]
    ref = line["bank_ref"] or bank_ref
    if result is Result.PAID and state in WAITING and ref:
        same = amount == payment["amount_fen"]
        return "bank_paid" if same else "bank_partial", {"bank_ref": ref, "amount_fen": amount}
    if result is Result.REJECTED and state in WAITING:
        return "bank_rejected", {"bank_reason": NOT_TOLD}
    if result is Result.REFUNDED and ref and 0 < amount <= of_bank_fen:
        return "overpaid_returned", {"bank_ref": ref, "amount_fen": amount}
    came_back = result in (Result.REFUNDED, Result.REJECTED) and state == "paid" and amount == moved_fen(payment)
    return ("bank_refund", {"bank_ref": ref, "bank_reason": NOT_TOLD}) if came_back and ref else None


def _pending(_told: Told, _known: Known, payment: Row) -> Judged:
    if payment["state"] in WAITING:
        return Judged(Bucket.UNKNOWN, "bank_line_pending")
    return Judged(Bucket.LATE, "bank_line_late")


BY_RESULT = {
    Result.PAID: _paid,
    Result.REJECTED: _rejected,
    Result.REFUNDED: _refunded,
    Result.PENDING: _pending,
}
