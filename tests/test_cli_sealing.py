"""The sealed ledger from a terminal: seal, head, check, note, prove, and the bundle that is handed out."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from claims.settings import read_settings
from claims.standalone import verify_ledger
from tests.support.ledgers import fund
from tests.support.terminal import Terminal
from workflows.opening import open_desk

ENTRY = "transfer/2"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """Where the installation lies."""
    return tmp_path / "var"


@pytest.fixture
def terminal(var: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A demo installation with three fundings, two of them sealed."""
    made = Terminal(monkeypatch)
    made.at(var)
    made.done("init")
    book("first", "second")
    made.done("ledger", "seal")
    book("third")
    return made


def book(*keys: str) -> None:
    """Fundings of the installation that the settings point to."""
    opened = open_desk(read_settings())
    for place, key in enumerate(keys):
        fund(opened, key, 100 + place)
    opened.engine.dispose()


def the_head(terminal: Terminal) -> str:
    return terminal.done("ledger", "head").out.strip()


def test_sealing_tells_how_much_and_the_head(terminal: Terminal, var: Path) -> None:
    first = the_head(terminal)
    assert first.startswith("h1.1.4.201.")
    assert len(first) < 90
    said = terminal.done("ledger", "seal")
    assert said.out.startswith("封存了 2 条。\nh1.2.6.301.")
    assert terminal.done("ledger", "seal").out.startswith("没有新的条目")
    assert len(list((var / "heads").iterdir())) == 2
    facts = terminal.done("ledger", "head", "--json").json
    assert (facts["batch_no"], facts["cumulative_count"], facts["cumulative_fen"]) == (2, 6, 301)


def test_the_check_tells_what_agrees_and_what_waits(terminal: Terminal) -> None:
    said = terminal.done("ledger", "verify", "--head", the_head(terminal))
    assert "1 批 4 条，借方合计 ¥2.01：条目、叶子、根、次序、条数、合计都相符" in said.out
    assert "与库外的 1 个头部相符" in said.out
    assert "还有 2 条等待封存" in said.err
    assert "claims verify" in said.err
    facts = terminal.done("ledger", "verify", "--json").json
    assert (facts["entries"], facts["unsigned"], facts["waiting"]["count"], facts["flaw"]) == (4, 0, 2, None)


def test_the_first_altered_entry_is_named_and_exits_with_one(terminal: Terminal, var: Path) -> None:
    with closing(sqlite3.connect(var / "claims.sqlite")) as database:
        database.execute("DROP TRIGGER transfer_no_update")
        database.execute("UPDATE transfer SET amount_fen = 999 WHERE id = 2")
        database.commit()
    said = terminal.run("ledger", "verify")
    assert said.code == 1
    assert "transfer/2 与封存时不同" in said.err
    assert "前 0 批 0 条相符，之后发现改动" in said.out
    flaw = terminal.run("ledger", "verify", "--json").json["flaw"]
    assert (flaw["code"], flaw["where"]) == ("ledger_entry_altered", "transfer/2")


def test_a_mistyped_head_is_told_from_another_ledger(terminal: Terminal) -> None:
    head = the_head(terminal)
    slip = head.replace("h1.1.4.", "h1.1.5.")
    said = terminal.run("ledger", "verify", "--head", slip)
    assert (said.code, "抄写有误" in said.err) == (2, True)
    said = terminal.run("ledger", "verify", "--head", "12")
    assert (said.code, "不是封存头部" in said.err) == (2, True)


def test_a_proof_of_one_entry_is_checked_with_the_head_alone(terminal: Terminal, var: Path, tmp_path: Path) -> None:
    proof, head = tmp_path / "证明.json", the_head(terminal)
    terminal.done("ledger", "prove", ENTRY, "-o", proof)
    said = terminal.done("ledger", "verify", "--proof", proof, "--head", head)
    assert '"id":"2","kind":"transfer"' in said.out
    terminal.done("ledger", "seal")
    said = terminal.run("ledger", "verify", "--proof", proof, "--head", the_head(terminal))
    assert (said.code, "不是公布头部时的那本账" in said.err) == (1, True)
    told = json.loads(proof.read_text(encoding="utf-8"))
    for change in (
        {"entry": told["entry"].replace("101", "102")},
        {"leaf_no": told["leaf_no"] - 1},
        {"path": told["path"][1:]},
    ):
        proof.write_text(json.dumps({**told, **change}), encoding="utf-8")
        assert terminal.run("ledger", "verify", "--proof", proof, "--head", head).code == 1
    for spoiled in ("", "[]", '{"type":"inclusion"}'):
        proof.write_text(spoiled, encoding="utf-8")
        said = terminal.run("ledger", "verify", "--proof", proof)
        assert (said.code, "读不懂证明文件" in said.err) == (2, True)


