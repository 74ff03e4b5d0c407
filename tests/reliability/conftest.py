"""A PostgreSQL that keeps what it has acknowledged, and a batch of cases on it, made once and copied for every test."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.support.at_work import AtWork, Nursery, at_work
from tests.support.keys import keyed_engine
from tests.support.many_cases import report_many
from tests.support.servers import Postgres, Valkey, running_postgres, running_valkey
from tests.support.world import World, postgres_world

FEW, WITHDRAWALS = 60, 10
KILLS = int(os.environ.get("KILLS", "50"))
LOG_SHOWN = 3000  # characters of what the workers said last, shown where a test fails
SEED = os.environ.get("SEED")


@dataclass(frozen=True)
class Batch:
    """A database with reported cases that wait: its name as a template, and the numbers of those that are to be withdrawn."""

    template: str
    reports: int
    withdrawn: tuple[str, ...]


@pytest.fixture
def chance() -> Random:
    """Where and when something is killed; the seed is printed, and taken from SEED to see a run again."""
    seed = SEED or str(Random().getrandbits(32))
    sys.stdout.write(f"seed {seed}\n")
    return Random(seed)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Forks workers and clocks."""
    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="module")
def durable() -> Iterator[Postgres]:
    """A PostgreSQL of this module's own, that may be killed."""
    with running_postgres(durable=True) as server:
        yield server


@pytest.fixture
def broker() -> Iterator[Valkey]:
    """A Valkey of this test's own, that may be killed."""
    with running_valkey() as server:
        yield server


@pytest.fixture(scope="module")
def batch(request: pytest.FixtureRequest, durable: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Reported cases, each with a letter to be made and clocks that will be over; a parameter says how many."""
    reports: int = getattr(request, "param", FEW)
    name = durable.create_database()
    with postgres_world(durable.url(name), tmp_path_factory.mktemp("batch")) as world:
        withdrawn = report_many(world, reports, WITHDRAWALS)
    return Batch(name, reports, tuple(withdrawn))


Opens = Callable[[str], World]


@pytest.fixture
def opens(tmp_path: Path) -> Iterator[Opens]:
    """Opens the world on a database that is there."""
    with ExitStack() as stack:

        def open_world(url: str) -> World:
            engine = keyed_engine(url)
            stack.callback(engine.dispose)
            return World(engine, tmp_path / "var")

        yield open_world


@pytest.fixture
def crew(
    nursery: Nursery, durable: Postgres, batch: Batch, broker: Valkey, opens: Opens, tmp_path: Path
) -> Iterator[AtWork]:
    """Nobody yet, on a copy of the batch; whoever it starts is ended with the test."""
    name = durable.create_database(batch.template)
    url = durable.url(name)
    log = tmp_path / "log"
    with at_work(nursery, opens(url), url, broker.url, log) as made:
        yield made
    effects = Counter((row["state"], row["faults"], row["last_error"]) for row in made.world.rows("outbox"))
    said = log.read_text(encoding="utf-8", errors="replace")[-LOG_SHOWN:]
    sys.stdout.write(f"{effects}\n{made.world.rows('stuck')}\n{said}\n")
