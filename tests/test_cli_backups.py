"""A backup is made and looked at from a terminal; nothing is restored over what is in use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.terminal import Terminal, install_with_a_report


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo installation with one case."""
    folder = tmp_path_factory.mktemp("installed")
    install_with_a_report(folder, applied=True)
    return folder


def test_a_backup_is_made_looked_at_and_named_when_it_is_spoilt(
    terminal: Terminal, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("elsewhere") / "备份"
    made = terminal.done("backup", "-o", folder, "--json").json
    assert (folder / "manifest.json").is_file()
    looked = terminal.done("restore", folder, "--check", "--json").json
    assert (looked["findings"], looked["cases"], looked["files"]) == ([], 1, made["files"])
    assert "检验合格" in terminal.done("restore", folder, "--check").out
    again = terminal.run("backup", "-o", folder)
    assert (again.code, "已经在了" in again.err) == (2, True)
    over = terminal.run("restore", folder)
    assert (over.code, "--check" in over.err) == (2, True)
    (folder / "database.sqlite").write_bytes(b"")
    spoilt = terminal.run("restore", folder, "--check")
    assert (spoilt.code, "other bytes: database.sqlite" in spoilt.err) == (1, True)
