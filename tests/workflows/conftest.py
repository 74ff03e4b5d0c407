"""Every test of the machines has a bureau of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.world import World, postgres_world, sqlite_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A bureau on a fresh SQLite file."""
    with sqlite_world(tmp_path) as made:
        yield made


@pytest.fixture
def pg_world(postgres_url: str, tmp_path: Path) -> Iterator[World]:
    """A bureau on an empty database of a real PostgreSQL."""
    with postgres_world(postgres_url, tmp_path) as made:
        yield made
