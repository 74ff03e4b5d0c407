"""`claims serve`: the pages, and where no broker is set the worker with them; the log in the form that is wanted."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import uvicorn

from tests.support.terminal import Terminal
from tests.support.web_client import WebClient

SECONDS_MAX = 60


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal at a new demonstration; the log is put back as it was."""
    root, kept = logging.getLogger(), logging.getLogger().handlers[:]
    level = root.level
    made = Terminal(monkeypatch)
    made.at(tmp_path, CLAIMS_PASSWORD_HASH="cheap")
    made.done("init")
    yield made
    root.handlers[:] = kept
    root.setLevel(level)


def workers() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "worker"]


def test_the_worker_works_beside_the_pages_and_ends_with_them(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []

    def run(app: Any, **_options: Any) -> None:
        web, limit = WebClient(app), monotonic() + SECONDS_MAX
        while not seen or not (seen[-1]["ready"] or monotonic() > limit):
            seen.append(web.get("/readyz").json())
            sleep(0.2)
        assert web.get("/login").status_code in (200, 303)
        assert len(workers()) == 1

    monkeypatch.setattr(uvicorn, "run", run)
    said = terminal.done("serve", "--port", "0")
    assert seen[-1] == {"ready": True, "database": "ok", "keys": "ok", "worker": "ok"}
    assert "也在本进程里" in said.err
    lines = [json.loads(line) for line in said.err.splitlines() if '"claims.requests"' in line]
    assert {line["route"] for line in lines} == {"/login"}
    assert workers() == []


def test_the_pages_alone(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def run(app: Any, **_options: Any) -> None:
        seen.extend((WebClient(app).get("/readyz").status_code, len(workers())))

    monkeypatch.setattr(uvicorn, "run", run)
    terminal.done("serve", "--port", "0", "--no-worker")
    assert seen == [503, 0]


def test_a_form_of_log_that_there_is_not(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_LOG", "xml")
    refused = terminal.run("serve", "--port", "0")
    assert (refused.code, "CLAIMS_LOG" in refused.err) == (2, True)
