"""A rotation in a process of its own, which may be killed (SIGKILL) in the middle of it.

python -m tests.support.rotating URL FOLDER ROWS KEY KEY    rotates and dies after so many rows; 0: never
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from tests.support.keys import engine_with
from tests.support.world import World
from workflows.key_rotation import Rotated, rotate
from workflows.transaction import Desk

ROOT = Path(__file__).parent.parent.parent


def desk_with(world: World, *lines: str) -> Desk:
    """A desk on the world's database with these keys."""
    return replace(world.desk, engine=engine_with(address(world), *lines))


def address(world: World) -> str:
    """The URL of the world's database."""
    return world.engine.url.render_as_string(hide_password=False)


def started(world: World, die_after_rows: int, *lines: str) -> subprocess.Popen[bytes]:
    """A process that rotates."""
    arguments = [address(world), str(world.desk.var_dir), str(die_after_rows), *lines]
    return subprocess.Popen([sys.executable, "-m", "tests.support.rotating", *arguments], cwd=ROOT)


def main(url: str, folder: str, die_after_rows: str, *lines: str) -> Rotated:
    """Rotate, and die on the way if that is wanted."""

    def tell(_table: str, done: int, _total: int) -> None:
        if int(die_after_rows) and done >= int(die_after_rows):
            os.kill(os.getpid(), signal.SIGKILL)

    return rotate(World(engine_with(url, *lines), Path(folder)).desk, tell)


if __name__ == "__main__":
    main(*sys.argv[1:])
