"""Items for which the ledger paid more than stands awarded."""

from __future__ import annotations

from sqlalchemy import case, func, select

from claims.ledger import Account
from claims.store.tables import table
from workflows.checks.money import COMES_BACK
from workflows.transaction import Desk, reading

TRANSFER, ITEM = table("transfer"), table("award_item")
SHOWN = 100


def paid_over_awarded(desk: Desk) -> tuple[str, ...]:
    """The ids of items of one sum whose cash out of the bank account is more than what was ever awarded on them."""
    out = case(
        (TRANSFER.c.credit == Account.BANK.value, TRANSFER.c.amount_fen),
        (TRANSFER.c.debit == Account.BANK.value, -TRANSFER.c.amount_fen),
        else_=0,
    )
    chosen = (
        select(ITEM.c.id)
        .join(TRANSFER, TRANSFER.c.item_id == ITEM.c.id)
        .where(ITEM.c.monthly.is_(False), TRANSFER.c.entry.not_in(COMES_BACK), TRANSFER.c.cash.is_(True))
        .group_by(ITEM.c.id, ITEM.c.awarded_fen)
        .having(func.sum(out) > ITEM.c.awarded_fen)
        .order_by(ITEM.c.id)
        .limit(SHOWN)
    )
    with reading(desk) as connection:
        return tuple(connection.execute(chosen).scalars())
