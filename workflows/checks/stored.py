"""All that is stored, read once, with the few ways of looking at it that several invariants need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, text

from claims.calendar import WorkingCalendar
from claims.rules import Rules
from claims.store.rows import Row, select_rows
from workflows.bank_decisions import Waits, waiting_lines
from workflows.clock_days import Days, budget_of, days_of, pauses_of
from workflows.machines import MACHINES
from workflows.transaction import Desk, reading

Key = tuple[str, str, str, str]


class Stored:
    """The rows of a database, by table, as they are now."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tables: dict[str, list[Row]] = {}

    @property
    def today(self) -> date:
        """The present legal day of the desk."""
        return self._desk.today()

    @property
    def instant(self) -> datetime:
        """The present instant of the desk."""
        return self._desk.instant()

    @property
    def var_dir(self) -> Path:
        """Where the desk keeps its files."""
        return self._desk.var_dir

    def answers(self, sql: str) -> list[Row]:
        """The rows that answer a question in SQL which both databases understand."""
        with reading(self._desk) as connection:
            return [dict(row) for row in connection.execute(text(sql)).mappings()]

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for reading only."""
        return reading(self._desk)

    def waiting_lines(self) -> list[Waits]:
        """The lines of the bank that wait for people."""
        with reading(self._desk) as connection:
            return waiting_lines(connection)

    @property
    def calendar(self) -> WorkingCalendar:
        """The working calendar of the desk."""
        return self._desk.calendar

    @property
    def rules(self) -> Rules:
        """The rules of the desk."""
        return self._desk.rules

    def rows(self, table: str) -> list[Row]:
        """All rows of `table`."""
        if table not in self._tables:
            with reading(self._desk) as connection:
                self._tables[table] = select_rows(connection, table)
        return self._tables[table]

    @cached_property
    def events(self) -> dict[str, list[Row]]:
        """The events of every case, in order."""
        cases: dict[str, list[Row]] = {row["no"]: [] for row in self.rows("claim")}
        for event in sorted(self.rows("event"), key=lambda row: (row["claim_no"], row["seq"])):
            cases.setdefault(event["claim_no"], []).append(event)
        return cases

    @cached_property
    def subjects(self) -> dict[str, Row]:
        """Everything that a machine moves, by its id."""
        found = {}
        for machine in MACHINES.values():
            for row in self.rows(machine.stored_in):
                found[row["no" if machine.name == "claim" else "id"]] = row
        return found

    @cached_property
    def lineage(self) -> dict[str, Key]:
        """The benefit that each version of an award item belongs to: case, code, first version's beneficiary, period."""
        items = {row["id"]: row for row in self.rows("award_item")}
        return {row_id: _benefit(items, row) for row_id, row in items.items()}

    @cached_property
    def running(self) -> list[tuple[Row, Days]]:
        """The running clocks, each with its days as they are derived."""
        pauses: dict[str, list[Row]] = defaultdict(list)
        extensions: dict[str, list[Row]] = defaultdict(list)
        for name, found in (("clock_pause", pauses), ("clock_extension", extensions)):
            for row in self.rows(name):
                found[row["clock_id"]].append(row)
        return [
            (clock, self._days(clock, pauses[clock["id"]], extensions[clock["id"]]))
            for clock in self.rows("clock")
            if clock["state"] == "running"
        ]

    def _days(self, clock: Row, pauses: Sequence[Row], extensions: Sequence[Row]) -> Days:
        budget = budget_of(clock, extensions)
        return days_of(clock, pauses_of(clock, pauses), budget, self.rules, self.calendar)

    def balance(self, account: str, counts: Callable[[Row], bool]) -> int:
        """Debits less credits of `account` in fen, over the transfers that `counts` picks."""
        return sum(
            row["amount_fen"] * ((row["debit"] == account) - (row["credit"] == account))
            for row in self.rows("transfer")
            if counts(row)
        )


def _benefit(items: Mapping[str, Row], item: Row) -> Key:
    """A benefit passes on to an heir in one version and not in those before it, so the first version names it."""
    while item["replaces"]:
        item = items[item["replaces"]]
    return (item["claim_no"], item["code"], item["beneficiary"], item["period"])


Invariant = Callable[[Stored], Iterator[str]]
