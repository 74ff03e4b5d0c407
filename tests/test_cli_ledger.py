"""The auditor's commands from a terminal: pulls in every format, their record, an entry traced, balances on both bases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.support.entries import NO, entry_row, post, post_award
from tests.support.keys import keyed_engine
from tests.support.terminal import Terminal
from tests.support.world import World

ROOT = Path(__file__).parent.parent
JUNE_30 = date(2025, 6, 30)
LATER = "2025-07-05T02:00:00.000000Z"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo installation with an award paid in June, and a refund in June that was recorded in July."""
    folder = tmp_path_factory.mktemp("installed")
    with pytest.MonkeyPatch.context() as patch:
        terminal = Terminal(patch)
        terminal.at(folder)
        terminal.done("init")
    world = World(keyed_engine(f"sqlite:///{folder}/claims.sqlite", folder), folder)
    post_award(world)
    post(world, "refunded", 100, date(2025, 6, 20), LATER, reverses=3)
    world.engine.dispose()
    return folder


@pytest.fixture
def terminal(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal(monkeypatch)
    made.at(installed)
    return made


def export(terminal: Terminal, *options: object) -> bytes:
    """What an export writes to stdout."""
    return terminal.bytes_of("ledger", "export", *options)


@pytest.mark.parametrize(
    ("file_format", "start"),
    [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("parquet", b"PAR1"), ("beancount", b"option")],
)
def test_every_format_goes_to_stdout_and_to_a_file_alike(
    terminal: Terminal, tmp_path: Path, file_format: str, start: bytes
) -> None:
    path = tmp_path / f"ledger.{file_format}"
    told = terminal.done("ledger", "export", "--format", file_format, "-o", path, "--json").json
    manifest = json.loads((tmp_path / f"{path.name}.manifest.json").read_text(encoding="utf-8"))
    assert (told["rows"], told["sha256"], manifest["sha256"]) == (4, manifest["sha256"], told["sha256"])
    assert path.read_bytes() == export(terminal, "--format", file_format)
    assert path.read_bytes().startswith(start)


def test_a_pull_tells_its_number_its_hash_and_its_sums(terminal: Terminal) -> None:
    said = terminal.done("ledger", "export", "--as-of", "2025-06-30")
    for told in ("3 笔", "借方合计 ¥143,883.00", "1001 支出户银行存款", "SHA-256", "调取第"):
        assert told in said.err
    assert "不连续" not in said.err
    assert "没有过完" not in said.err
    assert "不连续" in terminal.done("ledger", "export", "--from", "2025-06-02").err
    assert "没有过完" in terminal.done("ledger", "export", "--to", "2099-12-31").err


def test_what_was_recorded_since_is_remarked(terminal: Terminal) -> None:
    said = terminal.done("ledger", "export", "--as-of", "2025-06-30", "--changes")
    assert "截止日终了之后补记 1 笔，合计 ¥1.00" in said.err
    assert "凭证 4　2025-06-20　付后退汇　¥1.00" in said.err
    assert "冲销凭证 3" in said.err
    said = terminal.done("ledger", "export", "--as-of", "2025-07-05", "--changes")
    assert "补记 0 笔，合计 ¥0.00。" in said.err


def test_pulls_are_listed_with_how_they_ended(terminal: Terminal) -> None:
    export(terminal, "--case", "FUND", "--as", "cashier1")
    assert terminal.run("ledger", "export", "--with-names", "--as", "cashier1").code == 1
    failed, done, *_ = terminal.done("ledger", "pulls", "--json").json
    assert (failed["step"], failed["fault"], failed["with_names"]) == ("failed", "names_not_allowed", True)
    assert (done["step"], done["username"], done["filters"], done["rows"]) == (
        "done",
        "cashier1",
        {"claim_no": "FUND"},
        0,
    )
    said = terminal.done("ledger", "pulls").out
    assert "失败（names_not_allowed）" in said
    assert "claim_no=FUND" in said


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--to", "2025-06-30", "--value-to", "2025-06-30"), 2, "--value-to"),
        (("--as-of", "2025-06-30", "--to", "2025-06-30"), 2, "--as-of"),
        (("--from", "soon"), 2, "--from"),
        (("--to", "soon"), 2, "--to"),
        (("--from", "2025-07-01", "--as-of", "2025-06-30"), 2, "先后反了"),
        (("--changes",), 2, "--as-of"),
        (("--platform", "没有的"), 2, "还没有案件"),
        (("--item", "没有的"), 2, "medical（医疗费）"),
        (("--case", "TL-1999-000001"), 1, "TL-1999-000001"),
        (("--as", "nobody"), 1, "nobody"),
        (("--as", "admin1"), 1, "审计"),
        (("--with-names", "--format", "beancount"), 2, "beancount"),
    ],
)
def test_what_cannot_be_is_told_in_chinese_and_leaves_nothing(
    terminal: Terminal, tmp_path: Path, options: tuple[str, ...], code: int, told: str
) -> None:
    said = terminal.run("ledger", "export", *options, "-o", tmp_path / "ledger.csv")
    assert (said.code, said.out) == (code, "")
    assert told in said.err
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_full_device_is_told_and_recorded(installed: Path, terminal: Terminal) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cli", "ledger", "export"],
            cwd=ROOT,
            env={**os.environ, "CLAIMS_VAR_DIR": str(installed)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "磁盘已满" in done.stderr
    assert "Traceback" not in done.stderr
    assert terminal.done("ledger", "pulls", "--json").json[0]["fault"] == "ENOSPC"


def test_a_reader_that_goes_away_is_no_fault_but_on_record(installed: Path, terminal: Terminal) -> None:
    world = World(keyed_engine(f"sqlite:///{installed}/claims.sqlite", installed), installed)
    before = len(world.rows("transfer"))
    world.engine.dispose()
    shell = f"{sys.executable} -m cli ledger export 2>/dev/null | head -c 10"
    done = subprocess.run(
        ["bash", "-c", shell],
        cwd=ROOT,
        env={**os.environ, "CLAIMS_VAR_DIR": str(installed)},
        capture_output=True,
        check=True,
    )
    assert (before, len(done.stdout)) == (4, 10)
    assert terminal.done("ledger", "pulls", "--json").json[0]["step"] in ("done", "failed")


def test_an_entry_is_traced_and_one_that_is_not_there_is_told(terminal: Terminal) -> None:
    said = terminal.done("ledger", "trace", 4).out
    assert "分录 4　2025-06-20　付后退汇　¥1.00" in said
    assert "冲销分录 3" in said
    assert "已被分录 4 冲销" in terminal.done("ledger", "trace", 3).out
    traced = terminal.done("ledger", "trace", 3, "--json").json
    assert (traced["entry"]["amount_fen"], traced["entry"]["reversed_by"]) == (4_796_100, [4])
    gone = terminal.run("ledger", "trace", 99)
    assert (gone.code, gone.out) == (2, "")
    assert "现有凭证号 1 至 4" in gone.err


def test_balances_on_both_bases(terminal: Terminal) -> None:
    said = terminal.done("ledger", "balances", "--value-to", "2025-06-30", "--known-on", "2025-06-30")
    assert "1001" in said.out
    assert "-¥47,961.00" in said.out
    assert "合计　¥47,961.00 ＝ ¥47,961.00" in said.err
    cash = terminal.done("ledger", "balances", "--basis", "cash").out
    assert "付后退汇" in cash
    told = terminal.done("ledger", "balances", "--json").json
    assert (told["balanced"], told["identity"][0]["cash_fen"]) == (True, 4_796_000)
    assert {one["code"]: one["balance_fen"] for one in told["accounts"]}["2002"] == -100


def test_books_that_do_not_tie_exit_with_one(terminal: Terminal, installed: Path) -> None:
    world = World(keyed_engine(f"sqlite:///{installed}/claims.sqlite", installed), installed)
    world.insert(
        "transfer", entry_row("platform_paid", 5, date(2030, 1, 1), LATER, debit="9101", credit="1001", claim_no=NO)
    )
    world.engine.dispose()
    said = terminal.run("ledger", "balances")
    assert said.code == 1
    assert "对不上" in said.err
    assert terminal.done("ledger", "balances", "--value-to", "2025-12-31").code == 0
