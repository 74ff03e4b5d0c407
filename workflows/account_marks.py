"""What the last reconciliation says of an account: ✓ matched, ✕ differs, ? never compared with anything outside."""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import func, select

from claims.ledger import Account
from claims.store.tables import table
from workflows.exporting.cut import Cut
from workflows.exporting.extract import driver_cursor
from workflows.exporting.statements import where
from workflows.transaction import Desk, snapshot

MATCHED, DIFFERS, NEVER = "✓", "✕", "?"
STATEMENT = table("statement_line")


def account_marks(desk: Desk, cut: Cut) -> dict[str, str]:
    """The marks of the accounts that something outside speaks of: the bank account.

    It is held against the movements of all statements up to the last day that they tell of, as the ledger is now.
    """
    with snapshot(desk) as connection:
        told_until = connection.execute(select(func.max(STATEMENT.c.day))).scalar_one()
        marks: dict[str, str] = {}
        if told_until is not None:
            told = connection.execute(
                select(STATEMENT.c.direction, func.sum(STATEMENT.c.amount_fen))
                .where(STATEMENT.c.day <= told_until)
                .group_by(STATEMENT.c.direction)
            ).all()
            moved = {direction: int(fen) for direction, fen in told}
            condition, values = where(connection, Cut(value_to=told_until, account=Account.BANK.value))
            with closing(driver_cursor(connection)) as cursor:
                cursor.execute(
                    f"SELECT t.debit, sum(t.amount_fen) FROM transfer t {condition} GROUP BY t.debit", values
                )
                booked = {debit: int(fen) for debit, fen in cursor.fetchall()}
            inward = booked.pop(Account.BANK.value, 0)
            same = (inward, sum(booked.values())) == (moved.get("in", 0), moved.get("out", 0))
            marks[Account.BANK.value] = MATCHED if same else DIFFERS
    return {code: mark for code, mark in marks.items() if cut.account in (None, code)}
