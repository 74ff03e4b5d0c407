"""What has been decided on a case and what has arrived: the two sums that every page tells, whoever reads it.

What has arrived is what the bank's account of the ledger says: a row of `payment` keeps its sum when the money comes back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, case, func, or_, select

from claims.ledger import Account
from claims.store.rows import Row, select_rows
from claims.store.tables import table
from workflows.monthly import LIVE

TRANSFER, ITEM, MONTH = table("transfer"), table("award_item"), table("instalment")
DEAD = frozenset({"superseded", "discarded", "refused", "revoked", "waived"})
UNDECIDED = frozenset({"draft", "allowed"})
OF_THIRD_PARTIES = "recourse_received"
OWED_MONTHS = tuple(state for state in LIVE if state != "lapsed")
IN_HAND = func.sum(case((TRANSFER.c.credit == Account.BANK, TRANSFER.c.amount_fen), else_=-TRANSFER.c.amount_fen))
BY_BANK = (
    or_(TRANSFER.c.credit == Account.BANK, TRANSFER.c.debit == Account.BANK),
    TRANSFER.c.entry != OF_THIRD_PARTIES,
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the fund has paid on a case and has not had back, in fen, by payment and by person; a person's own repaying, which
    is of no payment, has come off."""

    by_payment: Mapping[str, int]
    by_person: Mapping[str, int]

    @property
    def total_fen(self) -> int:
        """Everybody's together."""
        return sum(self.by_person.values())


def arrived_on(connection: Connection, claim_no: str) -> Arrived:
    """What has arrived on a case."""
    payments: Counter[str] = Counter()
    persons: Counter[str] = Counter()
    for row in select_rows(connection, "transfer", claim_no=claim_no):
        if row["entry"] == OF_THIRD_PARTIES:
            continue
        fen = row["amount_fen"] * ((row["credit"] == Account.BANK) - (row["debit"] == Account.BANK))
        persons[row["beneficiary"]] += fen
        payments[row["payment_id"] or ""] += fen
    return Arrived(payments, persons)


def arrived_by_case(connection: Connection, numbers: Collection[str], code: str | None = None) -> dict[str, int]:
    """What has arrived on each of these cases, in fen; of one kind of benefit only, where it is named."""
    found = select(TRANSFER.c.claim_no, IN_HAND).where(TRANSFER.c.claim_no.in_(sorted(numbers)), *BY_BANK)
    if code:
        found = found.join(ITEM, ITEM.c.id == TRANSFER.c.item_id).where(ITEM.c.code == code)
    return {no: int(fen) for no, fen in connection.execute(found.group_by(TRANSFER.c.claim_no))}


def decided_fen(items: Iterable[Row], months: Iterable[Row]) -> int:
    """What the fund has decided to pay by these items: what is paid once, and of what is paid monthly the months counted yet."""
    funded = [row for row in items if row["payer"] == "fund"]
    once = (row for row in funded if not row["monthly"] and row["state"] not in DEAD | UNDECIDED)
    ids = {row["id"] for row in funded}
    counted = (row for row in months if row["item_id"] in ids and row["state"] in OWED_MONTHS)
    return sum(int(row["awarded_fen"]) for row in once) + sum(int(row["amount_fen"]) for row in counted)


def monthly_fen(items: Iterable[Row]) -> int:
    """What the fund pays each month by these items, of those that have not ended."""
    lasting = (row for row in items if row["payer"] == "fund" and row["monthly"] and row["state"] != "ended")
    return sum(int(row["awarded_fen"]) for row in lasting if row["state"] not in DEAD | UNDECIDED)


def decided_by_case(connection: Connection, numbers: Collection[str], code: str | None = None) -> dict[str, int]:
    """The same of each of these cases, in fen."""
    once = select(ITEM.c.claim_no, func.sum(ITEM.c.awarded_fen)).where(
        ITEM.c.claim_no.in_(sorted(numbers)), ITEM.c.payer == "fund", ITEM.c.monthly.is_(False),
        ITEM.c.state.not_in(DEAD | UNDECIDED),
    )  # fmt: skip
    counted = (
        select(MONTH.c.claim_no, func.sum(MONTH.c.amount_fen))
        .join(ITEM, ITEM.c.id == MONTH.c.item_id)
        .where(MONTH.c.claim_no.in_(sorted(numbers)), MONTH.c.state.in_(OWED_MONTHS))
    )
    if code:
        once, counted = once.where(ITEM.c.code == code), counted.where(ITEM.c.code == code)
    sums: Counter[str] = Counter()
    for found in (once.group_by(ITEM.c.claim_no), counted.group_by(MONTH.c.claim_no)):
        for no, fen in connection.execute(found):
            sums[no] += int(fen)
    return dict(sums)
