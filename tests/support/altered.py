"""Copies of a replayed database that are altered past the engine and past the database's own guards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from tests.support.keys import keyed_like
from workflows.transaction import Desk

# The pilot pays nothing monthly: a month is made of nothing, on an item that is paid once.
MONTH_OF_NOTHING = (
    "INSERT OR IGNORE INTO instalment (id, claim_no, state, version, item_id, benefit, month, amount_fen, paid_fen, "
    "set_off_fen) SELECT id || '/instalment-' || n, claim_no, 'paid', 1, id, n, '', 1, 2, 0 "
    "FROM award_item, (SELECT 1 AS n UNION SELECT 2) WHERE state = 'discharged'"
)
A_RECOVERY = (
    "INSERT OR IGNORE INTO recovery (id, claim_no, state, version, item_id, beneficiary, account, ground, amount_fen, "
    "received_fen, set_off_fen, written_off_fen, plan, plan_from_fen, monthly_fen, opened_on, effective_on) "
    "SELECT 'r-1', claim_no, 'owed', 1, id, beneficiary, '1104', '其他多付', 5, 1, 0, 0, 0, 0, 0, drafted_on, drafted_on "
    "FROM award_item LIMIT 1"
)


@contextmanager
def copied(desk: Desk, folder: Path) -> Iterator[Desk]:
    """A copy of the database of `desk` that can be changed at will."""
    path = folder / "copy.sqlite"
    with closing(sqlite3.connect(str(desk.engine.url.database))) as source:
        source.execute("VACUUM INTO ?", (str(path),))
    engine = keyed_like(desk.engine, f"sqlite:///{path}")
    yield replace(desk, engine=engine)
    engine.dispose()


def change(desk: Desk, *statements: str) -> int:
    """Run statements past all guards; returns how many rows they changed together."""
    with desk.engine.begin() as connection:
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for trigger in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.exec_driver_sql("DROP INDEX IF EXISTS uq_payment_live")
        connection.exec_driver_sql("DROP INDEX IF EXISTS uq_instalment_live")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        return sum(connection.exec_driver_sql(statement).rowcount for statement in statements)
