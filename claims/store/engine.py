"""Opening the database: SQLite (WAL, synchronous=FULL, foreign keys, BEGIN IMMEDIATE) or PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

sqlite3.register_adapter(date, date.isoformat)

LOCK_WAIT_MS = 2000
WAL_WAIT_MS = 50


def open_engine(url: str) -> Engine:
    """An engine for `url`. Writing transactions on SQLite take the write lock at their start, so that none fails halfway."""
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        return _sqlite_engine(url, target.database)
    return create_engine(url, connect_args={"options": f"-c lock_timeout={LOCK_WAIT_MS} -c timezone=UTC"})


def _sqlite_engine(url: str, database: str | None) -> Engine:
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": LOCK_WAIT_MS / 1000})

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        _use_wal(dbapi_connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", f"busy_timeout={LOCK_WAIT_MS}"):
            dbapi_connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _use_wal(connection: Any) -> None:
    """Write ahead. Of two that open a new file at once one is told at once that it is locked, whatever its patience."""
    for wait_ms in range(0, LOCK_WAIT_MS, WAL_WAIT_MS):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError:
            if wait_ms + WAL_WAIT_MS >= LOCK_WAIT_MS:
                raise
            sleep(WAL_WAIT_MS / 1000)


def is_sqlite(connection: Connection) -> bool:
    """Whether `connection` speaks to SQLite."""
    return connection.dialect.name == "sqlite"
