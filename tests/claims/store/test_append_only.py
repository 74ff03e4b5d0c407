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
    "bank_file": {"no": "BK-20250630-02", "sha256": "two"},
    "bank_line": {"id": "BK-20250630-01/3", "line_no": 3},
    "bank_sorted": {"line_id": "BK-20250630-01/3"},
    "statement_line": {"id": "BK-20250630-01/3", "balance_fen": 7},
    "attempt": {"command_id": "second"},
    "rung": {"rung": "overdue"},
    "clock_change": {"generation": 3},
    "clock_extension": {"clock_id": "c-2", "amount": 15},
    "plan_part": {"place": 2},
    "recourse_receipt": {"bank_ref": "second", "amount_fen": 250},
    "recovery_receipt": {"kind": "received", "amount_fen": 250},
    "letter_file": {"id": "l-1/party/unsigned", "variant": "party"},
    "audit_sample": {"seed": "another"},
    "audit_note": {"id": "n-2"},
    "check_run": {"day": "2025-07-01"},
    "seal": {"batch_no": 2, "root": "two", "prev_root": "one", "cumulative_count": 2},
    "seal_leaf": {"row_id": "2", "leaf_no": 2},
    "noted_head": {"head": "another"},
    "security_event": {"id": "2025-06-30/two"},
    "evidence_file": {"id": "f-2", "sha256": "two"},
    "evidence_mark": {"mark": "unreadable"},
    "ledger_pull": {"step": "failed", "begun_by": 1, "fault": "file_unwritable"},
    "key_change": {"step": "done"},
    "access_log": {"what": "letter"},
    "rule_document": {"sha256": "two"},
    "rule_change": {"seq": 2, "step": "applied", "proposal": 1, "prev_hash": "one"},
    "allotment": {"generation": 2},
    "backup_run": {"kind": "check"},
    "emergency_look": {"id": 2, "reason": "another"},
    "emergency_answer": {"look_id": 2},
}


REFERRED_TO = ("seal", "evidence_file", "rule_document", "emergency_look")
COUNTED = {name for name in APPEND_ONLY if table(name).primary_key.columns[0].autoincrement is True}


@pytest.fixture(params=APPEND_ONLY)
def grown(request: pytest.FixtureRequest, connection: Connection) -> str:
    """An append-only table that has a row."""
    write_parents(connection, request.param)
    if request.param == "clock_extension":
        write(connection, "clock", id="c-2")
    if request.param == "emergency_answer":
        write(connection, "emergency_look", id=2)
    write(connection, request.param)
    return str(request.param)


def refused(connection: Connection, statement: str, name: str, why: str = "") -> None:
    """The statement is refused, in words that say why, and the rows are as they were."""
    before = connection.execute(text(f"SELECT * FROM {name}")).fetchall()
    with pytest.raises(DBAPIError, match=why or f"{name} is append only"), connection.begin_nested():
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
    key = [f'"{column.name}"' for column in table(grown).primary_key.columns]
    kept = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {key[0]} = excluded.{key[0]}"
    refused(connection, f"INSERT INTO {grown} SELECT * FROM {grown} WHERE true {kept}", grown)


def test_a_table_is_not_emptied(connection: Connection, grown: str) -> None:
    if connection.dialect.name == "postgresql":
        refused(connection, f"TRUNCATE {grown}", grown, "referenced in a foreign key" if grown in REFERRED_TO else "")
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
        ("ledger_pull", {"id": 7}),
        ("letter_file", {"unsigned_sha256": "other"}),
        ("seal", {"root": "two", "prev_root": "two"}),
        ("seal", {"batch_no": 2, "prev_root": "two"}),
        ("seal", {"batch_no": 2, "root": "two"}),
        ("seal_leaf", {"leaf_no": 2}),
        ("seal_leaf", {"row_id": "2"}),
        ("noted_head", {"id": 7}),
        ("bank_file", {"no": "BK-20250630-02"}),
        ("bank_line", {"id": "other"}),
        ("bank_sorted", {"bucket": "other"}),
        ("statement_line", {"id": "other"}),
        ("security_event", {"what": "other"}),
        ("rule_change", {"seq": 2}),
        ("rule_document", {"body": "other"}),
        ("allotment", {"username": "intake1"}),
    ],
)
def test_a_row_is_not_replaced(connection: Connection, name: str, place: dict[str, Any]) -> None:
    first: dict[str, Any] = {"id": 7} if name in COUNTED else {}
    write_parents(connection, name)
    write(connection, name, **first)
    if connection.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="duplicate key"):
            write(connection, name, **place)
        return
    with pytest.raises(DBAPIError, match=f"{name} is append only"):
        write(connection, name, verb="INSERT OR REPLACE", **place)
    assert count(connection, name) == 1
