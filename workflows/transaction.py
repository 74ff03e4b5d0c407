"""The one place that commits: a unit of work is all there or not at all, and is tried again as a whole.

`Desk` is what a bureau's installation consists of: database, law, calendar, and where time and chance come from.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from claims import clock
from claims.calendar import WorkingCalendar
from claims.errors import Refused, Retryable
from claims.rules import Rules
from claims.settings import KeyFiles, SignInSettings
from notifications.messages.routes import NO_CHANNELS, Channels

T = TypeVar("T")

ATTEMPTS = 5
RETRY_STATES = frozenset({"40001", "40P01", "55P03"})


@dataclass(frozen=True, slots=True)
class Desk:
    """An installation. `now` is injected by replays and tests only; a production database refuses it. `attempts` is how
    often a unit of work is begun while somebody else holds what it needs. `channels` are the ways by which messages go.
    Without a `sign_key` letters and seals are not signed. `heads_dir` is where the heads of the sealed ledger are written
    (None: under `var_dir`). `sign_in` says how people sign in to the portal. `demo_day` is the day on which the clock of a
    demonstration stands. On a desk that is `sandboxed_on` a connection everything is done there and nothing stays.
    """

    engine: Engine
    rules: Rules
    calendar: WorkingCalendar
    var_dir: Path
    production: bool = False
    now: Callable[[], datetime] | None = None
    salt: Callable[[], str] = field(default=lambda: secrets.token_hex(16))
    attempts: int = ATTEMPTS
    channels: Channels = NO_CHANNELS
    sign_key: KeyFiles | None = None
    heads_dir: Path | None = None
    sign_in: SignInSettings = field(default_factory=SignInSettings)
    demo_day: date | None = None
    sandboxed_on: Connection | None = None

    def __post_init__(self) -> None:
        if self.production and self.now is not None:
            raise Refused("clock_injected_in_production")
        if self.production and self.sign_in.cheap_hashes:
            raise Refused("cheap_hashes_in_production")

    @property
    def totp_required(self) -> bool:
        """Whether staff sign in with one-time codes: always in production, elsewhere where the setting says so."""
        return self.production or self.sign_in.totp == "required"

    def instant(self) -> datetime:
        """The present instant: the machine's, or the injected one."""
        return self.now() if self.now else clock.now()

    def today(self) -> date:
        """The present legal day in Asia/Shanghai."""
        return clock.legal_day(self.instant())


@contextmanager
def transaction(desk: Desk) -> Iterator[Connection]:
    """A writing transaction that commits at the end and rolls back on any exception.

    Where the commit itself fails the connection is given up: it may still stand in the transaction, and the next one to
    use it would find, or commit, what was left there.
    """
    if desk.sandboxed_on is not None:
        with desk.sandboxed_on.begin_nested():
            yield desk.sandboxed_on
        return
    with desk.engine.connect() as connection:
        begun = connection.begin()
        try:
            yield connection
        except BaseException:
            begun.rollback()
            raise
        try:
            begun.commit()
        except BaseException:
            connection.invalidate()
            raise


@contextmanager
def reading(desk: Desk) -> Iterator[Connection]:
    """A connection for reading only."""
    if desk.sandboxed_on is not None:
        yield desk.sandboxed_on
        return
    with desk.engine.connect().execution_options(reading=True) as connection:
        yield connection


@contextmanager
def snapshot(desk: Desk) -> Iterator[Connection]:
    """A connection for reading only, which sees one state of the database from its first statement to its last."""
    if desk.sandboxed_on is not None:
        yield desk.sandboxed_on
        return
    level = {} if desk.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with desk.engine.connect().execution_options(reading=True, **level) as connection, connection.begin():
        yield connection


@contextmanager
def sandboxed(desk: Desk) -> Iterator[Desk]:
    """The desk at which everything is done as at `desk`, and of which nothing stays: its transactions are parts of one that
    is rolled back at the end of the block. Meanwhile it holds what it has written to.
    """
    with desk.engine.connect() as connection:
        begun = connection.begin()
        try:
            yield replace(desk, sandboxed_on=connection)
        finally:
            begun.rollback()


def in_one_transaction(desk: Desk, work: Callable[[Connection], T]) -> T:
    """Run `work` in one transaction. Where the database asks for it (deadlock, busy), the whole unit runs again."""
    for attempt in range(1, desk.attempts + 1):
        try:
            with transaction(desk) as connection:
                return work(connection)
        except (DBAPIError, psycopg.Error, sqlite3.Error) as fault:
            if not is_passing(fault):
                raise
            if attempt == desk.attempts:
                raise Retryable("database_busy", attempts=desk.attempts) from fault
    raise AssertionError("the last attempt returns or raises")


def is_passing(fault: Exception) -> bool:
    """Whether the database asks to try again: serialization failure, deadlock, lock wait, or a busy SQLite file."""
    driver = fault.orig if isinstance(fault, DBAPIError) else fault
    if getattr(driver, "sqlstate", None) in RETRY_STATES:
        return True
    return isinstance(driver, sqlite3.OperationalError) and "database is locked" in str(driver)
