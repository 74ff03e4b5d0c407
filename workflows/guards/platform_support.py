"""Guards of the platform's 生活保障费."""

from __future__ import annotations

from workflows.platform_dues import due_fen
from workflows.situation import Facts, Situation

OWED = ("effective", "part_paid", "discharged")


def platform_owes(s: Situation) -> Facts | None:
    """The item is in effect and the platform's to pay, and nothing tracks it yet."""
    item = s.file.find("award_item", s.data["item"])
    tracked = s.file.where("platform_support", lambda row: row["item_id"] == s.data["item"] and row is not s.subject)
    owes = item is not None and item["payer"] == "platform" and item["state"] in OWED and due_fen(s.file, item) > 0
    return None if owes and not tracked else {"item": s.data["item"]}


def support_overdue(s: Situation) -> Facts | None:
    """The day by which the platform had to pay is over."""
    due_on = s.subject["due_on"]
    return None if due_on is not None and due_on < s.occurred_on else {"due": due_on or "—"}


def support_paid_in_full(s: Situation) -> Facts | None:
    """The platform paid the sum that it owes, to the fen."""
    return None if s.data["amount_fen"] == s.subject["amount_fen"] else {"amount_fen": s.subject["amount_fen"]}


def support_paid_by_now(s: Situation) -> Facts | None:
    """What is reported as paid has been paid."""
    return None if s.data["paid_on"] <= s.occurred_on else {"day": s.data["paid_on"]}


def support_not_owed_any_more(s: Situation) -> Facts | None:
    """The item has fallen away, or a later version of it has taken effect."""
    item = s.file.find("award_item", s.subject["item_id"])
    return {"item": s.subject["item_id"]} if item is not None and item["state"] in OWED else None
