"""The ledger as an auditor turns its leaves: a page by a place in its order, and the sums of all that the filter leaves.

The sums are the database's, and a page is found by the key at its edge, so a page of a long ledger costs the same few
statements as one of a short one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from claims.digits import whole_number
from claims.store.engine import is_sqlite
from claims.store.tables import table
from workflows.exporting.columns import PLACE, RawRow, label_of
from workflows.exporting.cut import Cut, checked
from workflows.exporting.extract import driver_cursor
from workflows.exporting.statements import IN_ORDER, raw_statement, where
from workflows.transaction import Desk, snapshot

PAGE_ROWS = 100
ENTRY_DIGITS = 17
BACKWARDS = "ORDER BY t.value_on DESC, t.id DESC"
SUMMED = "SELECT t.debit, t.credit, count(*), sum(t.amount_fen) FROM transfer t {condition} GROUP BY t.debit, t.credit"
ONE_DAY = timedelta(days=1)
LEAF, SEAL, TRANSFER = table("seal_leaf"), table("seal"), table("transfer")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of the ledger: value date and number of an entry. Nothing stands at both sides of it twice."""

    value_on: date
    entry_id: int

    def __str__(self) -> str:
        return f"{self.value_on.isoformat()}.{self.entry_id}"


def place_of(text: str) -> Place | None:
    """The place that `text` names; None for what is none."""
    day, _, number = text.partition(".")
    try:
        entry_id = whole_number(number, ENTRY_DIGITS)
        return Place(date.fromisoformat(day), entry_id) if entry_id is not None else None
    except ValueError:
        return None


