"""The balances of the books, added up by the database: by account and fund tag, up to a day that counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, func, select

from claims.ledger import Account
from claims.store.tables import table

Balances = dict[str, dict[str, int]]
TRANSFER = table("transfer")


def balances_by_tag(connection: Connection, until: date | None = None) -> Balances:
    """Debits less credits of every account in fen, by fund tag, over what counts up to `until` (all of it); no zeros."""
    found: dict[str, dict[str, int]] = {}
    for column, sign in ((TRANSFER.c.debit, 1), (TRANSFER.c.credit, -1)):
        summed = select(TRANSFER.c.fund_tag, column, func.sum(TRANSFER.c.amount_fen))
        counted = summed if until is None else summed.where(TRANSFER.c.value_on <= until)
        for tag, account, amount in connection.execute(counted.group_by(TRANSFER.c.fund_tag, column)):
            of_tag = found.setdefault(str(tag), {})
            of_tag[str(account)] = of_tag.get(str(account), 0) + sign * int(amount)
    return {tag: _without_zeros(found[tag]) for tag in sorted(found)}


def together(balances: Balances) -> dict[str, int]:
    """The balances of all fund tags together, by account."""
    whole: dict[str, int] = {}
    for of_tag in balances.values():
        for account, amount in of_tag.items():
            whole[account] = whole.get(account, 0) + amount
    return _without_zeros(whole)


def balance_of(connection: Connection, *accounts: Account) -> int:
    """Debits less credits of some accounts together, in fen, over all transfers."""
    codes = [account.value for account in accounts]
    total = select(func.coalesce(func.sum(TRANSFER.c.amount_fen), 0))
    debit = connection.execute(total.where(TRANSFER.c.debit.in_(codes))).scalar_one()
    credit = connection.execute(total.where(TRANSFER.c.credit.in_(codes))).scalar_one()
    return int(debit) - int(credit)


def is_funded(connection: Connection) -> bool:
    """Whether money for paying out was ever recorded 拨款到支出户."""
    return connection.execute(select(TRANSFER.c.id).where(TRANSFER.c.entry == "funding").limit(1)).first() is not None


def available_fen(connection: Connection) -> int:
    """What 支出户 holds and nobody has been promised: 1001 less what is with the bank and not answered, in fen."""
    return balance_of(connection, Account.BANK, Account.IN_TRANSIT)


def _without_zeros(balances: Mapping[str, int]) -> dict[str, int]:
    return {account: balances[account] for account in sorted(balances) if balances[account]}
