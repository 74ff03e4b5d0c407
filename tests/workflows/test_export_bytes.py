"""The ledger is the same file from either database, byte for byte, also where its texts are hostile."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from claims.store.engine import is_sqlite
from claims.store.ledger import FREE_TEXTS
from claims.store.rows import insert_rows
from tests.support.entries import HOSTILE, csv_of, entry_row, post, post_award, post_hostile
from tests.support.world import World, furnished_world
from workflows.exporting import FORMULA_STARTS, HEADINGS, Cut, as_of
from workflows.exporting.columns import COLUMNS, cells, listed
from workflows.exporting.extract import extract, raw_rows
from workflows.exporting.formats import WITH_NAMES, Format
from workflows.exporting.statements import ANY_GUARDED
from workflows.pulling import Request, pull
from workflows.transaction import snapshot

JUNE_2 = date(2025, 6, 2)


def pulled(world: World, file_format: Format, *, named: bool) -> bytes:
    """The whole ledger in a format, with names where it may hold them."""
    out = io.BytesIO()
    pull(world.desk, Request("auditor1", Cut(), file_format, with_names=named), out)
    return out.getvalue()


def moved_to(there: World, here: World) -> None:
    """The same entries in another database."""
    with there.engine.begin() as connection:
        insert_rows(connection, "transfer", [{**row, "cash": bool(row["cash"])} for row in here.rows("transfer")])


def test_either_database_gives_the_same_bytes(world: World, bureau_url: str, tmp_path: Path) -> None:
    post_hostile(world)
    post_award(world, 1)
    post_award(world, 10**12, day=4)
    post(world, "released", 99, JUNE_2, "2025-07-05T00:00:00.000000Z", parameters="[]", cash=True)
    with furnished_world(bureau_url, tmp_path) as there:
        moved_to(there, world)
        for cut in (Cut(), as_of(JUNE_2), Cut(value_from=JUNE_2), Cut(claim_no="%(x)s"), Cut(claim_no="nobody")):
            assert csv_of(there, cut) == csv_of(world, cut)
        for file_format in Format:
            named = file_format in WITH_NAMES
            assert pulled(there, file_format, named=named) == pulled(world, file_format, named=named)
    assert csv_of(world).count(b"\r\n") > len(HOSTILE)


@pytest.mark.parametrize("hostile", [True, False])
def test_the_database_and_python_write_the_same_cells(hostile: bool, world: World) -> None:
    if hostile:
        post_hostile(world)
    post_award(world)
    written = list(csv.reader(io.StringIO(csv_of(world).decode("utf-8-sig"), newline="")))
    with snapshot(world.desk) as connection, raw_rows(extract(connection, Cut())) as rows:
        assert written == [list(HEADINGS), *map(cells, rows)]


def test_one_guarded_text_among_plain_ones_is_found_by_its_index(bureau: World) -> None:
    plain = entry_row("released", 1, JUNE_2, "2025-06-02T00:00:00.000000Z")
    with bureau.engine.connect() as connection:
        insert_rows(connection, "transfer", [plain] * 500)
        explain = "EXPLAIN QUERY PLAN" if is_sqlite(connection) else "EXPLAIN"
        assert "ix_transfer_guarded" in str(connection.exec_driver_sql(f"{explain} {ANY_GUARDED}").fetchall())
        assert connection.exec_driver_sql(ANY_GUARDED).first() is None
        for name in FREE_TEXTS:
            with connection.begin_nested() as undone:
                insert_rows(connection, "transfer", [plain | {name: "+1"}])
                assert connection.exec_driver_sql(ANY_GUARDED).first() is not None
                undone.rollback()


def test_no_cell_of_a_hostile_ledger_begins_as_a_formula(world: World) -> None:
    post_hostile(world)
    rows = list(csv.reader(io.StringIO(csv_of(world).decode("utf-8-sig"), newline="")))[1:]
    assert len(rows) == len(HOSTILE)
    free = [place for place, column in enumerate(COLUMNS) if column.stored != "parameters"]
    assert [row[place] for row in rows for place in free if row[place].startswith(FORMULA_STARTS)] == []
    document = next(place for place, column in enumerate(COLUMNS) if column.stored == "document")
    assert {row[document].removeprefix("'") for row in rows} == {text.removeprefix("'") for text in HOSTILE}


def test_a_code_that_the_chart_does_not_know_is_shown_and_not_hidden(world: World) -> None:
    post(world, "released", 5, JUNE_2, "2025-06-02T00:00:00.000000Z", debit="7777", credit="8888")
    world.insert("transfer", {**world.one("transfer"), "id": 2, "entry": "invented"})
    _, row = csv.DictReader(io.StringIO(csv_of(world).decode("utf-8-sig")))
    assert (row["业务"], row["借方科目"], row["贷方科目"]) == ("invented", "7777", "8888")
    assert {row["业务名称"], row["借方科目名称"], row["贷方科目名称"]} == {"（不在科目表中）"}


@pytest.mark.parametrize(
    ("document", "text"),
    [("[]", ""), ('["a@b:2022-01-01"]', "a@b:2022-01-01"), ('["a","b","c"]', "a；b；c")],
)
def test_rule_versions_are_listed(document: str, text: str) -> None:
    assert listed(document) == text


def test_the_names_of_the_rules_hold_nothing_that_a_list_is_made_of(world: World) -> None:
    names = [f"{value.key}@{value.jurisdiction}" for value in world.desk.rules.values()]
    assert [name for name in names if set(name) & set('",[]\\；')] == []
