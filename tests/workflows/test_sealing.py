"""Entries are sealed once, in order, whoever comes when; nothing that commits late is lost."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from claims.clock import instant_text
from claims.merkle import leaf_hash, root_of
from claims.sealing import FIRST_PREV, KINDS, PARTS, TRANSFER, leaf_text, read_head, seal_root
from claims.store.rows import insert_rows
from claims.store.tables import table
from tests.support.casebook import blank
from tests.support.ledgers import fund, sealed_ledger
from tests.support.many_cases import report_many
from tests.support.signing import let_sign
from tests.support.world import World
from workflows.published_heads import newest_head
from workflows.seal_checks import verify_ledger
from workflows.sealing import ENTRIES_DUE, WAIT_MAX, last_seal, seal, seal_all, seal_when_due
from workflows.transaction import reading
from workflows.unsealed import waiting


@pytest.fixture(params=["sqlite", "postgresql"])
def bureau(request: pytest.FixtureRequest) -> World:
    """A world on each database."""
    world: World = request.getfixturevalue("world" if request.param == "sqlite" else "pg_world")
    return world


def sealed_entries(world: World) -> list[tuple[str, str]]:
    leaves = sorted(world.rows("seal_leaf"), key=lambda row: int(row["leaf_no"]))
    assert [row["leaf_no"] for row in leaves] == list(range(1, len(leaves) + 1))
    return [(row["kind"], row["row_id"]) for row in leaves]


def test_a_seal_takes_every_entry_once(bureau: World) -> None:
    report_many(bureau, 3, 1)
    fund(bureau, "plan", 500)
    stored = {(kind, str(row["id"])) for kind in KINDS for row in bureau.rows(kind)}
    assert seal_all(bureau.desk) == len(stored) == 6
    assert set(sealed_entries(bureau)) == stored
    assert seal(bureau.desk) is None
    assert verify_ledger(bureau.desk).flaw is None


def test_seals_are_chained_counted_and_summed(bureau: World) -> None:
    assert sealed_ledger(bureau, 3, 2) == 12
    seals = bureau.rows("seal")
    assert [row["prev_root"] for row in seals] == [FIRST_PREV, *(row["root"] for row in seals[:-1])]
    assert [(row["count"], row["cumulative_count"]) for row in seals] == [(4, 4), (4, 8), (4, 12)]
    assert [row["cumulative_fen"] for row in seals] == [201, 416, 645]
    assert [row["root"] for row in seals] == [seal_root(row) for row in seals]
    hashes = [
        bytes.fromhex(row["leaf_hash"]) for row in sorted(bureau.rows("seal_leaf"), key=lambda row: row["leaf_no"])
    ]
    assert [row["log_root"] for row in seals] == [root_of(hashes[:count]).hex() for count in (4, 8, 12)]
    assert [row["merkle_root"] for row in seals] == [root_of(hashes[at : at + 4]).hex() for at in (0, 4, 8)]
    assert sorted(row["sealed_at"] for row in seals) == [row["sealed_at"] for row in seals]


def test_a_leaf_is_the_whole_transfer_the_same_on_both_databases(world: World, pg_world: World, tmp_path: Path) -> None:
    pg_world.desk = replace(pg_world.desk, heads_dir=tmp_path)
    for one in (world, pg_world):
        fund(one, "plan", 500)
        assert seal(one.desk) is not None
    assert world.rows("seal_leaf") == pg_world.rows("seal_leaf")
    assert world.rows("seal") == pg_world.rows("seal")
    row = {**world.one("transfer")}
    place = world.one("seal_leaf", kind=TRANSFER)["leaf_no"]
    text_ = leaf_text(place, TRANSFER, "1", row)
    assert text_.startswith(
        f'{{"id":"1","kind":"transfer","leaf_no":{place},"row":{{"amount_fen":500,"beneficiary":null,"cash":'
    )
    assert world.one("seal_leaf", kind=TRANSFER)["leaf_hash"] == leaf_hash(text_.encode()).hex()


def test_a_leaf_holds_every_column_of_the_journal() -> None:
    assert set(PARTS[TRANSFER]) == {column.name for column in table("transfer").columns}, (
        "a new column of the journal is not under the seals: give the leaves a new schema"
    )


def test_what_was_numbered_early_and_committed_late_is_sealed_by_the_next(pg_world: World) -> None:
    """Two connections of a real PostgreSQL: the first takes its id, the second commits and is sealed, the first commits."""
    early = pg_world.engine.connect()
    begun = early.begin()
    late_row = {**blank("transfer"), **transfer_row("late")}
    insert_rows(early, "transfer", [late_row])
    fund(pg_world, "plan", 500)
    assert seal(pg_world.desk) is not None
    assert [row_id for kind, row_id in sealed_entries(pg_world) if kind == TRANSFER] == ["2"]
    assert seal(pg_world.desk) is None, "what is not committed is not there"
    begun.commit()
    early.close()
    made = seal(pg_world.desk)
    assert made is not None
    assert (made["count"], made["cumulative_count"]) == (1, 3)
    assert sealed_entries(pg_world)[-1] == (TRANSFER, "1")
    assert verify_ledger(pg_world.desk).flaw is None


def test_numbers_that_nobody_took_are_no_gap(pg_world: World) -> None:
    with pg_world.engine.connect() as connection:
        insert_rows(connection, "transfer", [{**blank("transfer"), **transfer_row("undone")}])
        connection.rollback()
    fund(pg_world, "plan", 500)
    assert seal(pg_world.desk) is not None
    assert verify_ledger(pg_world.desk).flaw is None


def test_many_at_once_make_one_chain(bureau: World) -> None:
    """Four book and seal at the same time; in the end every entry has one place in one chain."""
    bureau.desk = replace(bureau.desk, attempts=200)

    def work(place: int) -> None:
        fund(bureau, f"plan-{place}", 100 + place)
        seal(bureau.desk, 3)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(12)))
    seal_all(bureau.desk)
    assert len(sealed_entries(bureau)) == 24
    assert verify_ledger(bureau.desk).flaw is None


def test_a_batch_takes_no_more_than_it_may(world: World) -> None:
    for place in range(5):
        fund(world, f"plan-{place}", 100)
    made = seal(world.desk, 4)
    assert made is not None
    assert made["count"] == 4
    with reading(world.desk) as connection:
        assert waiting(connection).count == 6
    assert seal_all(world.desk) == 6


def test_the_worker_seals_when_enough_waits_or_long_enough(world: World) -> None:
    fund(world, "plan", 100)
    assert seal_when_due(world.desk) == 0
    world.moment += WAIT_MAX
    assert seal_when_due(world.desk) == 2
    now = instant_text(world.moment)
    with world.engine.begin() as connection:
        rows = [{**transfer_row(str(place)), "recorded_at": now} for place in range(ENTRIES_DUE - 1)]
        insert_rows(connection, "transfer", rows)
    assert seal_when_due(world.desk) == 0
    world.insert("transfer", {**transfer_row("the last"), "recorded_at": now})
    assert seal_when_due(world.desk) == ENTRIES_DUE


def test_a_seal_is_signed_and_the_same_twice(world: World) -> None:
    let_sign(world)
    fund(world, "plan", 100)
    made = seal(world.desk)
    assert made is not None
    assert made["key_id"]
    assert made["signature"]
    assert verify_ledger(world.desk).unsigned == 0
    with reading(world.desk) as connection:
        head = newest_head(connection)
        assert last_seal(connection) == made
    assert head is not None
    assert read_head(head.line()) == head
    assert verify_ledger(world.desk, head).heads_matched == 1


def test_without_a_key_a_seal_is_unsigned_and_said_to_be(world: World) -> None:
    sealed_ledger(world, 2, 1)
    assert {(row["key_id"], row["signature"]) for row in world.rows("seal")} == {("", "")}
    assert verify_ledger(world.desk).unsigned == 2


def test_the_database_refuses_a_second_place_and_a_fork(bureau: World) -> None:
    sealed_ledger(bureau, 2, 1)
    second = bureau.rows("seal")[1]
    fork = {**second, "batch_no": 3, "root": "f" * 64}
    again = {**bureau.rows("seal_leaf")[0], "leaf_no": 99}
    for name, row in (("seal", fork), ("seal_leaf", again)):
        with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
            bureau.insert(name, row)


def test_what_waits_is_told_with_its_age(bureau: World) -> None:
    assert count_and_oldest(bureau) == (0, "")
    fund(bureau, "first", 100)
    first = bureau.one("book_event")["recorded_at"]
    bureau.moment += timedelta(hours=1)
    fund(bureau, "second", 100)
    assert count_and_oldest(bureau) == (4, first)


def count_and_oldest(world: World) -> tuple[int, str]:
    with reading(world.desk) as connection:
        found = waiting(connection)
        early = waiting(connection, found.oldest)
    assert early.count == 0
    return found.count, found.oldest


def transfer_row(event_id: str) -> dict[str, object]:
    """A transfer past the engine."""
    row = blank("transfer")
    row.pop("id", None)
    return {
        **row, "event_id": event_id, "line": 1, "entry": "funding", "debit": "1001", "credit": "1002", "amount_fen": 5,
        "cash": True, "parameters": "[]", "fund_tag": "pilot", "value_on": "2024-10-10",
        "recorded_at": "2024-10-10T04:00:00.000000Z",
    }  # fmt: skip


def test_what_was_kept_from_the_last_seal_is_found_in_production(world: World) -> None:
    """Written past the engine after a seal, with an instant long before it: the next seal would take it for an old one."""
    sealed_ledger(world, 2, 1)
    day_before = instant_text(world.moment - timedelta(days=1))
    world.insert("transfer", {**transfer_row("late"), "recorded_at": day_before})
    assert verify_ledger(world.desk).flaw is None, "a demonstration acts as if on other days"
    production = replace(world.desk, production=True, now=None)
    flaw = verify_ledger(production).flaw
    assert flaw is not None
    assert (flaw.code, flaw.where, flaw.place) == ("ledger_overlooked", day_before, 5)
    assert "有1条早在最近一次封存以前就记下了" in flaw.message()
