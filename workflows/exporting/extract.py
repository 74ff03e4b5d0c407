"""One pull of the ledger out of one state of the database: what it comes to, and its rows one after another.

Rows are fetched and written as they come, so that a ledger of any length needs no more memory than some thousand lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from claims.store.engine import is_sqlite
from workflows.exporting.columns import BETWEEN, RawRow, listed
from workflows.exporting.cut import Cut
from workflows.exporting.statements import IN_ORDER, raw_statement, where

Progress = Callable[[int, int], None]
AT_A_TIME = 5_000
SUMMED = (
    "SELECT t.entry, t.debit, t.credit, t.parameters, count(*), sum(t.amount_fen), min(t.value_on), max(t.value_on), "
    "max(t.recorded_at) FROM transfer t {condition} GROUP BY t.entry, t.debit, t.credit, t.parameters"
)


@dataclass(slots=True)
class Totals:
    """What a cut comes to: rows, their sum in fen, debits and credits of every account, the rule values behind the sums.

    `used` gives what occurs in a column of few values (entries, accounts, lists of rule versions), the most frequent first.
    """

    rows: int = 0
    sum_fen: int = 0
    debits_fen: dict[str, int] = field(default_factory=dict)
    credits_fen: dict[str, int] = field(default_factory=dict)
    rule_versions: tuple[str, ...] = ()
    first_on: date | None = None
    last_on: date | None = None
    last_recorded_at: str | None = None
    used: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def balances_fen(self) -> dict[str, int]:
        """The balance of every account that occurs: debits less credits."""
        accounts = sorted({*self.debits_fen, *self.credits_fen})
        return {one: self.debits_fen.get(one, 0) - self.credits_fen.get(one, 0) for one in accounts}

    def as_json(self) -> dict[str, Any]:
        """Rows, sum and balances by account, in fen."""
        return {"rows": self.rows, "sum_fen": self.sum_fen, "balances_fen": self.balances_fen}


@dataclass(frozen=True, slots=True)
class Extract:
    """A cut of the ledger on a connection that sees one state of the database, with what it comes to."""

    connection: Connection
    cut: Cut
    totals: Totals
    progress: Progress | None = None

    def tell(self, done: int) -> None:
        """Tell how many rows are written, of how many."""
        if self.progress is not None:
            self.progress(done, self.totals.rows)


def extract(connection: Connection, cut: Cut, progress: Progress | None = None) -> Extract:
    """The pull of `cut`; `progress` is told the rows written and the rows in all from time to time."""
    return Extract(connection, cut, _totals(connection, cut), progress)


def driver_cursor(connection: Connection, name: str | None = None) -> Any:
    """A cursor of the driver in the transaction of `connection`; on PostgreSQL one with a `name` gives rows as they come."""
    if name is None or is_sqlite(connection):
        return connection.connection.cursor()
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor(name=name)
    cursor.itersize = AT_A_TIME
    return cursor


@contextmanager
def raw_rows(source: Extract, order: str = IN_ORDER) -> Iterator[Iterator[RawRow]]:
    """The stored columns of every row of the cut, while the block lasts."""
    condition, values = where(source.connection, source.cut)
    with closing(driver_cursor(source.connection, "ledger_rows")) as cursor:
        cursor.execute(raw_statement(source.connection, condition, order), values)
        yield _told(source, cursor)


def _told(source: Extract, rows: Any) -> Iterator[RawRow]:
    done = 0
    rows = iter(rows)
    while part := list(islice(rows, AT_A_TIME)):
        yield from part
        done += len(part)
        source.tell(done)


def _totals(connection: Connection, cut: Cut) -> Totals:
    condition, values = where(connection, cut)
    with closing(driver_cursor(connection)) as cursor:
        cursor.execute(SUMMED.format(condition=condition), values)
        groups = cursor.fetchall()
    totals, versions = Totals(), set[str]()
    used = {name: Counter[str]() for name in ("entry", "debit", "credit", "parameters")}
    for entry, debit, credit, parameters, rows, summed, *days in groups:
        fen = int(summed)
        totals.rows += rows
        totals.sum_fen += fen
        totals.debits_fen[debit] = totals.debits_fen.get(debit, 0) + fen
        totals.credits_fen[credit] = totals.credits_fen.get(credit, 0) + fen
        for name, code in (("entry", entry), ("debit", debit), ("credit", credit), ("parameters", parameters)):
            used[name][code] += rows
        versions.update(one for one in listed(parameters).split(BETWEEN) if one)
        _widen(totals, *days)
    totals.rule_versions = tuple(sorted(versions))
    totals.used = {name: tuple(code for code, _ in counted.most_common()) for name, counted in used.items()}
    return totals


def _widen(totals: Totals, first: date | str, last: date | str, recorded_at: str) -> None:
    """Take the days of a group in; SQLite gives them as text."""
    first, last = (date.fromisoformat(str(day)) for day in (first, last))
    totals.first_on = min(totals.first_on or first, first)
    totals.last_on = max(totals.last_on or last, last)
    totals.last_recorded_at = max(totals.last_recorded_at or recorded_at, recorded_at)
