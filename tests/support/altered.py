"""Copies of a replayed database that are altered past the engine and past the database's own guards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from claims.store.engine import open_engine
from workflows.transaction import Desk


@contextmanager
def copied(desk: Desk, folder: Path) -> Iterator[Desk]:
    """A copy of the database of `desk` that can be changed at will."""
    path = folder / "copy.sqlite"
    with closing(sqlite3.connect(str(desk.engine.url.database))) as source:
        source.execute("VACUUM INTO ?", (str(path),))
    engine = open_engine(f"sqlite:///{path}")
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
