"""Asking the database one of the questions in `claims/reports` or `claims/audit`, the same way on SQLite and PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from claims.queries import Query
from claims.store.rows import Row

PLACES = re.compile(r"(?<![:\w]):([a-z_]+)")


def hold_still(connection: Connection) -> None:
    """Let all questions of this connection, before its first, see one state of the database; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def ask(connection: Connection, query: Query, values: Mapping[str, str | int]) -> list[Row]:
    """The rows that answer `query`, in the order of their texts. Days go in as ISO texts; sums come out as whole numbers.

    The two databases sort texts each in its own way, so the order is made here.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL datestyle TO 'ISO, YMD'"))
    wanted = {name: values[name] for name in PLACES.findall(query.sql)}
    found = connection.execute(text(query.sql), wanted).mappings()
    rows = [{name: _plain(value) for name, value in row.items()} for row in found]
    return sorted(rows, key=lambda row: tuple(_place(value) for value in row.values()))


def _place(value: Any) -> tuple[bool, int, str]:
    """Nothing comes first, whole numbers by size, texts by their characters."""
    return (value is not None, value, "") if isinstance(value, int) else (value is not None, 0, str(value))


def _plain(value: Any) -> Any:
    """PostgreSQL sums whole numbers into decimals; a sum of fen is whole."""
    return int(value) if isinstance(value, Decimal) else value
