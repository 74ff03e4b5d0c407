"""The replays that the tests look at."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.support.kept_replays import copied
from tests.support.pilots import FIRST, LATE, SECOND, VARIED, Replayed, only, replayed
from tests.support.servers import Postgres

MEMORY = Path("/dev/shm")
_places = count()


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """A folder in memory where the machine has one."""
    folder = Path(tempfile.mkdtemp(prefix="claims-pilot-", dir=MEMORY if MEMORY.is_dir() else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def folder(quick_folder: Path) -> Iterator[Path]:
    """A folder for this test alone."""
    own = quick_folder / str(next(_places))
    own.mkdir()
    yield own
    shutil.rmtree(own)


@pytest.fixture(scope="session")
def first(quick_folder: Path) -> Iterator[Replayed]:
    """The pilot's own file, replayed whole."""
    with copied(quick_folder / "first", FIRST) as made:
        yield made


@pytest.fixture(scope="session")
def second(quick_folder: Path) -> Iterator[Replayed]:
    """The second decomposition, replayed whole."""
    with copied(quick_folder / "second", SECOND) as made:
        yield made


@pytest.fixture(scope="session")
def varied(quick_folder: Path) -> Iterator[Replayed]:
    """Some persons of the first file with the most varied cases; small enough to be replayed again and copied."""
    with copied(quick_folder / "varied", only(FIRST, *VARIED)) as made:
        yield made


@pytest.fixture(scope="session")
def late(quick_folder: Path) -> Iterator[Replayed]:
    """A few who were hurt late; made in a third of the time."""
    with copied(quick_folder / "late", only(FIRST, *LATE)) as made:
        yield made


@pytest.fixture(scope="session")
def varied_on_postgresql(quick_folder: Path, postgres: Postgres) -> Iterator[Replayed]:
    """The same on PostgreSQL."""
    url = postgres.url(postgres.create_database())
    with replayed(quick_folder / "varied-on-postgresql", only(FIRST, *VARIED), url) as made:
        yield made
