"""Effects of the payment 支付: the postings of release, bank answer, return and reissue."""

from __future__ import annotations

from claims.store.rows import Row, insert_rows, select_one, update_row
from workflows import clockwork
from workflows.bank_buckets import Bucket
from workflows.effects.award_item import settle_claim_if_all_paid
from workflows.late_success import successor_of
from workflows.month_payments import count_payment, next_payment, rest_payment
from workflows.payees import account_of, counted_fen, moved_fen, payment_can_start
from workflows.posting import post
from workflows.returned_sums import returned_fen, unpaid_fen
from workflows.roles import Role
from workflows.situation import Situation
from workflows.taking_back import lessen_recoveries, order_payment, take_back
from workflows.versions import is_given_up, last_effective, version_in_effect

CAME_BACK = ("returned", "corrected")
PAYING_ITEMS = ("effective", "part_paid")


def open_payment(s: Situation) -> None:
    """A payment of one item to its beneficiary's approved account."""
    item = _item(s, s.data["item"])
    account = account_of(s.file, item["beneficiary"])
    of = (item["id"], s.data.get("month"))
    earlier = [row for row in s.file.rows("payment") if (row["item_id"], row["month"]) == of and row is not s.subject]
    s.set(
        item_id=item["id"],
        generation=len(earlier) + 1,
        beneficiary=item["beneficiary"],
        amount_fen=s.data["amount_fen"],
        account_hash=account["account_hash"] if account else "",
        created_on=s.occurred_on,
        prior=s.data.get("prior"),
        repaid_fen=s.data.get("repaid_fen") or 0,
        month=s.data.get("month"),
    )


def join_batch(s: Situation) -> None:
    """The payment goes into a batch."""
    s.set(batch_no=s.data["batch_no"])


def leave_batch(s: Situation) -> None:
    """The payment leaves the batch; a file that was made without it being known is no longer the batch's."""
    opened = {"sealed": False, "format": None, "sha256": None, "count": 0, "sum_fen": 0}
    update_row(s.connection, "batch", {"no": s.subject["batch_no"]}, opened)
    update_row(s.connection, "batch_private", {"batch_no": s.subject["batch_no"]}, {"body": ""})
    s.set(batch_no=None)


def send_payment(s: Situation) -> None:
    """The money is on its way: from payable (or, after a return, from returned) to in transit."""
    s.set(sent_on=s.occurred_on)
    released = {"released_by": s.actor.username, "released_on": s.occurred_on}
    update_row(s.connection, "batch", {"no": s.subject["batch_no"]}, released)
    entry = "reissued" if s.subject["prior"] else "released"
    post(s, entry, s.subject["amount_fen"], _item(s, s.subject["item_id"]), payment=s.subject)


def settle_payment(s: Situation) -> None:
    """The bank has paid: cash leaves the account, and the item is paid in part or in full."""
    s.set(bank_ref=s.data["bank_ref"], paid_on=s.occurred_on)
    _pay(s, s.subject["amount_fen"])


def _pay(s: Situation, amount_fen: int) -> None:
    """Money has gone out: for the award first, and then for what the person had repaid of it."""
    item, of_award = _item(s, s.subject["item_id"]), min(amount_fen, counted_fen(s.subject))
    s.set(paid_fen=amount_fen, repaid_fen=amount_fen - of_award)
    post(s, "paid", amount_fen, item, payment=s.subject)
    if not of_award:
        settle_claim_if_last_one_off(s)
    elif s.subject["month"]:
        count_payment(s, item, of_award)
    else:
        _count(s, version_in_effect(s.file, item) or item, of_award)


def _count(s: Situation, item: Row, amount_fen: int) -> None:
    """The version in effect counts it: of a success that is told late the item may have been changed."""
    full = item["paid_fen"] + amount_fen == item["awarded_fen"]
    if full and item["code"] == "medical":
        clockwork.stop(s, "small_payment", subject=s.file.no)
    s.then(item["id"], "discharge" if full else "pay_part", paid_fen=amount_fen)


def note_bank_ref(s: Situation) -> None:
    """The bank's reference for a sum that differs; nothing is posted before two persons have looked."""
    s.set(bank_ref=s.data["bank_ref"], told_fen=s.data["amount_fen"])


def take_back_rejected(s: Situation) -> None:
    """The bank did not pay: the sum waits to be corrected."""
    post(s, "rejected", s.subject["amount_fen"], _item(s, s.subject["item_id"]), payment=s.subject)


def take_back_paid(s: Situation) -> None:
    """The bank paid and the money came back: it goes to where it belongs now, also after a change or a revocation."""
    post(s, "refunded", moved_fen(s.subject), _item(s, s.subject["item_id"]), payment=s.subject)
    take_back(s)


def resolve_paid(s: Situation) -> None:
    """Two persons found the payment made in full."""
    s.set(paid_on=s.occurred_on)
    _pay(s, s.subject["amount_fen"])


def resolve_part_paid(s: Situation) -> None:
    """Two persons found that the bank paid less: so much is settled, and the rest is owed again by a new payment."""
    item, found_fen = _item(s, s.subject["item_id"]), s.data["paid_fen"]
    rest_fen = s.subject["amount_fen"] - found_fen
    repaid_fen = min(rest_fen, s.subject["repaid_fen"])
    counts_fen = found_fen - s.subject["repaid_fen"] + repaid_fen
    if s.subject["month"]:
        paying, owed_fen = rest_payment(s, item, rest_fen - repaid_fen, counts_fen)
    else:
        can_start = payment_can_start(s.file, s.claim, item)
        paying, owed_fen = item, unpaid_fen(s.file, item) - counts_fen if can_start else 0
    order_payment(s, paying, owed_fen, repaid_fen)
    s.set(paid_on=s.occurred_on)
    _pay(s, found_fen)
    post(s, "rejected", rest_fen, item, payment=s.subject)
    post(s, "return_cancelled", rest_fen, item, payment=s.subject)


