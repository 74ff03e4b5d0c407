"""Every text of a private table is sealed in the database and plain for who reads it the common way."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Text, text

from claims.errors import ClaimsError
from claims.store.ciphers import Unreadable
from claims.store.engine import open_engine
from claims.store.installing import install
from claims.store.private import key_column, private_tables, sealed_columns
from claims.store.rows import insert_rows, readable_rows, select_one, select_rows, stored_rows, update_row, update_rows
from claims.store.tables import METADATA, table

INSTANT = datetime(2025, 7, 1, tzinfo=UTC)
NAME, ROW = "message_private", {"message_id": "m-1", "address": "13800001234", "text": "案情"}


def test_every_private_table_is_all_texts_with_one_key_that_is_known_beforehand() -> None:
    assert len(private_tables()) >= 11
    for name in private_tables():
        assert table(name).columns[key_column(name)].autoincrement is not True
        for column in table(name).columns:
            assert isinstance(column.type, Text), f"{name}.{column.name} would lie in the clear"


def test_only_keys_and_references_of_private_tables_are_not_sealed() -> None:
    clear = {
        f"{name}.{column.name}"
        for name in private_tables()
        for column in table(name).columns
        if column.name not in sealed_columns(name)
    }
    references = {"approval_private.claim_no", "evidence_file_private.claim_no"}
    assert clear == {f"{name}.{key_column(name)}" for name in private_tables()} | references
    assert all(sealed_columns(name) for name in private_tables())
    assert not any(sealed_columns(name) for name in METADATA.tables if not name.endswith("_private"))


def raw(connection: Connection, column: str) -> list[Any]:
    return list(connection.execute(text(f'SELECT "{column}" FROM {NAME} ORDER BY message_id')).scalars())


def test_what_is_written_is_sealed_and_what_is_read_is_plain(connection: Connection) -> None:
    insert_rows(connection, NAME, [ROW, {**ROW, "message_id": "m-2"}])
    assert all(one.startswith("v1.t1.") for column in ("address", "text") for one in raw(connection, column))
    assert len({*raw(connection, "text")}) == 2
    assert select_one(connection, NAME, message_id="m-1") == ROW
    assert update_row(connection, NAME, {"message_id": "m-1"}, {"text": "改"}) == 1
    update_rows(connection, NAME, "message_id", ["m-1", "m-2"], {"address": ""})
    assert [(row["address"], row["text"]) for row in select_rows(connection, NAME)] == [("", "改"), ("", "案情")]
    assert all(one.startswith("v1.t1.") for column in ("address", "text") for one in raw(connection, column))


def test_many_rows_at_once_are_each_sealed(connection: Connection) -> None:
    rows = [{**ROW, "message_id": f"m-{place:03}"} for place in range(45)]
    insert_rows(connection, NAME, rows)
    assert select_rows(connection, NAME) == rows
    assert len({*raw(connection, "address")}) == 45


def test_a_private_row_is_changed_by_its_key_only(connection: Connection) -> None:
    insert_rows(connection, NAME, [ROW])
    with pytest.raises(KeyError):
        update_row(connection, NAME, {"text": "案情"}, {"text": "改"})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE message_private SET text = address",
        "UPDATE message_private SET text = (SELECT other.text FROM message_private AS other WHERE other.message_id = 'm-2')",
        "UPDATE message_private SET text = substr(text, 1, 30)",
        "UPDATE message_private SET text = '案情'",
    ],
)
def test_texts_changed_past_us_are_told_and_can_be_looked_for(connection: Connection, statement: str) -> None:
    insert_rows(connection, NAME, [ROW, {**ROW, "message_id": "m-2"}])
    connection.execute(text(f"{statement} WHERE message_private.message_id = 'm-1'"))
    with pytest.raises(Unreadable, match="message_private:m-1:text"):
        select_rows(connection, NAME)
    assert [row["text"] for row in readable_rows(connection, NAME)] == ["", "案情"]
    assert len(stored_rows(connection, NAME)) == 2


def test_without_keys_private_rows_are_neither_read_nor_written(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'claims.sqlite'}")
    install(engine, "demo", "重庆", INSTANT)
    with engine.begin() as connection, pytest.raises(ClaimsError) as refused:
        insert_rows(connection, NAME, [ROW])
    assert refused.value.code == "opened_without_keys"
    with engine.begin() as connection:
        assert select_rows(connection, "message") == []
    engine.dispose()
