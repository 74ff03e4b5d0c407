"""Guards of recourse 追偿 against a third party."""

from __future__ import annotations

from claims.ledger import EXPENSE_OF, Account
from workflows.situation import Facts, Situation


def fund_paid_first(s: Situation) -> Facts | None:
    """The fund has paid a medical item, at least this sum, and no recourse for it has been recorded."""
    item = s.file.find("award_item", s.data["item"])
    known = s.file.where("recourse", lambda row: row["item_id"] == s.data["item"] and row is not s.subject)
    if item is None or known or item["payer"] != "fund" or EXPENSE_OF.get(item["code"]) != Account.MEDICAL:
        return {"item": s.data["item"]}
    return None if 0 < s.data["amount_fen"] <= item["paid_fen"] else {"item": s.data["item"]}


def recourse_within(s: Situation) -> Facts | None:
    """The sum is positive and not more than the third party still owes."""
    left = s.subject["amount_fen"] - s.subject["received_fen"]
    return None if 0 < s.data["amount_fen"] <= left else {"left_fen": left}


def recourse_settled(s: Situation) -> Facts | None:
    """The third party has paid everything."""
    left = s.subject["amount_fen"] - s.subject["received_fen"]
    return {"left_fen": left} if left else None
