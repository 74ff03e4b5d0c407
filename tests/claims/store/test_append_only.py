"""Chain, journal and attempts only grow: the database itself refuses every other change."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from claims.store.tables import APPEND_ONLY, table
from tests.claims.store.plain_rows import CLAIM, count, write, write_parents

ANOTHER: dict[str, dict[str, Any]] = {
    "event": {"id": f"{CLAIM}/event-2", "seq": 2, "prev_hash": "one", "hash": "two"},
    "book_event": {"id": "FUND/2", "seq": 2, "prev_hash": "one", "command_id": "second"},
    "transfer": {"amount_fen": 250},
    "attempt": {"command_id": "second"},
    "rung": {"rung": "overdue"},
    "clock_change": {"generation": 3},
    "clock_extension": {"clock_id": "c-2", "amount": 15},
    "plan_part": {"place": 2},
    "recourse_receipt": {"bank_ref": "second", "amount_fen": 250},
    "recovery_receipt": {"kind": "received", "amount_fen": 250},
    "letter_file": {"id": "l-1/party/unsigned", "variant": "party"},
}


@pytest.fixture(params=APPEND_ONLY)
def grown(request: pytest.FixtureRequest, connection: Connection) -> str:
    """An append-only table that has a row."""
    write_parents(connection, request.param)
    if request.param == "clock_extension":
        write(connection, "clock", id="c-2")
    write(connection, request.param)
    return str(request.param)


def refused(connection: Connection, statement: str, name: str) -> None:
    """The statement is refused, in words that say why, and the rows are as they were."""
    before = connection.execute(text(f"SELECT * FROM {name}")).fetchall()
    with pytest.raises(DBAPIError, match=f"{name} is append only"), connection.begin_nested():
        connection.execute(text(statement))
    assert connection.execute(text(f"SELECT * FROM {name}")).fetchall() == before


def test_a_row_is_added(connection: Connection, grown: str) -> None:
    write(connection, grown, **ANOTHER[grown])
    assert count(connection, grown) == 2


def test_no_column_of_a_row_is_changed(connection: Connection, grown: str) -> None:
    for column in table(grown).columns:
        refused(connection, f'UPDATE {grown} SET "{column.name}" = "{column.name}"', grown)


def test_a_row_is_not_deleted(connection: Connection, grown: str) -> None:
    refused(connection, f"DELETE FROM {grown}", grown)


def test_a_row_is_not_changed_by_way_of_a_conflict(connection: Connection, grown: str) -> None:
    kept = 'ON CONFLICT (id) DO UPDATE SET "id" = excluded."id"'
    refused(connection, f"INSERT INTO {grown} SELECT * FROM {grown} WHERE true {kept}", grown)


def test_a_table_is_not_emptied(connection: Connection, grown: str) -> None:
    if connection.dialect.name == "postgresql":
        refused(connection, f"TRUNCATE {grown}", grown)
        refused(connection, f"TRUNCATE {grown} CASCADE", grown)
    else:
        refused(connection, f"DELETE FROM {grown} WHERE 1", grown)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("event", {"seq": 2, "prev_hash": "other"}),
        ("event", {"id": "other", "prev_hash": "other"}),
        ("event", {"id": "other", "seq": 2}),
        ("book_event", {"id": "FUND/2", "command_id": "second"}),
        ("book_event", {"id": "FUND/2", "prev_hash": "one"}),
        ("transfer", {"id": 7}),
        ("attempt", {"id": 7}),
        ("letter_file", {"unsigned_sha256": "other"}),
    ],
)
def test_a_row_is_not_replaced(connection: Connection, name: str, place: dict[str, Any]) -> None:
    first: dict[str, Any] = {} if name in ("event", "book_event", "letter_file") else {"id": 7}
    write_parents(connection, name)
    write(connection, name, **first)
    if connection.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="duplicate key"):
            write(connection, name, **place)
        return
    with pytest.raises(DBAPIError, match=f"{name} is append only"):
        write(connection, name, verb="INSERT OR REPLACE", **place)
    assert count(connection, name) == 1
