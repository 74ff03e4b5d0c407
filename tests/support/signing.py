"""A key for tests, made once a process, and worlds that sign with it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from claims.settings import KeyFiles
from claims.store.rows import Row
from notifications.keys import make_demo_key
from tests.support.world import World
from workflows.letter_files import letter_path
from workflows.outbox import drain


@cache
def demo_key() -> KeyFiles:
    """The key of a demonstration."""
    folder = Path(tempfile.mkdtemp(prefix="claims-key-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return make_demo_key(folder)


def let_sign(world: World, key: KeyFiles | None = None) -> World:
    """The same world, at a desk that signs."""
    world.desk = replace(world.desk, sign_key=key or demo_key())
    return world


def made(world: World, kind: str, variant: str = "full") -> tuple[Row, Path]:
    """The first letter of a kind, drained, and where its file lies."""
    drain(world.desk)
    letter = next(row for row in world.rows("letter") if row["kind"] == kind)
    return letter, letter_path(world.desk.var_dir, letter, variant)
