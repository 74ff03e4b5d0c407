"""Breaking a unit of work at its n-th statement, or from there on: at the driver's own cursor, so that none slips by."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, event


class Snapped(Exception):
    """A fault that no part of the program expects."""


class Injector:
    """Counts the statements that reach the database, commits too, and breaks the one chosen."""

    def __init__(self) -> None:
        self.seen = 0
        self.break_at = 0
        self.for_good = False
        self.calls: list[tuple[str, Any]] = []

    @property
    def statements(self) -> list[str]:
        """The statements since it was armed."""
        return [statement for statement, _ in self.calls]

    def passes(self, statement: str, values: Any = None) -> None:
        """Called before each statement."""
        self.seen += 1
        self.calls.append((statement, values))
        if self.for_good and self.break_at <= self.seen:
            raise sqlite3.OperationalError("disk I/O error")
        if self.seen == self.break_at:
            raise Snapped(statement)

    def arm(self, place: int, *, for_good: bool = False) -> None:
        """Break the `place`-th statement from now on, or all from there."""
        self.seen, self.break_at, self.for_good, self.calls = 0, place, for_good, []

    def disarm(self) -> None:
        """Let everything pass again."""
        self.arm(0)


@contextmanager
def injecting(engine: Engine) -> Iterator[Injector]:
    """An injector on every new connection of `engine`; older ones are given up."""
    injector = Injector()
    is_sqlite = engine.dialect.name == "sqlite"
    name, prepare = ("do_connect", _sqlite(injector)) if is_sqlite else ("connect", _postgresql(injector))
    engine.dispose()
    event.listen(engine, name, prepare)
    try:
        yield injector
    finally:
        injector.break_at = 0
        event.remove(engine, name, prepare)
        engine.dispose()


def _sqlite(injector: Injector) -> Callable[..., None]:
    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, *values: Any) -> Cursor:
            injector.passes(sql)
            super().execute(sql, *values)
            return self

        def executemany(self, sql: str, *values: Any) -> Cursor:
            injector.passes(sql)
            super().executemany(sql, *values)
            return self

    class Counted(sqlite3.Connection):
        def cursor(self, *_factory: Any, **_kind: Any) -> Any:
            return super().cursor(Cursor)

        def commit(self) -> None:
            injector.passes("COMMIT")
            super().commit()

    def prepare(_dialect: Any, _record: Any, _args: Any, settings: dict[str, Any]) -> None:
        settings["factory"] = Counted

    return prepare


def _postgresql(injector: Injector) -> Callable[..., None]:
    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, *values: Any, **settings: Any) -> Any:
            injector.passes(str(query), values[0] if values else None)
            return super().execute(query, *values, **settings)

        def executemany(self, query: Any, *values: Any, **settings: Any) -> None:
            injector.passes(str(query))
            super().executemany(query, *values, **settings)

    def prepare(connection: Any, _record: Any) -> None:
        commit = connection.commit

        def counted() -> None:
            injector.passes("COMMIT")
            commit()

        connection.cursor_factory = Cursor
        connection.commit = counted

    return prepare
