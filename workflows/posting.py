"""Putting transfers on a case inside a move."""

from __future__ import annotations

import json

from claims.canonical import canonical_json
from claims.ledger import transfer
from claims.store.rows import Row
from workflows.open_period import value_day
from workflows.situation import Situation

FUND_TAG = "pilot"


def post(
    s: Situation,
    entry: str,
    amount_fen: int,
    item: Row,
    *,
    payment: Row | None = None,
    to_beneficiary: str | None = None,
    document: str | None = None,
    beneficiary: str | None = None,
) -> None:
    """Post `entry` for `item`; nothing is posted for a sum of 0.

    `document` is the letter or paper that it rests on where that is not the letter of the item. In a closed month
    nothing is posted: the transfer counts from the first open day and keeps its legal day beside. `beneficiary` is named
    where it is neither the person of the payment nor, without one, the present one of the item.
    """
    if amount_fen == 0:
        return
    posted = transfer(entry, amount_fen, item["code"])
    value_on = value_day(s.connection, s.occurred_on)
    row: Row = {
        "claim_no": s.file.no,
        "event_id": s.event_id,
        "line": len(s.postings) + 1,
        "entry": posted.entry,
        "debit": posted.debit,
        "credit": posted.credit,
        "amount_fen": posted.amount_fen,
        "item_id": item["id"],
        "payment_id": payment["id"] if payment else None,
        "beneficiary": beneficiary or (payment or item)["beneficiary"],
        "to_beneficiary": to_beneficiary,
        "fund_tag": FUND_TAG,
        "cash": posted.cash,
        "document": document or item["letter_id"],
        "parameters": canonical_json(json.loads(item["parameters"])["values"]),
        "reverses": None,
        "value_on": value_on,
        "occurred_on": s.occurred_on if value_on != s.occurred_on else None,
        "recorded_at": s.recorded_at,
    }
    s.postings.append(row)
    s.file.add("transfer", row)
