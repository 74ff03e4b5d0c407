"""Servers and a terminal shared by the tests of one worker, and the two settings every run has.

A skipped or expected-to-fail test counts as a failure where CI is set: what CI does not run, nobody has seen work.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.furnished import FurnishedDatabases
from tests.support.gateways import Gateway, running_gateway
from tests.support.kept_replays import SHELF
from tests.support.servers import Postgres, Valkey, running_postgres, running_valkey
from tests.support.terminal import Terminal, install_with_a_report, replay_small_pilot, terminal_on_copy
from tests.support.web_client import one_event_loop

settings.register_profile("default", deadline=None)  # two workers share two cores: a slow example is no fault
settings.register_profile("soak", deadline=None, max_examples=int(os.environ.get("EXAMPLES", "10000")))
settings.load_profile("default")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What was collected stays to the end: let nobody look again and again whether it is garbage."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def shelf(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Replays are kept where all workers of this run find them."""
    own = tmp_path_factory.getbasetemp()
    SHELF.folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def event_loop() -> Iterator[None]:
    """All browsers of a worker are answered in one loop."""
    with one_event_loop():
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL 18, one a test worker, started when first asked for."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The SQLAlchemy URL of an empty PostgreSQL database for this test alone."""
    name = postgres.create_database()
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def furnished(postgres: Postgres) -> FurnishedDatabases:
    """PostgreSQL databases with a bureau in them."""
    return FurnishedDatabases(postgres)


@pytest.fixture
def bureau_url(postgres: Postgres, furnished: FurnishedDatabases) -> Iterator[str]:
    """The SQLAlchemy URL of a PostgreSQL database with a bureau in it, for this test alone."""
    name = furnished.take()
    yield postgres.url(name)
    furnished.give_back(name)


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A real Valkey, one a test worker, started when first asked for."""
    with running_valkey() as server:
        yield server


@pytest.fixture
def broker_url(valkey: Valkey) -> Iterator[str]:
    """The URL of an empty broker for this test alone."""
    with valkey.client() as client:
        client.flushall()
        yield valkey.url
        client.flushall()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """An SMS gateway on this machine."""
    with running_gateway() as made:
        yield made


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo installation in which one case has been reported; for tests to copy, not to change."""
    folder = tmp_path_factory.mktemp("installed")
    install_with_a_report(folder)
    return folder


@pytest.fixture(scope="session")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo installation into which a pilot of two persons has been replayed; for tests to copy, not to change."""
    folder = tmp_path_factory.mktemp("replayed")
    replay_small_pilot(folder)
    return folder


@pytest.fixture
def terminal(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal on a copy of the installation in `template`, under `var`."""
    return terminal_on_copy(template, tmp_path / "var", monkeypatch)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in CI that left tests out."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or os.environ.get("CI", "").lower() not in {"1", "true"}:
        return
    left_out = [name for name in ("skipped", "xfailed", "xpassed") if reporter.stats.get(name)]
    if left_out and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"\nCI leaves no test out, but some were {', '.join(left_out)}.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
