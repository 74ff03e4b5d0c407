"""Locks of the database that lie on no row: what one alone does, each under a number of its own, until its transaction ends.

On SQLite whoever writes is alone already.
"""

from __future__ import annotations

from enum import IntEnum, unique

from sqlalchemy import Connection, text

from claims.store.engine import is_sqlite


@unique
class Lock(IntEnum):
    """What is locked; any numbers of our own."""

    SCHEMA = 2022070141
    BOOK = 7_302_001
    PERIOD = 7_302_002
    BALANCE = 7_302_003
    SEAL = 7_302_004
    BANK_LINES = 7_302_005


def hold(connection: Connection, lock: Lock, *, shared: bool = False) -> None:
    """Wait for the lock and hold it; `shared` beside others who share it, while nobody holds it alone."""
    if not is_sqlite(connection):
        name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        connection.execute(text(f"SELECT {name}(:lock)"), {"lock": int(lock)})