def test_a_ledger_is_shown_to_go_on_from_an_older_head(terminal: Terminal, tmp_path: Path) -> None:
    old = the_head(terminal)
    said = terminal.run("ledger", "prove", "--since", old, "-o", tmp_path / "same.json")
    assert (said.code, "就是现在最新的" in said.err) == (1, True)
    terminal.done("ledger", "seal")
    proof, head = tmp_path / "on.json", the_head(terminal)
    terminal.done("ledger", "prove", "--since", old, "-o", proof)
    said = terminal.done("ledger", "verify", "--proof", proof, "--head", head)
    assert "第 2 批的账接着第 1 批，前 4 条没有变" in said.out
    told = json.loads(proof.read_text(encoding="utf-8"))
    proof.write_text(json.dumps({**told, "path": ["00" * 32, *told["path"][1:]]}), encoding="utf-8")
    assert terminal.run("ledger", "verify", "--proof", proof, "--head", head).code == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("transfer/99",), "没有 transfer/99"),
        (("claim/1",), "没有 claim/1"),
        (("transfer/3",), "还没有封存"),
        ((), "没有说清要证明什么"),
    ],
)
def test_what_cannot_be_proved_is_told(
    terminal: Terminal, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    said = terminal.run("ledger", "prove", *arguments, "-o", tmp_path / "x.json")
    assert said.code in (1, 2)
    assert told in said.err
    assert not (tmp_path / "x.json").exists()


@pytest.mark.parametrize("name", ["审计包", "audit.zip"])
def test_the_bundle_is_checked_by_its_own_program(terminal: Terminal, tmp_path: Path, name: str) -> None:
    said = terminal.done("ledger", "bundle", "-o", tmp_path / name)
    head = said.out.splitlines()[-1]
    assert "另有 2 条还没有封存" in said.err
    folder = tmp_path / name
    if name.endswith(".zip"):
        folder = tmp_path / "unpacked"
        with zipfile.ZipFile(tmp_path / name) as archive:
            archive.extractall(folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.txt", "certificates.pem", "entries.jsonl", "head.txt", "leaves.txt", "seals.json", "verify_ledger.py",
    ]  # fmt: skip
    script = [sys.executable, "-I", "-S", "verify_ledger.py", "--head", head]
    ran = subprocess.run(
        script, cwd=folder, env={"PYTHONIOENCODING": "utf-8"}, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    again = terminal.run("ledger", "bundle", "-o", tmp_path / name)
    assert (again.code, "已经存在" in again.err) == (2, True)


def test_a_ledger_that_was_altered_is_exported_as_it_is_and_said_to_be(
    terminal: Terminal, var: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(var / "claims.sqlite")) as database:
        database.execute("DROP TRIGGER transfer_no_delete")
        database.execute("DELETE FROM transfer WHERE id = 1")
        database.commit()
    said = terminal.run("ledger", "bundle", "-o", tmp_path / "bundle")
    assert said.code == 1
    assert "transfer/1" in said.err
    assert verify_ledger.main([str(tmp_path / "bundle")]) == 1


def test_nothing_sealed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(monkeypatch)
    terminal.at(tmp_path / "var")
    terminal.done("init")
    for arguments in (("head",), ("bundle", "-o", tmp_path / "b"), ("prove", "transfer/1", "-o", tmp_path / "p")):
        said = terminal.run("ledger", *arguments)
        assert said.code in (1, 2)
    assert "还没有封存过" in terminal.run("ledger", "head").err
    assert terminal.done("ledger", "verify").out.startswith("0 批 0 条")


def test_a_head_is_noted_by_the_auditor_and_health_tells_what_does_not_match(terminal: Terminal, var: Path) -> None:
    head = the_head(terminal)
    assert "可以放款" in terminal.done("ledger", "note-head", head, "--as", "auditor1").out
    for path in (var / "heads").iterdir():
        path.rename(path.with_name(path.name.replace("head-00000001", "head-00000007")))
    said = terminal.run("health")
    assert said.code == 1
    assert "数据库只到第1批，现在不能放款" in said.err
    assert terminal.run("health", "--json").json["seals"]["error"] == "head_newer_than_database"
    assert terminal.run("ledger", "seal").code == 1
    refused = terminal.run("ledger", "note-head", head, "--as", "cashier1")
    assert (refused.code, "不能登记封存头部" in refused.err) == (1, True)
    still = terminal.run("ledger", "note-head", head, "--as", "auditor1")
    assert (still.code, "现在不能放款" in still.err) == (1, True)


def test_health_tells_the_age_of_the_last_seal_and_what_waits(terminal: Terminal) -> None:
    out = terminal.run("health").out
    assert "分类账：最近一次封存在" in out
    assert "等待封存 2 条" in out
    seals = terminal.run("health", "--json").json["seals"]
    assert (seals["waiting"], seals["unsigned"], seals["error"]) == (2, False, None)
    assert seals["last_seconds"] >= 0
