"""Reading and writing rows as plain dicts, with Core statements compiled once.

The hot path runs hundreds of these a second: each statement is built from the SQLModel tables once a dialect and
then handed to the driver as text. The ORM's unit of work is not used for writing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, Executable, and_, bindparam, insert, select, update

from claims.store.tables import table

Row = dict[str, Any]
Shape = tuple[str, ...]
_compiled: dict[tuple[str, str, str, Shape, Shape], tuple[str, Shape | None]] = {}


def insert_rows(connection: Connection, name: str, rows: Sequence[Row]) -> None:
    """Insert `rows`, all of one shape, into table `name` with one call."""
    shape = tuple(rows[0])
    sql, order = _statement(connection, "insert", name, shape, (), _build_insert)
    connection.exec_driver_sql(sql, _bind(rows, order))


def update_row(connection: Connection, name: str, where: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    """Update the rows of `name` where every column of `where` equals its value; returns how many there were."""
    sql, order = _statement(connection, "update", name, tuple(values), tuple(where), _build_update)
    bound = {**values, **{f"w_{column}": value for column, value in where.items()}}
    return connection.exec_driver_sql(sql, _bind([bound], order)).rowcount


def select_rows(connection: Connection, name: str, **where: Any) -> list[Row]:
    """All rows of `name` where every given column equals its value, ordered by the table's key."""
    sql, order = _statement(connection, "select", name, (), tuple(where), _build_select)
    bound = {f"w_{column}": value for column, value in where.items()}
    result = connection.exec_driver_sql(sql, _bind([bound], order)) if where else connection.exec_driver_sql(sql)
    return read_all(connection, name, result)


def select_one(connection: Connection, name: str, **where: Any) -> Row | None:
    """The one row of `name` that matches, or None."""
    found = select_rows(connection, name, **where)
    return found[0] if found else None


def read_all(connection: Connection, name: str, result: Any) -> list[Row]:
    """Rows of a driver result as dicts; SQLite keeps legal dates as text, which is read back here."""
    columns = tuple(result.keys())
    rows = [dict(zip(columns, values, strict=True)) for values in result.fetchall()]
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
    build: Callable[[str, Shape, Shape], Executable],
) -> tuple[str, Shape | None]:
    key = (connection.dialect.name, kind, name, values, where)
    if key not in _compiled:
        _compiled[key] = compile_once(connection, build(name, values, where))
    return _compiled[key]


def compile_once(connection: Connection, statement: Any) -> tuple[str, Shape | None]:
    """The driver's text of a Core statement, and the order of its parameters where the driver takes them by place."""
    compiled = statement.compile(dialect=connection.dialect)
    order = tuple(compiled.positiontup) if compiled.positional else None
    return str(compiled), order


def _bind(rows: Sequence[Mapping[str, Any]], order: Shape | None) -> Any:
    if order is None:
        return rows[0] if len(rows) == 1 else list(rows)
    placed = [tuple(row[column] for column in order) for row in rows]
    return placed[0] if len(placed) == 1 else placed


def _build_insert(name: str, values: Shape, _where: Shape) -> Executable:
    return insert(table(name)).values({column: bindparam(column) for column in values})


def _build_update(name: str, values: Shape, where: Shape) -> Executable:
    stored = table(name)
    condition = and_(*(stored.c[column] == bindparam(f"w_{column}") for column in where))
    return update(stored).where(condition).values({column: bindparam(column) for column in values})


def _build_select(name: str, _values: Shape, where: Shape) -> Executable:
    stored = table(name)
    found = select(stored).order_by(*stored.primary_key.columns)
    if where:
        found = found.where(and_(*(stored.c[column] == bindparam(f"w_{column}") for column in where)))
    return found
