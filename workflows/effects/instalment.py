"""Effects of the instalment 月份待遇: what a month posts when it is counted, replaced or taken back."""

from __future__ import annotations

from claims.store.rows import Row
from workflows.monthly import owed_fen, payments_of, replaced_month
from workflows.posting import post
from workflows.receivers import beyond, reached, set_apart
from workflows.returned_sums import returned_fen
from workflows.situation import Situation
from workflows.versions import benefit_of

CAME_BACK = ("returned", "corrected")


def open_instalment(s: Situation) -> None:
    """The fund owes the month. What was paid of it on the version before is paid on this one; what was paid too much is
    set apart, so that what is payable is never negative. What was set off stays so, as far as the month comes to it.
    """
    item = _note(s)
    before = replaced_month(s.file, s.subject["benefit"], s.subject["month"])
    post(s, "award_effective", item["awarded_fen"], item)
    counts = _carry(s, item, item["awarded_fen"], before) if before else 0
    set_off = min(before["set_off_fen"] if before else 0, counts)
    s.set(amount_fen=item["awarded_fen"], paid_fen=counts - set_off, set_off_fen=set_off)
    if owed_fen(s.subject) == 0:
        s.then(s.subject_id, "pay_month", paid_fen=0)


def _carry(s: Situation, item: Row, owed_fen: int, before: Row) -> int:
    """Take what was had of the month as it was counted before out of the books again: of a month that comes to `owed_fen`
    now so much counts, in fen, and the rest is set apart for who had it.

    A payment that came back since is none of the month: what is owed of it is paid again, what is not is called off.
    """
    carried = before["paid_fen"] + before["set_off_fen"]
    came_back = [(row, returned_fen(s.file, row)) for row in payments_of(s.file, before["benefit"], before["month"])
                 if row["state"] in CAME_BACK]  # fmt: skip
    kept = carried - sum(fen for _, fen in came_back)
    counts = min(kept, owed_fen)
    post(s, "award_cancelled", carried, item)
    set_apart(s, item, beyond(reached(s.file, item, before["month"]), item, counts, kept))
    still_owed = owed_fen - counts
    for payment, back in came_back:
        again = min(back, still_owed)
        still_owed -= again
        post(s, "return_cancelled", back - again, item, payment=payment)
        if not again:
            s.then(payment["id"], "cancel", reason="当月待遇已变更")
    return int(counts)


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
    if s.scratch["source"] == "superseded":
        _carry(s, item, 0, s.subject)
        return
    had = s.subject["paid_fen"] + s.subject["set_off_fen"]
    post(s, "award_cancelled", s.subject["amount_fen"], item)
    set_apart(s, item, beyond(reached(s.file, item, s.subject["month"]), item, 0, had))


def _item(s: Situation, item_id: str) -> Row:
    item = s.file.find("award_item", item_id)
    if item is None:
        raise LookupError(item_id)
    return item