def resolve_overpaid(s: Situation) -> None:
    """Two persons found that the bank paid more: the item is settled, and what is too much waits for its recovery."""
    resolve_paid(s)
    too_much_fen = s.data["paid_fen"] - s.subject["amount_fen"]
    post(s, "bank_overpaid", too_much_fen, _item(s, s.subject["item_id"]), payment=s.subject)


def resolve_returned(s: Situation) -> None:
    """Two persons found the money back."""
    take_back_rejected(s)


def resolve_unknown(s: Situation) -> None:
    """Two persons found nothing certain: the bank is asked again."""
    s.set(bank_ref=None, told_fen=None)


def confirm_late_success(s: Situation) -> None:
    """The bank had given the payment back, and two persons found that it was paid after all; what waits instead gives way."""
    line = _line(s)
    s.set(bank_ref=line["bank_ref"], paid_on=s.occurred_on)
    post(s, "reissued", line["amount_fen"], _item(s, s.subject["item_id"]), payment=s.subject)
    _pay(s, line["amount_fen"])
    instead = successor_of(s.file, s.subject)
    if instead is not None and instead["state"] != "cancelled":
        s.then(instead["id"], "give_way")


def post_overpaid_line(s: Situation) -> None:
    """Money left a second time: it waits apart until it comes back or its recovery is decided."""
    post(s, "bank_overpaid", _line(s)["amount_fen"], _item(s, s.subject["item_id"]), payment=s.subject)


def post_overpaid_returned(s: Situation) -> None:
    """The bank gave back what it had paid too much."""
    post(s, "bank_overpaid_returned", s.data["amount_fen"], _item(s, s.subject["item_id"]), payment=s.subject)
    lessen_recoveries(s, [s.subject["item_id"]])


def sort_as_paid(s: Situation) -> None:
    """The bank's line goes into its bucket with the move that it causes; one that people have matched stays in its own."""
    _sort(s, Bucket.PAID)


def sort_as_partial(s: Situation) -> None:
    """The bank's line goes into its bucket with the move that it causes."""
    _sort(s, Bucket.PARTIAL)


def sort_as_rejected(s: Situation) -> None:
    """The bank's line goes into its bucket with the move that it causes."""
    _sort(s, Bucket.REJECTED)


def sort_as_refunded(s: Situation) -> None:
    """The bank's line goes into its bucket with the move that it causes."""
    _sort(s, Bucket.REFUNDED)


def _sort(s: Situation, bucket: Bucket) -> None:
    if s.data.get("line") and select_one(s.connection, "bank_sorted", line_id=s.data["line"]) is None:
        row = {
            "line_id": s.data["line"],
            "bucket": bucket.value,
            "reason": f"bank_line_{bucket.value}",
            "event_id": s.event_id,
            "payment_id": s.subject["id"],
            "recorded_at": s.recorded_at,
        }
        insert_rows(s.connection, "bank_sorted", [row])


def _line(s: Situation) -> Row:
    line = select_one(s.connection, "bank_line", id=s.data["line"])
    if line is None:
        raise LookupError(s.data["line"])
    return line


def open_next_generation(s: Situation) -> None:
    """What waits of the payment is paid again as a new one, of the version that is in effect now."""
    item, repaid_fen = _item(s, s.subject["item_id"]), s.subject["repaid_fen"]
    if s.subject["month"]:
        given = next_payment(s, item)
    else:
        paying = version_in_effect(s.file, item) or item
        given = {"item": paying["id"], "amount_fen": returned_fen(s.file, s.subject)}
    repaid = {"repaid_fen": repaid_fen} if repaid_fen else {}
    s.then(f"{s.file.no}/payment", "create", **given, **repaid, prior=s.subject["id"])


def cancel_returned(s: Situation) -> None:
    """A returned sum that is cancelled goes back to payable; of what was waived or revoked meanwhile it is owed no more, but
    for what the person had repaid.
    """
    if s.scratch["source"] not in CAME_BACK and not s.subject["prior"]:
        return
    item, back = _item(s, s.subject["item_id"]), returned_fen(s.file, s.subject)
    post(s, "return_cancelled", back, item, payment=s.subject)
    last = last_effective(s.file, item)
    if not s.subject["month"] and last is not None and is_given_up(s.file, item):
        post(s, "award_cancelled", back - s.subject["repaid_fen"], last)


def pay_instead(s: Situation) -> None:
    """What an officer has cancelled and the version in effect still owes, to an heir perhaps, is paid by a new payment; so is
    at any rate what the person had repaid.
    """
    item, repaid_fen = _item(s, s.subject["item_id"]), s.subject["repaid_fen"]
    paying = version_in_effect(s.file, item)
    by_officer = s.role is not Role.SYSTEM and not s.subject["month"]
    if by_officer and paying is not None and payment_can_start(s.file, s.claim, paying):
        order_payment(s, paying, unpaid_fen(s.file, paying), repaid_fen)
    else:
        order_payment(s, item, 0, repaid_fen)


def settle_claim_if_last_one_off(s: Situation) -> None:
    """A one-off item that owes nothing any more may have been the last; the months of a running one settle nothing."""
    if not s.subject["month"]:
        settle_claim_if_all_paid(s)


def _item(s: Situation, item_id: str) -> Row:
    item = s.file.find("award_item", item_id)
    if item is None:
        raise LookupError(item_id)
    return item
