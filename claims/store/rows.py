"""Reading and writing rows as plain dicts, with Core statements compiled once.

Here private rows are sealed on their way in and opened on their way out, so that everybody else sees plain text and nobody
can forget it (`claims.store.private`).

Every statement is built from the SQLModel tables in SQLAlchemy Core, compiled once a dialect and shape, and then run
by the driver's own cursor on the connection of the transaction: the ORM's unit of work and the per-call machinery of
results cost more than the database does. All of it goes through `run`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Connection, Date, Dialect, Executable, and_, bindparam, insert, select, update

from claims.store.kept import kept_rows, key_of
from claims.store.private import is_private, key_column, open_rows, open_what_opens, seal_rows, seal_values
from claims.store.tables import table

Row = dict[str, Any]
Shape = tuple[str, ...]
_compiled: dict[tuple[str, str, str, Shape, Shape, int], Compiled] = {}
ROWS_A_STATEMENT = 20
CURSOR = "claims.cursor"


class Compiled(NamedTuple):
    """A statement as the driver takes it: text, the order of parameters taken by place, the names of what comes back."""

    sql: str
    order: Shape | None
    names: Shape


class Prepared(NamedTuple):
    """A compiled statement with the values that stand in it; those that are bound by name are given when it is run."""

    compiled: Compiled
    values: Mapping[str, Any]


def prepare(dialect: Dialect, statement: Any) -> Prepared:
    """Compile a Core statement for a dialect, keeping the values that stand in it."""
    compiled = statement.compile(dialect=dialect)
    order = tuple(compiled.positiontup) if compiled.positional else None
    names = tuple(column.name for column in statement.exported_columns)
    return Prepared(Compiled(str(compiled), order, names), compiled.params)


def compile_once(connection: Connection, statement: Any) -> Compiled:
    """Compile a Core statement in which every value is bound by name for the dialect of `connection`."""
    return prepare(connection.dialect, statement).compiled


def run(connection: Connection, compiled: Compiled, values: Mapping[str, Any]) -> Any:
    """Run a compiled statement on the driver's cursor, inside the transaction of `connection`; returns the cursor.

    A connection keeps one cursor for all of them: what a statement gives back is read before the next one is run.
    """
    cursor = connection.info.get(CURSOR)
    if cursor is None:
        cursor = connection.info[CURSOR] = connection.connection.cursor()
    order = compiled.order
    cursor.execute(compiled.sql, values if order is None else tuple([values[name] for name in order]))
    return cursor


def fetch(connection: Connection, compiled: Compiled, values: Mapping[str, Any]) -> list[Row]:
    """Run a compiled statement and give its rows as dicts of what the driver gave."""
    return [dict(zip(compiled.names, row, strict=True)) for row in run(connection, compiled, values).fetchall()]


@contextmanager
def sent_together(connection: Connection) -> Iterator[None]:
    """Send the statements inside without waiting for the answer of each, where the driver can (PostgreSQL's pipeline).

    Only for statements whose results nobody reads; what the database refuses is raised at the end.
    """
    driver = connection.connection.driver_connection
    if isinstance(driver, psycopg.Connection):
        with driver.pipeline():
            yield
    else:
        yield


def insert_rows(connection: Connection, name: str, rows: Sequence[Row]) -> None:
    """Insert `rows`, all of one shape, into table `name`."""
    if is_private(name):
        rows = seal_rows(connection, name, rows)
    shape = tuple(rows[0])
    for first in range(0, len(rows), ROWS_A_STATEMENT):
        part = rows[first : first + ROWS_A_STATEMENT]
        compiled = _statement(connection, "insert", name, shape, (), len(part), _build_insert)
        run(connection, compiled, _numbered(part))


def update_row(connection: Connection, name: str, where: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    """Update the rows of `name` where every column of `where` equals its value; returns how many there were.

    A private row is found by its key: its texts are sealed for it. Raises KeyError where the key is not given.
    """
    if is_private(name):
        values = seal_values(connection, name, where[key_column(name)], values)
    compiled = _statement(connection, "update", name, tuple(values), tuple(where), 1, _build_update)
    bound = {**values, **{f"w_{column}": value for column, value in where.items()}}
    return int(run(connection, compiled, bound).rowcount)


def update_rows(connection: Connection, name: str, key: str, keys: Sequence[Any], values: Mapping[str, Any]) -> None:
    """Give the same `values` to all rows of `name` whose `key` is among `keys`; private ones each sealed for itself."""
    if is_private(name):
        for one in keys:
            update_row(connection, name, {key: one}, values)
        return
    compiled = _statement(connection, "update many", name, tuple(values), (key,), len(keys), _build_update_many)
    run(connection, compiled, {**values, **{f"k_{place}": value for place, value in enumerate(keys)}})


def select_rows(connection: Connection, name: str, **where: Any) -> list[Row]:
    """All rows of `name` where every given column equals its value, ordered by the table's key.

    Raises Unreadable for a private row that does not open.
    """
    rows = stored_rows(connection, name, **where)
    return open_rows(connection, name, rows) if is_private(name) else rows


def readable_rows(connection: Connection, name: str, **where: Any) -> list[Row]:
    """The private rows that match, an empty text for what does not open: for those who look for what was altered."""
    return open_what_opens(connection, name, stored_rows(connection, name, **where))


def stored_rows(connection: Connection, name: str, **where: Any) -> list[Row]:
    """The rows that match as they are stored, private ones sealed; read once by one look (`claims.store.kept`)."""
    kept = kept_rows(connection)
    if kept is None:
        return _read(connection, name, where)
    key = key_of(name, where)
    if key not in kept:
        kept[key] = _read(connection, name, where)
    return list(map(dict, kept[key]))


def _read(connection: Connection, name: str, where: Mapping[str, Any]) -> list[Row]:
    compiled = _statement(connection, "select", name, (), tuple(where), 1, _build_select)
    bound = {f"w_{column}": value for column, value in where.items()}
    return with_dates(connection, name, fetch(connection, compiled, bound))


def select_one(connection: Connection, name: str, **where: Any) -> Row | None:
    """The one row of `name` that matches, or None."""
    found = select_rows(connection, name, **where)
    return found[0] if found else None


def select_among(connection: Connection, name: str, column: str, values: Sequence[Any]) -> list[Row]:
    """The rows of `name` whose `column` is among `values`, ordered by the table's key; nothing is asked for no values."""
    if not values:
        return []
    if len(values) == 1:
        return select_rows(connection, name, **{column: values[0]})
    stored = table(name)
    found = select(stored).where(stored.c[column].in_(values)).order_by(*stored.primary_key.columns)
    rows = [dict(row) for row in connection.execute(found).mappings()]
    return open_rows(connection, name, rows) if is_private(name) else rows


def with_dates(connection: Connection, name: str, rows: list[Row]) -> list[Row]:
    """SQLite keeps legal dates as text, which is read back here; other databases give dates."""
    if connection.dialect.name == "sqlite":
        for column in _date_columns(name):
            for row in rows:
                if row.get(column) is not None:
                    row[column] = date.fromisoformat(row[column])
    return rows


_dates: dict[str, Shape] = {}


def _date_columns(name: str) -> Shape:
    if name not in _dates:
        _dates[name] = tuple(column.name for column in table(name).columns if isinstance(column.type, Date))
    return _dates[name]


def _statement(
    connection: Connection,
    kind: str,
    name: str,
    values: Shape,
    where: Shape,
    count: int,
    build: Callable[[str, Shape, Shape, int], Executable],
) -> Compiled:
    key = (connection.dialect.name, kind, name, values, where, count)
    if key not in _compiled:
        _compiled[key] = compile_once(connection, build(name, values, where, count))
    return _compiled[key]


def _numbered(rows: Sequence[Row]) -> Row:
    if len(rows) == 1:
        return rows[0]
    return {f"{column}_m{place}": value for place, row in enumerate(rows) for column, value in row.items()}


def _build_insert(name: str, values: Shape, _where: Shape, count: int) -> Executable:
    if count == 1:
        return insert(table(name)).values({column: bindparam(column) for column in values})
    rows: list[dict[str, Any]] = [
        {column: bindparam(f"{column}_m{place}") for column in values} for place in range(count)
    ]
    return insert(table(name)).values(rows)


def _build_update(name: str, values: Shape, where: Shape, _count: int) -> Executable:
    stored = table(name)
    condition = and_(*(stored.c[column] == bindparam(f"w_{column}") for column in where))
    return update(stored).where(condition).values({column: bindparam(column) for column in values})


def _build_update_many(name: str, values: Shape, where: Shape, count: int) -> Executable:
    stored = table(name)
    among = stored.c[where[0]].in_([bindparam(f"k_{place}") for place in range(count)])
    return update(stored).where(among).values({column: bindparam(column) for column in values})


def _build_select(name: str, _values: Shape, where: Shape, _count: int) -> Executable:
    stored = table(name)
    found = select(stored).order_by(*stored.primary_key.columns)
    if where:
        found = found.where(and_(*(stored.c[column] == bindparam(f"w_{column}") for column in where)))
    return found
