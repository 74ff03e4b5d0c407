"""Changing a database past the program."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from claims.store.private import cipher_of
from tests.support.keys import sql_functions
from workflows.transaction import Desk


def spoil(desk: Desk, *statements: str) -> None:
    """Change the file as its owner can, with the triggers out of the way."""
    with closing(sqlite3.connect(str(desk.engine.url.database))) as connection:
        sql_functions(connection, cipher_of(desk.engine))
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for statement in (*(f"DROP TRIGGER {name}" for (name,) in triggers), *statements):
            connection.execute(statement)
        connection.commit()
