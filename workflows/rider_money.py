"""What a case pays one person: each sum decided, how it was worked out and by which article, what has been paid and where to.

What is still being worked out is not shown with a sum: a draft may change. What the platform pays itself stands apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.rules import Rules
from claims.store.rows import Row, select_rows
from workflows.award_sheet import GONE, Line, line_of
from workflows.case_sums import OWED_MONTHS, UNDECIDED, arrived_on
from workflows.monthly import last_month
from workflows.payees import moved_fen
from workflows.payment_board import account_tails
from workflows.versions import stands_under


@dataclass(frozen=True, slots=True)
class PaidPart:
    """A payment of an item: its sum in fen, what of it is in the person's account and what the bank paid there beyond it, its
    state, the day it was paid, the month it is for, the end of the account that it went to."""

    amount_fen: int
    arrived_fen: int
    over_fen: int
    state: str
    paid_on: date | None
    month: str
    tail: str


@dataclass(frozen=True, slots=True)
class Months:
    """What is paid every month: from which month, to which (empty: no end is known), how many were counted yet, how many of them
    wait to be paid, and in fen what they come to and what of that was kept back for what had been paid too much."""

    first: str
    last: str
    count: int
    waiting: int
    counted_fen: int
    kept_back_fen: int


@dataclass(frozen=True, slots=True)
class OwnItem:
    """An item that was decided for the person, with his payments on whatever version, the earliest first; `to_others_fen` is what
    of it had arrived with whoever had the right before him."""

    line: Line
    parts: tuple[PaidPart, ...]
    to_others_fen: int
    months: Months | None


@dataclass(frozen=True, slots=True)
class OwnMoney:
    """What one person gets of a case. `undecided` is how many items are still being worked out."""

    items: tuple[OwnItem, ...]
    by_platform: tuple[Line, ...]
    undecided: int

    @property
    def parts(self) -> tuple[PaidPart, ...]:
        """The payments of all items."""
        return tuple(part for one in self.items for part in one.parts)


def own_money(connection: Connection, rules: Rules, claim: Row, person_id: str) -> OwnMoney:
    """The sums of a case for a person, with what is still to be confirmed by the rules known now."""
    no = claim["no"]
    every = select_rows(connection, "award_item", claim_no=no)
    shown = [row for row in every if row["state"] not in GONE and row["beneficiary"] == person_id]
    mine = sorted(shown, key=lambda row: _place(row["id"]))
    decided = [row for row in mine if row["state"] not in UNDECIDED]
    parts, others = _parts(connection, no, person_id, stands_under(every, decided))
    months = select_rows(connection, "instalment", claim_no=no) if any(row["monthly"] for row in decided) else []
    return OwnMoney(
        items=tuple(
            OwnItem(
                line_of(rules, row, {}), tuple(parts[row["id"]]), others[row["id"]], _months(claim, row, every, months)
            )
            for row in decided
            if row["payer"] == "fund"
        ),
        by_platform=tuple(line_of(rules, row, {}) for row in decided if row["payer"] != "fund"),
        undecided=len(mine) - len(decided),
    )


def _parts(
    connection: Connection, no: str, person_id: str, heads: Mapping[str, str]
) -> tuple[dict[str, list[PaidPart]], Counter[str]]:
    """By item the payments to the person, and what has arrived with others."""
    every = [row for row in select_rows(connection, "payment", claim_no=no) if row["item_id"] in heads]
    mine = [row for row in every if row["beneficiary"] == person_id]
    tails, arrived = account_tails(connection, mine), arrived_on(connection, no).by_payment
    found: dict[str, list[PaidPart]] = defaultdict(list)
    for row in sorted(mine, key=lambda row: (row["month"] or "", _place(row["id"]))):
        found[heads[row["item_id"]]].append(_part(row, arrived.get(row["id"], 0), tails[row["id"]]))
    others: Counter[str] = Counter()
    for row in every:
        others[heads[row["item_id"]]] += 0 if row["beneficiary"] == person_id else arrived.get(row["id"], 0)
    return found, others


def _part(payment: Row, arrived_fen: int, tail: str) -> PaidPart:
    stays_fen = moved_fen(payment) if payment["state"] == "paid" else 0
    return PaidPart(
        moved_fen(payment), arrived_fen, arrived_fen - stays_fen, payment["state"], payment["paid_on"],
        payment["month"] or "", tail,
    )  # fmt: skip


def _months(claim: Row, item: Row, items: Sequence[Row], months: Sequence[Row]) -> Months | None:
    """The months of all versions of a monthly item."""
    if not item["monthly"]:
        return None
    versions = stands_under(items, [item])
    counted = [row for row in months if row["item_id"] in versions and row["state"] in OWED_MONTHS]
    return Months(
        first=min((row["month"] for row in counted), default=item["from_month"] or ""),
        last=last_month(claim, item) or "",
        count=len(counted),
        waiting=sum(row["state"] == "due" for row in counted),
        counted_fen=sum(row["amount_fen"] for row in counted),
        kept_back_fen=sum(row["set_off_fen"] for row in counted),
    )


def _place(row_id: str) -> int:
    return int(str(row_id).rpartition("-")[2])
