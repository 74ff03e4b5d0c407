"""What a change of a monthly benefit orders for its months: replaced, taken back, or their payments called off."""

from __future__ import annotations

from collections.abc import Callable

from claims.store.rows import Row
from workflows.monthly import last_month, payments_of
from workflows.situation import Situation
from workflows.versions import benefit_of

UNSENT = ("pending", "held", "returned", "corrected")
OPEN = ("due", "paid")


def replace_months(s: Situation) -> None:
    """The subject has taken effect: every month from its first on that an earlier version counted gives way to its own,
    which the next run counts; a month after the last that it runs falls away.
    """
    first, last = s.subject["from_month"], last_month(s.claim, s.subject)

    def earlier(row: Row) -> bool:
        return row["item_id"] != s.subject_id and bool(row["month"] >= first)

    def is_run(row: Row) -> bool:
        return last is None or bool(row["month"] <= last)

    _order(s, "supersede_month", lambda row: earlier(row) and is_run(row))
    _order(s, "revoke_month", lambda row: earlier(row) and not is_run(row))


def take_back_months(s: Situation) -> None:
    """Every month of the benefit that counts falls away, whatever version counted it."""
    _order(s, "revoke_month", lambda _row: True)


def stop_after(s: Situation, month: str) -> None:
    """The subject runs until `month`; what was counted after it falls away."""
    s.set(to_month=month)
    _order(s, "revoke_month", lambda row: row["item_id"] == s.subject_id and row["month"] > month)


def _order(s: Situation, trigger: str, wanted: Callable[[Row], bool]) -> None:
    """Call off what has not left of the payments of each month, and then fire `trigger` on it."""
    benefit = benefit_of(s.file, s.subject)
    for row in s.file.rows("instalment"):
        if row["benefit"] == benefit and row["state"] in OPEN and wanted(row):
            _call_off(s, row)
            s.then(row["id"], trigger)


def _call_off(s: Situation, month: Row) -> None:
    """Cancel the payment of the month that has not left, unless the move cancels it already."""
    called_off = {one.target for one in s.follow_ons if one.trigger == "cancel"}
    for payment in payments_of(s.file, month["benefit"], month["month"]):
        if payment["state"] in UNSENT and payment["id"] not in called_off:
            s.then(payment["id"], "cancel", reason="当月待遇已变更")
