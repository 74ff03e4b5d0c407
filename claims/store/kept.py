"""What one look has read of the database: a table is read once for it, however many ask.

It is for pages that show and write nothing. A connection that writes keeps nothing and is given nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, exists, select

from claims.store.tables import table

KEPT = "claims.kept"
Row = dict[str, Any]
Key = tuple[str, tuple[tuple[str, Any], ...]]
Rows = dict[Key, list[Row]]


def one_look(engine: Engine) -> Engine:
    """The same database, for one look at it."""
    return engine.execution_options(**{KEPT: {}})


def kept_rows(connection: Connection) -> Rows | None:
    """What the look of a connection has read by table and condition; None where nothing is kept."""
    options = connection.get_execution_options()
    return options.get(KEPT) if options.get("reading") else None


def key_of(name: str, where: Mapping[str, Any]) -> Key:
    """Under what the rows of a table that meet a condition are kept."""
    return name, tuple(sorted(where.items()))


def pass_over_empty(connection: Connection, names: Sequence[str], column: str, value: str) -> None:
    """Ask once which of these tables have rows with this value in `column`: the others are not read any more."""
    kept = kept_rows(connection)
    if kept is None:
        return
    asked = [exists().where(table(name).c[column] == value).label(name) for name in names]
    found = connection.execute(select(*asked)).mappings().one()
    kept.update({key_of(name, {column: value}): [] for name in names if not found[name]})
