"""Every test of the machines has a bureau of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.support.world import World, furnished_world, sqlite_world

MEMORY = Path("/dev/shm")
_places = count()


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """A folder in memory where the machine has one: thousands of small databases come and go."""
    folder = Path(tempfile.mkdtemp(prefix="claims-tests-", dir=MEMORY if MEMORY.is_dir() else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def world_folder(quick_folder: Path) -> Iterator[Path]:
    """A folder for this test alone."""
    folder = quick_folder / str(next(_places))
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def world(world_folder: Path) -> Iterator[World]:
    """A bureau on a fresh SQLite file."""
    with sqlite_world(world_folder) as made:
        yield made


@pytest.fixture
def pg_world(bureau_url: str, world_folder: Path) -> Iterator[World]:
    """A bureau on a database of a real PostgreSQL."""
    with furnished_world(bureau_url, world_folder) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def bureau(request: pytest.FixtureRequest) -> World:
    """A world on each database."""
    world: World = request.getfixturevalue("world" if request.param == "sqlite" else "pg_world")
    return world
