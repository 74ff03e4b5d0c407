"""Effects of what two persons find of the bank's lines: parts that came back, lines matched by hand, payments that give way."""

from __future__ import annotations

from claims.store.rows import Row, select_one
from workflows.bank_buckets import matched_by_hand
from workflows.bank_overpaid import of_bank_fen, overpaid_refs
from workflows.effects.payment import leave_batch
from workflows.locking import lock_batch
from workflows.part_refunds import Split, split
from workflows.payees import account_of, claim_can_pay, moved_fen
from workflows.posting import post
from workflows.recoveries import item_of
from workflows.situation import Situation
from workflows.taking_back import SETTLED, book_made_good, lessen_recoveries, order_payment


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
    book_made_good(s, parts.where)
    where, repaid_fen = parts.where, parts.where.repaid_fen
    left_fen = max(0, s.subject["repaid_fen"] - repaid_fen)
    s.set(paid_fen=moved_fen(s.subject) - parts.of_payment_fen, repaid_fen=left_fen)
    post(s, "return_cancelled", where.owed_again_fen + repaid_fen, item, payment=s.subject)
    if where.owed_again_fen:
        item = _owe_again(s, where.owed_by, where.owed_again_fen)
    if account_of(s.file, item["beneficiary"]):
        owed_fen = where.owed_again_fen if claim_can_pay(s.file, s.claim, item) else 0
        order_payment(s, item, owed_fen, repaid_fen)


def _owe_again(s: Situation, owed_by: str, again_fen: int) -> Row:
    """The version or the month counts so much less as paid; returns the version that owes it."""
    month = s.file.find("instalment", owed_by)
    if month is not None:
        s.then(owed_by, "unpay_month", returned_fen=again_fen)
        return item_of(s.file, month["item_id"])
    item = item_of(s.file, owed_by)
    s.then(owed_by, "unpay" if again_fen == item["paid_fen"] else "unpay_part", returned_fen=again_fen)
    if s.claim["state"] in SETTLED:
        s.then(s.file.no, "payment_returned")
    return item


def post_overpaid_share(s: Situation) -> None:
    """Of a refund of everything, the part that the bank had paid too much."""
    _post_of_bank(s, _parts(s))


def carry_out_match(s: Situation) -> None:
    """The line makes the move that it would have made, had the bank named the payment rightly."""
    line = _line(s)
    of_bank = of_bank_fen(s.file, s.subject["item_id"], s.subject["beneficiary"])
    caused = matched_by_hand(line, s.subject, of_bank, s.data.get("bank_ref") or "")
    if caused is None:
        raise LookupError(line["id"])
    trigger, data = caused
    s.then(s.subject["id"], trigger, line=line["id"], **data)


def _post_of_bank(s: Situation, parts: Split) -> None:
    item = item_of(s.file, s.subject["item_id"])
    post(s, "bank_overpaid_returned", parts.of_bank_fen, item, payment=s.subject)
    lessen_recoveries(s, [item["id"]])


def _parts(s: Situation) -> Split:
    refs = overpaid_refs(s.connection, s.file, s.subject["item_id"], s.subject["beneficiary"])
    found = split(s.file, s.subject, _line(s), refs)
    if found is None:
        raise LookupError(s.data["line"])
    return found


def _line(s: Situation) -> Row:
    line = select_one(s.connection, "bank_line", id=s.data["line"])
    if line is None:
        raise LookupError(s.data["line"])
    return line
