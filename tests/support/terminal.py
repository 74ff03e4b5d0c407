"""Running command lines in this process, and reading what came out."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import cli


@dataclass(frozen=True)
class Said:
    """The exit code and what went to stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as JSON."""
        return json.loads(self.out)


class Terminal:
    """Types commands. Stdout is a stream of bytes under text, as a real one is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def run(self, *arguments: object, given: str = "") -> Said:
        """One command line with `given` on stdin."""
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        with _captured() as (out, err), redirect_stderr(err):
            code = cli.run([str(argument) for argument in arguments])
            sys.stdout.flush()
        return Said(code, out.getvalue().decode("utf-8"), err.getvalue())

    def bytes_of(self, *arguments: object) -> bytes:
        """What a command that must succeed writes to stdout, where that is no text."""
        with _captured() as (out, err), redirect_stderr(err):
            code = cli.run([str(argument) for argument in arguments])
            sys.stdout.flush()
        assert code == 0, err.getvalue()
        return out.getvalue()

    def done(self, *arguments: object, given: str = "") -> Said:
        """The same, for a command that must succeed."""
        said = self.run(*arguments, given=given)
        assert said.code == 0, said.err
        return said

    def at(self, folder: Path, **settings: str) -> None:
        """Let the settings point to a folder and nowhere else."""
        for name in [name for name in os.environ if name.startswith("CLAIMS_")]:
            self._monkeypatch.delenv(name, raising=False)
        self._monkeypatch.setenv("CLAIMS_VAR_DIR", str(folder))
        for name, value in settings.items():
            self._monkeypatch.setenv(name, value)


@contextmanager
def _captured() -> Iterator[tuple[io.BytesIO, io.StringIO]]:
    out, err, before = io.BytesIO(), io.StringIO(), sys.stdout
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8")
    try:
        yield out, err
    finally:
        sys.stdout.flush()
        sys.stdout.detach()
        sys.stdout = before


ROOT = Path(__file__).parent.parent.parent
CASE = "[[case]]"
NO = "TL-2024-000001"
LINE = {
    "姓名": "合成人员11", "身份证号码": "500151199001110004", "手机号码": "13800000000", "平台企业": "美团", "行业": "外卖",
    "报案渠道": "窗口", "报案日期": "2024-09-03", "受伤日期": "2024-09-02", "受伤地点": "铜梁区", "受伤经过": "送餐途中摔倒",
    "受伤部位与程度": "右手腕骨折", "受伤时订单状态": "配送或运送中", "订单号": "MT1",
}  # fmt: skip


def install_with_a_report(folder: Path, *, applied: bool = False) -> None:
    """A demo installation in `folder` in which one case (`NO`) has been reported, and with `applied` applied for."""
    with pytest.MonkeyPatch.context() as patch:
        terminal = Terminal(patch)
        terminal.at(folder)
        terminal.done("init")
        (folder / "one.jsonl").write_text(json.dumps(LINE, ensure_ascii=False), encoding="utf-8")
        terminal.done("import", folder / "one.jsonl")
        if applied:
            data = ("kind=injury", "consent=是", "form=是", "papers=application_form,diagnosis")
            given = [part for one in data for part in ("--data", one)]
            terminal.done("advance", NO, "apply", "--as", "intake1", "--at", "2024-09-04", *given)


def small_pilot(path: Path) -> Path:
    """The first two cases of the pilot's own file, of which the second is graded."""
    head, *cases = (ROOT / "pilot" / "cases.toml").read_text(encoding="utf-8").split(CASE)
    path.write_text(head + "".join(CASE + case for case in cases[:2]), encoding="utf-8")
    return path


def replay_small_pilot(folder: Path) -> None:
    """A demo installation in `folder` into which it has been replayed; what was said lies there in `said`."""
    with pytest.MonkeyPatch.context() as patch:
        terminal = Terminal(patch)
        terminal.at(folder)
        terminal.done("init")
        said = terminal.done("pilot", "--data", small_pilot(folder / "small.toml"))
        (folder / "said").write_text(said.out, encoding="utf-8")


def terminal_on_copy(template: Path, folder: Path, patch: pytest.MonkeyPatch) -> Terminal:
    """A terminal on `folder`, a copy of the installation in `template`."""
    shutil.copytree(template, folder)
    made = Terminal(patch)
    made.at(folder)
    return made
