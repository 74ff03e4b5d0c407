"""Databases to try the schema on: SQLite and a real PostgreSQL, empty for one test or installed for a module."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from claims.store.installing import install
from tests.support.keys import keyed_engine
from tests.support.servers import Postgres

DIALECTS = ("sqlite", "postgresql")
INSTANT = datetime(2025, 7, 1, 1, 0, tzinfo=UTC)


@pytest.fixture(params=DIALECTS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'claims.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def empty_engine(empty_url: str) -> Iterator[Engine]:
    """An engine on a database with nothing in it."""
    engine = keyed_engine(empty_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module", params=DIALECTS)
def installed_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine on an installed database that a module's tests share and leave as it was."""
    if request.param == "sqlite":
        engine = keyed_engine(f"sqlite:///{tmp_path_factory.mktemp('store') / 'claims.sqlite'}")
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        engine = keyed_engine(postgres.url(postgres.create_database()))
    install(engine, "demo", "重庆", INSTANT)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(installed_engine: Engine) -> Iterator[Connection]:
    """A transaction on the installed database, rolled back at the end."""
    with installed_engine.connect() as opened:
        begun = opened.begin()
        yield opened
        begun.rollback()
