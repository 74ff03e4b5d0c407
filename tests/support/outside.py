"""An effect that reaches outside, for tests: the world outside is a file with a line an act.

As a program it drains an installation with that effect, and dies (SIGKILL) before or after the act.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from claims.store.rows import Row
from tests.support.keys import keyed_engine
from tests.support.world import World
from workflows.outbox import drain
from workflows.promised import EFFECTS, EffectKind
from workflows.transaction import Desk

ROOT = Path(__file__).parent.parent.parent
KIND = "tell_outside"
Moment = Literal["before", "after"]


def outside_kind(
    log: Path, before: Callable[[], None] | None = None, after: Callable[[], None] | None = None
) -> EffectKind:
    """The kind; `before` and `after` are called around the act."""

    def run(_desk: Desk, payload: dict[str, str]) -> Row:
        if before:
            before()
        with log.open("a", encoding="utf-8") as file:
            file.write(payload["say"] + "\n")
        if after:
            after()
        return {}

    return EffectKind(run, _nothing_to_keep, outside=True)


def _nothing_to_keep(_connection: Connection, _result: Row) -> None:
    """Nothing of ours changes."""


def acts(log: Path) -> list[str]:
    """What has been done outside, in order."""
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


def promise(world: World, claim_no: str, seq: int) -> str:
    """Promise an act outside on a case; returns its key, which is also what is said."""
    name = f"{KIND}:{claim_no}/{seq}"
    world.insert("outbox", {
        "effect_key": name, "claim_no": claim_no, "seq": seq, "kind": KIND, "payload": f'{{"say":"{name}"}}',
        "state": "pending", "attempts": 0, "faults": 0, "created_at": "2024-10-10T04:00:00.000000Z",
    })  # fmt: skip
    return name


def drain_and_die(url: str, folder: Path, log: Path, moment: Moment) -> None:
    """Drain in a process of its own that is killed at `moment` of the first act outside."""
    command = [sys.executable, "-m", "tests.support.outside", url, str(folder), str(log), moment]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, folder: str, log: str, moment: str) -> None:
    """The program."""
    EFFECTS[KIND] = outside_kind(Path(log), **{moment: _die})
    drain(World(keyed_engine(url), Path(folder)).desk)


if __name__ == "__main__":
    main(*sys.argv[1:])
