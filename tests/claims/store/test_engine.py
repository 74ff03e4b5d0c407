"""Every connection keeps the settings that the promises rest on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from claims.store.engine import LOCK_WAIT_MS, open_engine
from claims.store.installing import install
from tests.claims.store.conftest import INSTANT
from tests.claims.store.plain_rows import write


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Engine:
    """An engine on an installed SQLite file."""
    engine = open_engine(f"sqlite:///{tmp_path / 'claims.sqlite'}")
    install(engine, "demo", "重庆", INSTANT)
    return engine


def file_of(engine: Engine) -> str:
    """The path of a SQLite database."""
    return str(engine.url.database)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", LOCK_WAIT_MS)],
)
def test_every_sqlite_connection_is_set(sqlite_engine: Engine, pragma: str, value: object) -> None:
    reading = sqlite_engine.execution_options(reading=True)
    with reading.connect() as used, reading.connect() as fresh:
        found = [one.execute(text(f"PRAGMA {pragma}")).scalar_one() for one in (used, fresh)]
    assert found == [value, value]


def test_a_writing_transaction_takes_the_lock_at_its_start(sqlite_engine: Engine) -> None:
    other = sqlite3.connect(file_of(sqlite_engine), timeout=0)
    with sqlite_engine.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_reading_takes_no_lock(sqlite_engine: Engine) -> None:
    other = sqlite3.connect(file_of(sqlite_engine), timeout=0)
    with sqlite_engine.connect().execution_options(reading=True) as reading:
        reading.execute(text("SELECT count(*) FROM claim"))
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    other.close()


def test_what_is_rolled_back_is_gone_and_what_is_kept_stays(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        begun = connection.begin()
        write(connection, "person")
        begun.rollback()
    with sqlite_engine.begin() as connection:
        write(connection, "person", id="P000002")
    with sqlite3.connect(file_of(sqlite_engine)) as other:
        assert other.execute("SELECT id FROM person").fetchall() == [("P000002",)]
    other.close()


def test_a_postgresql_connection_does_not_wait_for_ever(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW lock_timeout")).scalar_one() == f"{LOCK_WAIT_MS // 1000}s"
        assert connection.execute(text("SHOW timezone")).scalar_one() == "UTC"
    engine.dispose()
