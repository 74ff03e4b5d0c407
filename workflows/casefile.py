"""One case in memory while a transaction moves it: its rows, read once, and what has become of them.

Guards read these rows and effects change them; everything is written in one go at the end, in an order that
respects references, so that a refusal or a fault leaves nothing behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from claims.store.rows import Row, insert_rows, select_among, select_rows, update_rows

KEYS = {"claim": "no", "claim_private": "claim_no", "approval_private": "approval_id"}
WRITE_ORDER = (
    "claim",
    "event",
    "event_private",
    "claim_private",
    "paper",
    "recusal",
    "relative",
    "approval",
    "approval_private",
    "signature",
    "appraisal",
    "award_item",
    "instalment",
    "invoice_line",
    "payee_account",
    "payee_account_private",
    "call_back",
    "payment",
    "recovery",
    "plan_part",
    "recovery_receipt",
    "recourse",
    "recourse_receipt",
    "platform_support",
    "dispute",
    "consent",
    "clock",
    "clock_pause",
    "clock_extension",
    "clock_change",
    "transfer",
)
AFTER_NUMBERS = ("letter", "letter_private", "service", "message", "message_private", "outbox")


class Shelf:
    """The stored rows of several cases that are looked at together: a table is read once for all of them."""

    def __init__(self, connection: Connection, numbers: Sequence[str]) -> None:
        self._connection = connection
        self._numbers = numbers
        self._tables: dict[str, dict[str, list[Row]]] = {}

    def rows(self, table: str, no: str) -> list[Row]:
        """The rows of `table` on case `no`."""
        if table not in self._tables:
            by_case: dict[str, list[Row]] = defaultdict(list)
            for row in select_among(self._connection, table, "claim_no", self._numbers):
                by_case[row["claim_no"]].append(row)
            self._tables[table] = by_case
        return self._tables[table].get(no, [])


class CaseFile:
    """The rows of one case. `claim` is locked in the database for as long as this object is used to move it; one that is
    only looked at may stand with others on a `shelf`.
    """

    def __init__(self, connection: Connection, claim: Row, *, is_new: bool = False, shelf: Shelf | None = None) -> None:
        self._connection = connection
        self._shelf = shelf
        self.claim = claim
        self._tables: dict[str, list[Row]] = {}
        self._new: dict[str, list[Row]] = {}
        self._changed: dict[str, dict[int, tuple[Row, set[str]]]] = {}
        self.is_new = is_new
        if is_new:
            self._new["claim"] = [claim]

    @property
    def no(self) -> str:
        """The case number."""
        return str(self.claim["no"])

    def rows(self, table: str) -> list[Row]:
        """All rows of `table` on this case, with those added in this transaction."""
        if table not in self._tables:
            self._tables[table] = self._stored(table) + self._new.get(table, [])
        return self._tables[table]

    def _stored(self, table: str) -> list[Row]:
        if self.is_new:
            return []
        if self._shelf is not None:
            return self._shelf.rows(table, self.no)
        return select_rows(self._connection, table, claim_no=self.no)

    def find(self, table: str, key: str) -> Row | None:
        """The row of `table` with that id."""
        return next((row for row in self.rows(table) if row["id"] == key), None)

    def where(self, table: str, test: Callable[[Row], bool]) -> list[Row]:
        """The rows of `table` for which `test` holds."""
        return [row for row in self.rows(table) if test(row)]

    def add(self, table: str, row: Row) -> Row:
        """Put a new row on the case."""
        self._new.setdefault(table, []).append(row)
        if table in self._tables:
            self._tables[table].append(row)
        return row

    def change(self, table: str, row: Row, **values: Any) -> None:
        """Change columns of a row of this case."""
        row.update(values)
        if not any(row is added for added in self._new.get(table, ())):
            _, columns = self._changed.setdefault(table, {}).setdefault(id(row), (row, set()))
            columns.update(values)

    def added(self, table: str) -> list[Row]:
        """The rows of `table` that this transaction has added so far, in their order."""
        return self._new.get(table, [])

    def changed(self, table: str) -> list[Row]:
        """The stored rows of `table` that this transaction changes."""
        return [row for row, _ in self._changed.get(table, {}).values()]

    def set(self, **values: Any) -> None:
        """Change columns of the claim itself."""
        self.change("claim", self.claim, **values)

    def next_id(self, kind: str) -> str:
        """A new readable id on this case, such as `TL-2025-000041/payment-14`."""
        self.set(subject_seq=self.claim["subject_seq"] + 1)
        return f"{self.no}/{kind}-{self.claim['subject_seq']}"

    def write_new(self, table: str) -> None:
        """Write what has been added to `table`."""
        if table in self._new:
            for shape in _by_shape(self._new.pop(table)):
                insert_rows(self._connection, table, shape)

    def write(self, tables: tuple[str, ...]) -> None:
        """Write what has changed and been added in `tables`: changes first, to free a unique place before it is taken."""
        for table in tables:
            if table in self._changed:
                for keys, values in _alike(table, self._changed.pop(table)):
                    update_rows(self._connection, table, KEYS.get(table, "id"), keys, values)
            self.write_new(table)


def _alike(table: str, changed: dict[int, tuple[Row, set[str]]]) -> list[tuple[list[Any], Row]]:
    """The changes of a table, those next to each other that give the same values taken together."""
    key = KEYS.get(table, "id")
    groups: list[tuple[list[Any], Row]] = []
    for row, columns in changed.values():
        values = {name: row[name] for name in sorted(columns)}
        if groups and groups[-1][1] == values:
            groups[-1][0].append(row[key])
        else:
            groups.append(([row[key]], values))
    return groups


def _by_shape(rows: list[Row]) -> list[list[Row]]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row), []).append(row)
    return list(groups.values())
