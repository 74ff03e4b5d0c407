"""The keys of personal data from a terminal: made once, looked at, changed for new ones."""

from __future__ import annotations

import stat
from pathlib import Path

from claims.keyring import key_file
from tests.support.terminal import Terminal


def test_a_new_key_is_a_file_of_its_owner_and_never_written_over(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "keys" / "new"
    said = terminal.done("keys", "new", "--id", "k2", "-o", path)
    assert str(path) in said.out
    assert "另存一份副本" in said.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    line = path.read_text(encoding="ascii")
    assert line.startswith("k2:")
    assert line.partition(":")[2].strip() not in said.out + said.err
    again = terminal.run("keys", "new", "--id", "k3", "-o", path)
    assert (again.code, path.read_text(encoding="ascii")) == (1, line)
    assert "已经有了" in again.err
    assert terminal.run("keys", "new", "--id", "K 3", "-o", tmp_path / "other").code == 2
    assert not (tmp_path / "other").exists()


def test_from_one_key_to_the_next(terminal: Terminal, tmp_path: Path) -> None:
    status = terminal.done("keys", "status", "--json").json
    assert (status["keys"], status["sealing"], status["rotated_to"], status["under_way_to"]) == (
        ["demo1"],
        "demo1",
        "demo1",
        None,
    )
    count = status["counts"]["person_private"]["demo1"]
    assert count > 0
    shown = terminal.done("keys", "status")
    assert "person_private" in shown.out
    assert "claims keys rotate" not in shown.err

    own = key_file(tmp_path / "var")
    terminal.done("keys", "new", "--id", "k2", "-o", tmp_path / "new")
    own.write_text((tmp_path / "new").read_text(encoding="ascii") + own.read_text(encoding="ascii"), encoding="ascii")
    assert "claims keys rotate" in terminal.done("keys", "status").err
    done = terminal.done("keys", "rotate", "--json").json
    assert (done["key"], done["persons"]) == ("k2", 1)
    assert done["rows"] > count
    assert terminal.done("keys", "status", "--json").json["counts"]["person_private"] == {"k2": count}
    assert "换了 0 行" in terminal.done("keys", "rotate").out
    assert "没有发现改动" in terminal.done("verify").out

    own.write_text((tmp_path / "new").read_text(encoding="ascii"), encoding="ascii")
    assert terminal.done("keys", "status", "--json").json["keys"] == ["k2"]


def test_without_its_key_the_program_says_which_is_needed(terminal: Terminal, tmp_path: Path) -> None:
    own = key_file(tmp_path / "var")
    kept = own.read_text(encoding="ascii")
    terminal.done("keys", "new", "--id", "k2", "-o", tmp_path / "new")
    own.write_text((tmp_path / "new").read_text(encoding="ascii"), encoding="ascii")
    said = terminal.run("verify")
    assert said.code == 1
    assert "需要数据密钥 demo1" in said.err
    own.unlink()
    said = terminal.run("verify")
    assert "没有数据密钥" in said.err
    assert "从副本取回" in said.err
    own.write_text(kept, encoding="ascii")
    assert terminal.done("verify").code == 0