@dataclass(slots=True)
class Sums:
    """What entries come to: how many, their sum, and debits and credits of each account, in fen."""

    rows: int = 0
    sum_fen: int = 0
    debits_fen: dict[str, int] = field(default_factory=dict)
    credits_fen: dict[str, int] = field(default_factory=dict)

    def balance_fen(self, account: str) -> int:
        """Debits less credits of an account."""
        return self.debits_fen.get(account, 0) - self.credits_fen.get(account, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry on the page. `balance_fen` is that of the chosen account after it; `batch_no` the seal that holds it."""

    id: int
    value_on: str
    recorded_at: str
    claim_no: str
    label: str
    debit: str
    debit_name: str
    credit: str
    credit_name: str
    amount_fen: int
    balance_fen: int | None
    reverses: int | None
    reversed_by: tuple[int, ...]
    batch_no: int | None


@dataclass(frozen=True, slots=True)
class AccountFlow:
    """An account with its balance before, what moved, and its balance after, in fen."""

    code: str
    name: str
    opening_fen: int
    debits_fen: int
    credits_fen: int

    @property
    def closing_fen(self) -> int:
        """Opening plus debits less credits."""
        return self.opening_fen + self.debits_fen - self.credits_fen


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page, the sums before the first day, of the days asked for, and the places at which other pages begin."""

    cut: Cut
    lines: tuple[Line, ...]
    opening: Sums
    period: Sums
    before: Place | None
    after: Place | None

    @property
    def flows(self) -> tuple[AccountFlow, ...]:
        """Every account that occurs, or the chosen one, with opening, movement and closing."""
        known = {*self.opening.debits_fen, *self.opening.credits_fen, *self.period.debits_fen, *self.period.credits_fen}
        wanted = {self.cut.account} if self.cut.account else known
        return tuple(
            AccountFlow(
                code,
                label_of("debit", code),
                self.opening.balance_fen(code),
                self.period.debits_fen.get(code, 0),
                self.period.credits_fen.get(code, 0),
            )
            for code in sorted(wanted)
        )


def opening_cut(cut: Cut) -> Cut | None:
    """What counts for a day before the first one of `cut`; None where it has no first day."""
    return replace(cut, value_from=None, value_to=cut.value_from - ONE_DAY) if cut.value_from else None


def ledger_page(
    desk: Desk, asked: Cut, after: Place | None = None, before: Place | None = None, rows: int = PAGE_ROWS
) -> LedgerPage:
    """The page behind `after` or in front of `before`. Raises BadInput or Refused for a cut that cannot be."""
    with snapshot(desk) as connection:
        cut = checked(connection, asked)
        early = opening_cut(cut)
        opening = sums(connection, early) if early else Sums()
        period = sums(connection, cut)
        found, more = _rows(connection, cut, after, before, rows)
        back = before is not None
        shown = list(reversed(found)) if back else found
        lines = _lines(connection, cut, opening, shown)
    if not shown:
        return LedgerPage(cut, (), opening, period, None, None)
    first, last = (Place(date.fromisoformat(row[PLACE["value_on"]]), row[PLACE["id"]]) for row in (shown[0], shown[-1]))
    is_first, is_last = (not more, False) if back else (after is None, not more)
    return LedgerPage(cut, lines, opening, period, None if is_first else first, None if is_last else last)


def sums(connection: Connection, cut: Cut, until: Place | None = None) -> Sums:
    """What a cut comes to; with `until` only what stands before that place."""
    condition, values = _where(connection, cut, "<", until)
    found = Sums()
    with closing(driver_cursor(connection)) as cursor:
        cursor.execute(SUMMED.format(condition=condition), values)
        for debit, credit, rows, summed in cursor.fetchall():
            fen = int(summed)
            found.rows += rows
            found.sum_fen += fen
            found.debits_fen[debit] = found.debits_fen.get(debit, 0) + fen
            found.credits_fen[credit] = found.credits_fen.get(credit, 0) + fen
    return found


def _where(connection: Connection, cut: Cut, sign: str, place: Place | None) -> tuple[str, dict[str, Any]]:
    condition, values = where(connection, cut)
    if place is None:
        return condition, values
    day, number = (":place_on", ":place_id") if is_sqlite(connection) else ("%(place_on)s", "%(place_id)s")
    bound = f"(t.value_on, t.id) {sign} ({day}, {number})"
    values = {**values, "place_on": place.value_on, "place_id": place.entry_id}
    return f"{condition} AND {bound}" if condition else f"WHERE {bound}", values


def _rows(
    connection: Connection, cut: Cut, after: Place | None, before: Place | None, rows: int
) -> tuple[list[RawRow], bool]:
    """The rows of a page, those in front of `before` from the last to the first, and whether there are more."""
    sign, place, order = ("<", before, BACKWARDS) if before else (">", after, IN_ORDER)
    condition, values = _where(connection, cut, sign, place)
    with closing(driver_cursor(connection)) as cursor:
        cursor.execute(raw_statement(connection, condition, f"{order} LIMIT {rows + 1}"), values)
        found = list(cursor.fetchall())
    return found[:rows], len(found) > rows


def _lines(connection: Connection, cut: Cut, opening: Sums, rows: Sequence[RawRow]) -> tuple[Line, ...]:
    if not rows:
        return ()
    ids = [row[PLACE["id"]] for row in rows]
    seals = _seals(connection, ids, cut.known_before)
    undone = _reversals(connection, ids, cut.known_before)
    balance_fen = None
    if cut.account is not None:
        first = Place(date.fromisoformat(rows[0][PLACE["value_on"]]), ids[0])
        balance_fen = opening.balance_fen(cut.account) + sums(connection, cut, first).balance_fen(cut.account)
    found = []
    for row in rows:
        value = {name: row[place] for name, place in PLACE.items()}
        if balance_fen is not None:
            side = (value["debit"] == cut.account) - (value["credit"] == cut.account)
            balance_fen += side * int(value["amount_fen"])
        found.append(_line(value, balance_fen, seals.get(value["id"]), undone.get(value["id"], ())))
    return tuple(found)


def _line(value: dict[str, Any], balance_fen: int | None, batch_no: int | None, undone: tuple[int, ...]) -> Line:
    return Line(
        id=value["id"],
        value_on=value["value_on"],
        recorded_at=value["recorded_at"],
        claim_no=value["claim_no"] or "",
        label=label_of("entry", value["entry"]),
        debit=value["debit"],
        debit_name=label_of("debit", value["debit"]),
        credit=value["credit"],
        credit_name=label_of("credit", value["credit"]),
        amount_fen=int(value["amount_fen"]),
        balance_fen=balance_fen,
        reverses=value["reverses"],
        reversed_by=undone,
        batch_no=batch_no,
    )


def _seals(connection: Connection, ids: Sequence[int], known_before: str | None) -> dict[int, int]:
    """The batch of the seal that held each entry by then."""
    chosen = select(LEAF.c.row_id, LEAF.c.batch_no).where(LEAF.c.kind == "transfer", LEAF.c.row_id.in_(map(str, ids)))
    if known_before is not None:
        chosen = chosen.join(SEAL, SEAL.c.batch_no == LEAF.c.batch_no).where(SEAL.c.sealed_at < known_before)
    return {int(row_id): int(batch_no) for row_id, batch_no in connection.execute(chosen)}


def _reversals(connection: Connection, ids: Sequence[int], known_before: str | None) -> dict[int, tuple[int, ...]]:
    """Which entries that were known by then take these back."""
    chosen = select(TRANSFER.c.reverses, TRANSFER.c.id).where(TRANSFER.c.reverses.in_(ids)).order_by(TRANSFER.c.id)
    if known_before is not None:
        chosen = chosen.where(TRANSFER.c.recorded_at < known_before)
    found: dict[int, tuple[int, ...]] = {}
    for undone, entry_id in connection.execute(chosen):
        found[undone] = (*found.get(undone, ()), entry_id)
    return found
