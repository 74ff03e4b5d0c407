"""Guards of the instalment 月份待遇."""

from __future__ import annotations

from claims.months import month_of
from claims.store.rows import Row
from workflows.monthly import instalment_of, latest_month, owed_fen, payments_of, runs_in
from workflows.months_beyond import is_beyond
from workflows.situation import Facts, Situation
from workflows.versions import benefit_of

WITH_BANK = ("batched", "sent", "unknown", "mismatch")
TAKEN_BACK = ("revoked", "waived")


def month_runs(s: Situation) -> Facts | None:
    """The item is a monthly one of the fund, in effect, and runs in the month."""
    item, month = s.file.find("award_item", s.data["item"]), s.data["month"]
    runs = item is not None and item["monthly"] and runs_in(s.claim, item, month)
    return None if runs else {"item": s.data["item"], "month": month}


def month_has_come(s: Situation) -> Facts | None:
    """The day of the month's run has come."""
    month = s.data["month"]
    return None if month <= latest_month(s.rules, s.occurred_on) else {"month": month}


def month_not_accrued(s: Situation) -> Facts | None:
    """No version of the benefit has counted the month."""
    item, month = s.file.find("award_item", s.data["item"]), s.data["month"]
    counted = item is not None and instalment_of(s.file, benefit_of(s.file, item), month) is not None
    return {"item": s.data["item"], "month": month} if counted else None


def month_was_stopped(s: Situation) -> Facts | None:
    """The benefit was stopped in the month: it lies after the last month before the stop, and not after the resumption."""
    item, month = s.file.find("award_item", s.data["item"]), s.data["month"]
    stopped = item is not None and item["from_month"] is not None and item["from_month"] <= month
    return None if stopped and month <= month_of(s.occurred_on) else {"item": s.data["item"], "month": month}


def month_paid_in_full(s: Situation) -> Facts | None:
    """With this payment the month is paid exactly."""
    owed = owed_fen(s.subject)
    return None if s.data["paid_fen"] == owed else {"month": s.subject["month"], "owed_fen": owed}


def month_still_owed(s: Situation) -> Facts | None:
    """After this payment something of the month is still owed."""
    owed = owed_fen(s.subject)
    return None if s.data["paid_fen"] < owed else {"month": s.subject["month"], "owed_fen": owed}


def month_covers_set_off(s: Situation) -> Facts | None:
    """What is kept back is no more than the month still owes."""
    owed = owed_fen(s.subject)
    return None if 0 < s.data["set_off_fen"] <= owed else {"month": s.subject["month"], "owed_fen": owed}


def month_replaced(s: Situation) -> Facts | None:
    """A later version that has taken effect runs from this month or before."""
    later = s.file.where(
        "award_item",
        lambda row: (
            row["effective_on"] is not None
            and row["id"] != s.subject["item_id"]
            and benefit_of(s.file, row) == s.subject["benefit"]
            and row["generation"] > _item(s)["generation"]
            and row["from_month"] is not None
            and row["from_month"] <= s.subject["month"]
        ),
    )
    return None if later else {"month": s.subject["month"]}


def month_taken_back(s: Situation) -> Facts | None:
    """The item was taken back as a whole, or ends or stops before this month, as does the one that took its place."""
    taken_back = _item(s)["state"] in TAKEN_BACK or is_beyond(s.file, s.claim, s.subject)
    return None if taken_back else {"month": s.subject["month"]}


def month_not_with_bank(s: Situation) -> Facts | None:
    """No payment of the month is with the bank."""
    payments = payments_of(s.file, s.subject["benefit"], s.subject["month"])
    away = [row for row in payments if row["state"] in WITH_BANK]
    return {"month": s.subject["month"], "payment": away[0]["id"]} if away else None


def _item(s: Situation) -> Row:
    item = s.file.find("award_item", s.subject["item_id"])
    if item is None:
        raise LookupError(s.subject["item_id"])
    return item
