"""Workbook, Parquet and Beancount hold what the CSV holds; the same content gives the same bytes; a fen off is found."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import pytest
from openpyxl import load_workbook

from claims.canonical import canonical_json
from claims.errors import ClaimsError
from claims.ledger import ACCOUNT_NAMES
from tests.support.entries import HOSTILE, post, post_award, post_hostile
from tests.support.world import World
from workflows.exporting import Cut, as_of
from workflows.exporting.beancount_file import account_name
from workflows.exporting.columns import HEADINGS
from workflows.exporting.extract import extract
from workflows.exporting.formats import Format
from workflows.exporting.parquet_file import write_parquet
from workflows.exporting.xlsx_file import FIRST_ROW
from workflows.pulling import Pulled, Request, pull
from workflows.transaction import snapshot

JUNE_30 = date(2025, 6, 30)
Check = Callable[[bytes], subprocess.CompletedProcess[str]]
LATER = "2025-07-05T02:00:00.000000Z"


def pulled(world: World, file_format: Format, cut: Cut | None = None, *, changes: bool = False) -> tuple[bytes, Pulled]:
    out = io.BytesIO()
    made = pull(world.desk, Request("auditor1", cut or Cut(), file_format, changes=changes), out)
    return out.getvalue(), made


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.fixture
def bean_check(tmp_path: Path) -> Check:
    """Runs Beancount's own check as a program apart."""

    def check(content: bytes) -> subprocess.CompletedProcess[str]:
        path = tmp_path / "ledger.beancount"
        path.write_bytes(content)
        program = Path(sys.executable).with_name("bean-check")
        return subprocess.run([program, path], capture_output=True, text=True, check=False)

    return check


@pytest.mark.parametrize("file_format", list(Format))
def test_the_same_content_gives_the_same_bytes_whoever_pulls_it(world: World, file_format: Format) -> None:
    post_award(world)
    first, made = pulled(world, file_format)
    world.moment = world.moment.replace(year=2026)
    out = io.BytesIO()
    again = pull(world.desk, Request("approver1", Cut(), file_format), out)
    assert out.getvalue() == first
    assert again.sha256 == made.sha256
    post(world, "refunded", 1, JUNE_30, LATER)
    assert pulled(world, file_format, as_of(JUNE_30))[1].sha256 == pulled(world, file_format, as_of(JUNE_30))[1].sha256
    assert pulled(world, file_format)[0] != first


@pytest.mark.parametrize("file_format", list(Format))
def test_an_empty_ledger_is_a_sound_file(world: World, file_format: Format, bean_check: Check) -> None:
    content, made = pulled(world, file_format)
    assert (made.totals.rows, made.totals.sum_fen) == (0, 0)
    assert len(content) > 0
    if file_format is Format.BEANCOUNT:
        assert bean_check(content).returncode == 0


def test_a_workbook_has_entries_balances_and_grounds(world: World) -> None:
    post_award(world, 12_345)
    post(world, "refunded", 1, JUNE_30, LATER, reverses=3)
    content, _ = pulled(world, Format.XLSX, as_of(JUNE_30), changes=True)
    found = sheets(content)
    assert list(found) == ["分录", "科目余额", "封存与清单", "截止日后补记"]
    title, about, head, *rows = found["分录"]
    assert title[0] == "职业伤害保障基金分类账"
    assert "2025-06-01 至 2025-06-30" in str(about[0])
    assert "业务日期至 2025-06-30（含）" in str(about[0])
    assert head == HEADINGS
    place = {name: number for number, name in enumerate(HEADINGS)}
    assert [row[place["金额（元）"]] for row in rows] == [123.45, 123.45, 123.45, 370.35]
    assert rows[0][place["业务日期"]].date() == date(2025, 6, 1)
    assert rows[-1][0] == "合计"
    assert ("1001", "支出户银行存款", 0, 123.45, -123.45) in [row[:5] for row in found["科目余额"]]
    assert found["科目余额"][-1][2:5] == (370.35, 370.35, 0)
    assert ("规则版本", "wages.private_average@2022-01-01") in [row[:2] for row in found["封存与清单"]]
    assert [row[place["冲销凭证号"]] for row in found["截止日后补记"][FIRST_ROW:-1]] == ["3"]


