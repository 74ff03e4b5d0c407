"""The statements that read the ledger, in the SQL of SQLite and of PostgreSQL: the database itself writes the cells.

Making an object of a row and cells of an object takes several times as long as the database needs to write the row, so
the hot loop is the database's (ADR 20). Every expression here has its like in `columns.py`, and the bytes are the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from claims.book_chain import BOOK
from claims.store.engine import is_sqlite
from claims.store.ledger import FORMULA_STARTS, GUARDED
from workflows.exporting.columns import (
    BETWEEN,
    COLUMNS,
    NAMES,
    NO,
    NOT_KNOWN,
    RAW,
    YES,
    Column,
    Shown,
    listed,
)
from workflows.exporting.cut import Cut

Usage = Mapping[str, Sequence[str]]
IN_ORDER = "ORDER BY t.value_on, t.id"
BY_EVENT = "ORDER BY t.value_on, t.recorded_at, t.event_id, t.line, t.id"
CONDITIONS = {
    "value_from": "t.value_on >= {}",
    "value_to": "t.value_on <= {}",
    "known_from": "t.recorded_at >= {}",
    "known_before": "t.recorded_at < {}",
    "platform": "t.claim_no IN (SELECT no FROM claim WHERE platform = {})",
    "item_code": "t.item_id IN (SELECT id FROM award_item WHERE code = {})",
    "claim_no": "t.claim_no = {}",
    "account": "(t.debit = {0} OR t.credit = {0})",
    "grade": "t.claim_no IN (SELECT no FROM claim WHERE grade = {})",
    "batch_no": "t.payment_id IN (SELECT id FROM payment WHERE batch_no = {})",
    "least_fen": "t.amount_fen >= {}",
    "most_fen": "t.amount_fen <= {}",
    "text": "(t.claim_no LIKE {0} ESCAPE '!' OR t.event_id LIKE {0} ESCAPE '!' OR t.document LIKE {0} ESCAPE '!' "
    "OR t.payment_id LIKE {0} ESCAPE '!' OR t.item_id LIKE {0} ESCAPE '!')",
}
LIKE_MARKS = str.maketrans({mark: f"!{mark}" for mark in "!%_"})
ANY_GUARDED = f"SELECT 1 FROM transfer WHERE {GUARDED} ORDER BY id LIMIT 1"
COLUMNS_AS_THEY_ARE = tuple(
    column._replace(shown=Shown.GIVEN) if column.shown is Shown.FREE else column for column in COLUMNS
)
OF_THE_FUND = "t.claim_no IS NULL"
WRITTEN_OUT_MAX = 12
PLAIN_LIST = re.compile(r'\["[\w.@:-]+"(?:,"[\w.@:-]+")*\]')  # nothing in it that a statement or a driver would read
# Between these two, byte by byte, no text begins as a formula; most texts are known to be harmless by two comparisons.
SAFE_FROM, SAFE_BELOW = "A", "\uff00"


def where(connection: Connection, cut: Cut) -> tuple[str, dict[str, Any]]:
    """The condition of a cut with the parameters marked as the driver wants them, and their values."""
    mark = ":{}" if is_sqlite(connection) else "%({})s"
    found, values = [], {}
    for name, condition in CONDITIONS.items():
        value = getattr(cut, name)
        if name == "claim_no" and value == BOOK:
            found.append(OF_THE_FUND)
        elif value is not None:
            found.append(condition.format(mark.format(name)))
            values[name] = f"%{value.translate(LIKE_MARKS)}%" if name == "text" else value
    return (f"WHERE {' AND '.join(found)}" if found else ""), values


def cells_statement(connection: Connection, condition: str, usage: Usage) -> str:
    """The cells of `COLUMNS`. `usage` gives the codes that occur, the most frequent first: the fewer are compared.

    Texts are looked at one by one only where the ledger holds any that is not written as it is.
    """
    write = _sqlite_cell if is_sqlite(connection) else _postgresql_cell
    columns = COLUMNS if _any_guarded(connection) else COLUMNS_AS_THEY_ARE
    chosen = ", ".join(write(column, usage.get(column.stored, ())) for column in columns)
    return f"SELECT {chosen} FROM transfer t {condition} {IN_ORDER}"


def raw_statement(connection: Connection, condition: str, order: str = IN_ORDER) -> str:
    """The stored columns of `RAW`, days as text."""
    day = "t.value_on" if is_sqlite(connection) else "to_char(t.value_on, 'YYYY-MM-DD')"
    chosen = ", ".join(day if name == "value_on" else f"t.{name}" for name in RAW)
    return f"SELECT {chosen} FROM transfer t {condition} {order}"


def _any_guarded(connection: Connection) -> bool:
    return connection.exec_driver_sql(ANY_GUARDED).first() is not None


def _sqlite_cell(column: Column, used: Sequence[str]) -> str:
    name = f"t.{column.stored}"
    match column.shown:
        case Shown.YUAN:
            return f"printf('%d.%02d', {name} / 100, {name} % 100)"
        case Shown.FREE:
            starts = ", ".join(f"char({ord(start)})" for start in FORMULA_STARTS)
            return f"CASE WHEN substr({name}, 1, 1) IN ({starts}) THEN char(39) || {name} ELSE {name} END"
    return _either_cell(column, name, used)


def _postgresql_cell(column: Column, used: Sequence[str]) -> str:
    name = f"t.{column.stored}"
    match column.shown:
        case Shown.YUAN:
            digits = f"chr(CAST(48 + mod({name}, 100) / 10 AS int)) || chr(CAST(48 + mod({name}, 10) AS int))"
            return f"CAST({name} / 100 AS text) || '.' || {digits}"
        case Shown.FREE:
            starts = ", ".join(f"chr({ord(start)})" for start in FORMULA_STARTS)
            plain = f"{name} COLLATE \"C\" >= '{SAFE_FROM}' AND {name} COLLATE \"C\" < '{SAFE_BELOW}'"
            written = f"WHEN left({name}, 1) IN ({starts}) THEN chr(39) || {name}"
            return f"CASE WHEN {plain} THEN {name} {written} ELSE nullif({name}, '') END"
    return _either_cell(column, name, used)


def _either_cell(column: Column, name: str, used: Sequence[str]) -> str:
    match column.shown:
        case Shown.YES_NO:
            return f"CASE WHEN {name} THEN '{YES}' ELSE '{NO}' END"
        case Shown.NAME:
            known = {code: NAMES[column.stored][code] for code in used if code in NAMES[column.stored]}
            chosen = " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in known.items())
            return f"CASE {name} {chosen} ELSE '{NOT_KNOWN}' END" if known else f"'{NOT_KNOWN}'"
        case Shown.LISTED:
            return _listed_cell(name, used)
    return name


def _listed_cell(name: str, used: Sequence[str]) -> str:
    """The lists that occur most are written out: to compare a text is cheaper than to take it apart."""
    plain = [document for document in used if PLAIN_LIST.fullmatch(document)][:WRITTEN_OUT_MAX]
    chosen = " ".join(f"WHEN '{document}' THEN '{listed(document)}'" for document in plain)
    members = f"""replace(replace(replace({name}, '["', ''), '"]', ''), '","', '{BETWEEN}')"""
    return f"CASE {name} {chosen} WHEN '[]' THEN NULL WHEN '[\"\"]' THEN NULL ELSE {members} END"
