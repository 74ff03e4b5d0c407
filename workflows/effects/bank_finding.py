"""Effects of what two persons find of the bank's lines: parts that came back, lines matched by hand, payments that give way."""

from __future__ import annotations

from claims.store.rows import Row, select_one
from workflows.bank_buckets import matched_by_hand
from workflows.bank_overpaid import of_bank_fen, overpaid_refs
from workflows.effects.payment import SETTLED, leave_batch
from workflows.locking import lock_batch
from workflows.month_payments import REFUNDED
from workflows.part_refunds import Split, split
from workflows.payees import account_of, claim_can_pay, moved_fen
from workflows.posting import post
from workflows.recoveries import item_of
from workflows.situation import Situation


def make_way(s: Situation) -> None:
    """The payment that waited leaves its batch, if it is in one; the money that it was made of has paid the original."""
    if s.scratch["source"] == "batched":
        lock_batch(s.connection, s.subject["batch_no"])
        leave_batch(s)


def take_back_in_part(s: Situation) -> None:
    """A part came back and the rest stays paid: what is owed again is paid by a new payment, what was too much is not."""
    parts, item = _parts(s), item_of(s.file, s.subject["item_id"])
    _post_of_bank(s, parts)
    post(s, "refunded", parts.of_payment_fen, item, payment=s.subject)
    for version, fen in parts.of_change:
        post(s, REFUNDED, fen, item_of(s.file, version), payment=s.subject)
    s.set(paid_fen=moved_fen(s.subject) - parts.of_payment_fen)
    if parts.again_fen and parts.owes is not None:
        post(s, "return_cancelled", parts.again_fen, item, payment=s.subject)
        _owe_again(s, parts.owes, parts.again_fen)


def _owe_again(s: Situation, owes: Row, again_fen: int) -> None:
    """The version or the month counts so much less as paid, and a new payment over it is made where one can be."""
    if s.subject["month"]:
        s.then(owes["id"], "unpay_month", returned_fen=again_fen)
        item, month = item_of(s.file, owes["item_id"]), {"month": s.subject["month"]}
    else:
        whole = again_fen == owes["paid_fen"]
        s.then(owes["id"], "unpay" if whole else "unpay_part", returned_fen=again_fen)
        item, month = owes, {}
        if s.claim["state"] in SETTLED:
            s.then(s.file.no, "payment_returned")
    if claim_can_pay(s.file, s.claim, item) and account_of(s.file, item["beneficiary"]):
        s.then(f"{s.file.no}/payment", "create", item=item["id"], amount_fen=again_fen, **month)


def post_overpaid_share(s: Situation) -> None:
    """Of a refund of everything, the part that the bank had paid too much."""
    _post_of_bank(s, _parts(s))


def carry_out_match(s: Situation) -> None:
    """The line makes the move that it would have made, had the bank named the payment rightly."""
    line = _line(s)
    posted = s.file.where("transfer", lambda row: row["item_id"] == s.subject["item_id"])
    caused = matched_by_hand(line, s.subject, of_bank_fen(posted), s.data.get("bank_ref") or "")
    if caused is None:
        raise LookupError(line["id"])
    trigger, data = caused
    s.then(s.subject["id"], trigger, line=line["id"], **data)


def _post_of_bank(s: Situation, parts: Split) -> None:
    item = item_of(s.file, s.subject["item_id"])
    post(s, "bank_overpaid_returned", parts.of_bank_fen, item, payment=s.subject)


def _parts(s: Situation) -> Split:
    posted = s.file.where("transfer", lambda row: row["item_id"] == s.subject["item_id"])
    found = split(s.file, s.subject, _line(s), overpaid_refs(s.connection, posted))
    if found is None:
        raise LookupError(s.data["line"])
    return found


def _line(s: Situation) -> Row:
    line = select_one(s.connection, "bank_line", id=s.data["line"])
    if line is None:
        raise LookupError(s.data["line"])
    return line