def test_a_workbook_goes_on_on_another_sheet(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.exporting.xlsx_file.ROWS_A_SHEET", 2)
    for day in (1, 4, 7):
        post_award(world, 100, day)
    found = sheets(pulled(world, Format.XLSX)[0])
    names = ["分录", "分录2", "分录3", "分录4", "分录5"]
    assert [name for name in found if name.startswith("分录")] == names
    numbers = [row[0] for name in names for row in found[name][FIRST_ROW:] if row[0] != "合计"]
    assert numbers == [str(number) for number in range(1, 10)]


def test_a_workbook_holds_hostile_texts_as_texts(world: World) -> None:
    post_hostile(world)
    content, _ = pulled(world, Format.XLSX)
    with ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    place = HEADINGS.index("依据文书")
    written = [row[place] for row in sheets(content)["分录"][FIRST_ROW:-1]]
    assert len(written) == len(HOSTILE)
    assert "'=HYPERLINK(1)" in written


def test_parquet_holds_whole_fen_and_days(world: World, tmp_path: Path) -> None:
    post_hostile(world)
    post_award(world)
    path = tmp_path / "ledger.parquet"
    path.write_bytes(pulled(world, Format.PARQUET)[0])
    with duckdb.connect() as database:
        types = dict(database.execute(f"SELECT name, type FROM parquet_schema('{path}')").fetchall())
        read = database.execute(
            f"SELECT id, value_on, amount_fen, cash, document, debit_name FROM '{path}' ORDER BY id"
        ).fetchall()
    assert (types["amount_fen"], types["value_on"]) == ("INT64", "INT32")
    stored = [
        (row["id"], row["value_on"], row["amount_fen"], bool(row["cash"]), row["document"] or None)
        for row in world.rows("transfer")
    ]
    assert [row[:5] for row in read] == stored
    assert {row[5] for row in read} == {"应付待遇", "一次性伤残补助金支出", "在途付款"}


def test_without_duckdb_the_command_says_what_to_install(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    post_award(world)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(ClaimsError, match="pip install"):
        pulled(world, Format.PARQUET)


def test_a_system_that_refuses_is_told_as_such(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    post_award(world)
    (tmp_path / "ledger.parquet").mkdir()
    with snapshot(world.desk) as connection, pytest.raises(OSError, match="DuckDB"):
        write_parquet(extract(connection, Cut()), tmp_path / "ledger.parquet")

    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", full)
    with pytest.raises(OSError, match="No space"):
        pulled(world, Format.XLSX)


def test_beancount_agrees_and_finds_one_fen(world: World, bean_check: Check) -> None:
    post_award(world)
    post(world, "platform_assessed", 700, JUNE_30, LATER, document='a "quoted"\\ text\nof two lines')
    post(world, "succession", 300, JUNE_30, LATER)
    content, _ = pulled(world, Format.BEANCOUNT)
    good = bean_check(content)
    assert (good.returncode, good.stdout + good.stderr) == (0, "")
    for one, other in ((b"47961.00 CNY", b"47961.01 CNY"), (b"-47961.00 CNY", b"-47960.99 CNY")):
        assert bean_check(content.replace(one, other, 1)).returncode == 1
    both = content.replace(b"  47961.00 CNY", b"  47961.01 CNY", 1).replace(b"  -47961.00 CNY", b"  -47961.01 CNY", 1)
    off = bean_check(both)
    assert off.returncode == 1
    assert "Balance failed" in off.stdout + off.stderr


def test_beancount_holds_hostile_texts_as_strings(world: World, bean_check: Check) -> None:
    post_hostile(world)
    checked = bean_check(pulled(world, Format.BEANCOUNT)[0])
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


def test_every_account_of_the_chart_has_an_ascii_name_that_ends_in_its_code() -> None:
    names = {str(account): account_name(str(account)) for account in ACCOUNT_NAMES}
    assert len(set(names.values())) == len(ACCOUNT_NAMES)
    assert all(name.isascii() and name.endswith(f":{code}") for code, name in names.items())
    assert (names["1003"], names["9101"]) == ("Assets:InTransit:1003", "Equity:Memo:PlatformDue:9101")


def test_the_manifest_is_plain_data(world: World) -> None:
    post_award(world)
    _, made = pulled(world, Format.CSV, as_of(JUNE_30))
    assert canonical_json(dict(made.manifest))
    assert made.manifest["rows"] == 3
    assert made.manifest["filters"] == {"value_to": "2025-06-30", "known_before": "2025-06-30T16:00:00.000000Z"}
    assert made.manifest["balances_fen"] == {"1001": -4_796_100, "1003": 0, "2001": 0, "5102": 4_796_100}
    assert made.manifest["rule_versions"] == ["benefits.grade_months.9@2011-01-01", "wages.private_average@2022-01-01"]
