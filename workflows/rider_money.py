"""What a case pays one person: each sum decided, how it was worked out and by which article, what has been paid and where to.

What is still being worked out is not shown with a sum: a draft may change. What the platform pays itself stands apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.rules import Rules
from claims.store.rows import Row, select_rows
from workflows.award_sheet import GONE, Line, line_of
from workflows.payment_board import account_tails

UNDECIDED = frozenset({"draft", "allowed"})


@dataclass(frozen=True, slots=True)
class PaidPart:
    """A payment of an item: its sum in fen, its state, the day it was paid, the month it is for, the end of the account."""

    amount_fen: int
    state: str
    paid_on: date | None
    month: str
    tail: str


@dataclass(frozen=True, slots=True)
class OwnMoney:
    """What one person gets of a case. `undecided` is how many items are still being worked out."""

    items: tuple[tuple[Line, tuple[PaidPart, ...]], ...]
    by_platform: tuple[Line, ...]
    undecided: int


def own_money(connection: Connection, rules: Rules, claim: Row, person_id: str) -> OwnMoney:
    """The sums of a case for a person, with what is still to be confirmed by the rules known now."""
    no = claim["no"]
    rows = [row for row in select_rows(connection, "award_item", claim_no=no) if row["state"] not in GONE]
    mine = sorted((row for row in rows if row["beneficiary"] == person_id), key=lambda row: _place(row["id"]))
    payments = select_rows(connection, "payment", claim_no=no, beneficiary=person_id)
    tails = account_tails(connection, payments)
    decided = [row for row in mine if row["state"] not in UNDECIDED]
    return OwnMoney(
        items=tuple(
            (line_of(rules, row, {}), _paid(row, payments, tails)) for row in decided if row["payer"] == "fund"
        ),
        by_platform=tuple(line_of(rules, row, {}) for row in decided if row["payer"] != "fund"),
        undecided=len(mine) - len(decided),
    )


def _paid(item: Row, payments: list[Row], tails: dict[str, str]) -> tuple[PaidPart, ...]:
    mine = sorted((row for row in payments if row["item_id"] == item["id"]), key=lambda row: _place(row["id"]))
    return tuple(
        PaidPart(row["paid_fen"] or row["amount_fen"], row["state"], row["paid_on"], row["month"] or "",
                 tails[row["id"]])
        for row in mine
    )  # fmt: skip


def _place(row_id: str) -> int:
    return int(str(row_id).rpartition("-")[2])
