"""Running command lines in this process, and reading what came out."""

from __future__ import annotations

import io
import json
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

    def done(self, *arguments: object, given: str = "") -> Said:
        """The same, for a command that must succeed."""
        said = self.run(*arguments, given=given)
        assert said.code == 0, said.err
        return said

    def at(self, folder: Path, **settings: str) -> None:
        """Let the settings point to a folder and nowhere else."""
        for name in ("CLAIMS_DATABASE_URL", "CLAIMS_BROKER_URL", "CLAIMS_PROVINCE"):
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
