"""What has fallen due: a move that the system makes by itself, and how such moves are looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.store.rows import Row, select_rows


@dataclass(frozen=True, slots=True)
class Due:
    """A move that has fallen due: its target, its version, its trigger, the day it counts for, and its data."""

    target: str
    version: int
    trigger: str
    day: date
    data: tuple[tuple[str, object], ...] = ()


Find = Callable[[Connection], Iterable[Due]]


class StoredRows:
    """The rows of one case as pure rules read them, without a lock; each table is read once."""

    def __init__(self, connection: Connection, claim_no: str) -> None:
        self._connection = connection
        self.no = claim_no
        self._tables: dict[str, list[Row]] = {}

    def claim(self) -> Row:
        """The case itself."""
        return select_rows(self._connection, "claim", no=self.no)[0]

    def rows(self, table: str) -> list[Row]:
        """All rows of `table` on the case."""
        if table not in self._tables:
            self._tables[table] = select_rows(self._connection, table, claim_no=self.no)
        return self._tables[table]
