"""Effects of the instalment 月份待遇: what a month posts when it is counted, replaced or taken back."""

from __future__ import annotations

from claims.store.rows import Row
from workflows.month_payments import REFUNDED
from workflows.monthly import carried_fen, owed_fen, payments_of, replaced_month
from workflows.posting import post
from workflows.returned_sums import returned_fen
from workflows.situation import Situation
from workflows.versions import benefit_of

CAME_BACK = ("returned", "corrected")


def open_instalment(s: Situation) -> None:
    """The fund owes the month. What was paid of it on the version before is paid on this one; what was paid too much is
    set apart, so that what is payable is never negative. What was set off stays so, as far as the month comes to it.
    """
    item = _note(s)
    amount, carried = item["awarded_fen"], carried_fen(s.file, s.subject["benefit"], s.subject["month"])
    too_much = max(0, carried - amount)
    before = replaced_month(s.file, s.subject["benefit"], s.subject["month"])
    set_off = min(before["set_off_fen"] if before else 0, carried - too_much)
    s.set(amount_fen=amount, paid_fen=carried - too_much - set_off, set_off_fen=set_off)
    post(s, "award_effective", amount, item)
    post(s, "award_cancelled", carried, item)
    post(s, "overpaid", too_much, item)
    _owe_again_what_is_back(s, item, too_much)
    if owed_fen(s.subject) == 0:
        s.then(s.subject_id, "pay_month", paid_fen=0)


def _owe_again_what_is_back(s: Situation, item: Row, set_apart_fen: int) -> None:
    """A payment that came back after the month was replaced and before it was counted anew is no payment of it."""
    for payment in payments_of(s.file, s.subject["benefit"], s.subject["month"]):
        if payment["state"] in CAME_BACK:
            back = returned_fen(s.file, payment)
            owed_again = min(back, s.subject["paid_fen"])
            refunded = min(back - owed_again, set_apart_fen)
            s.set(paid_fen=s.subject["paid_fen"] - owed_again)
            post(s, REFUNDED, refunded, item, payment=payment)
            set_apart_fen -= refunded


def note_lapsed_month(s: Situation) -> None:
    """Nothing is owed of the month."""
    _note(s)


def _note(s: Situation) -> Row:
    """Which month of which benefit it is."""
    item = _item(s, s.data["item"])
    s.set(item_id=item["id"], benefit=benefit_of(s.file, item), month=s.data["month"])
    return item


def count_month_paid(s: Situation) -> None:
    """What the bank has paid of the month."""
    s.set(paid_fen=s.subject["paid_fen"] + s.data["paid_fen"])


def count_month_returned(s: Situation) -> None:
    """What came back from the bank after it had been paid."""
    s.set(paid_fen=s.subject["paid_fen"] - s.data["returned_fen"])


def count_month_set_off(s: Situation) -> None:
    """What a recovery keeps back of the month counts as paid to that extent."""
    s.set(set_off_fen=s.subject["set_off_fen"] + s.data["set_off_fen"])
    if owed_fen(s.subject) == 0:
        s.then(s.subject_id, "pay_month", paid_fen=0)


def post_superseded_month(s: Situation) -> None:
    """What was not paid of the month is owed no more; what was paid is carried by the month of the later version."""
    post(s, "award_cancelled", owed_fen(s.subject), _item(s, s.subject["item_id"]))


def post_revoked_month(s: Situation) -> None:
    """The month is taken out of the books; what was paid or set off of it waits for the decision on recovery."""
    item = _item(s, s.subject["item_id"])
    post(s, "award_cancelled", s.subject["amount_fen"], item)
    post(s, "overpaid", s.subject["paid_fen"] + s.subject["set_off_fen"], item)


def _item(s: Situation, item_id: str) -> Row:
    item = s.file.find("award_item", item_id)
    if item is None:
        raise LookupError(item_id)
    return item
