"""kill -9 of whatever works, at any moment: nothing is lost, nothing is done twice, and what is due is found by itself."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from random import Random

import pytest

from tests.reliability.conftest import KILLS, Batch
from tests.support.at_work import DUE_ON, AtWork, lives, new_child, wait_until
from tests.support.servers import Postgres, Valkey
from tests.support.work_done import check_effects, check_letters, claimed, expected_rungs
from workflows.verifying import verify

LATE = "what is due was not done in time"
MOMENTS = 2
LETTERS_A_KILL = 4  # so that the batch outlasts the kills: fifty kills in two hundred cases
LONGEST_LIFE = 0.2  # seconds


def told(what: str) -> None:
    sys.stdout.write(what + "\n")


def some_done(crew: AtWork, wanted: int) -> None:
    """Wait until so many of the letters are made."""
    wait_until(lambda: sum(row["state"] == "done" for row in crew.world.rows("outbox")) >= wanted, LATE)


def check_all(crew: AtWork, batch: Batch) -> None:
    """Wait until all is done, and look at every bit of it."""
    took = wait_until(lambda: crew.undone() == 0, LATE)
    crew.end()
    world = crew.world
    check_effects(world)
    letters = check_letters(world)
    running = {row["id"] for row in world.rows("clock", state="running")}
    rungs = claimed(world)
    assert Counter({key: count for key, count in rungs.items() if key[0] in running}) == expected_rungs(world, DUE_ON)
    assert set(rungs.values()) == {1}
    events = Counter(row["trigger"] for row in world.rows("event") if row["machine"] == "claim")
    assert events == {
        "report": batch.reports,
        "request_withdrawal": len(batch.withdrawn),
        "withdraw": len(batch.withdrawn),
    }
    assert {row["no"] for row in world.rows("claim", state="withdrawn")} == set(batch.withdrawn)
    assert verify(world.desk).flaws == ()
    attempts = Counter(row["attempts"] for row in world.rows("outbox"))
    told(
        f"{letters} letters, {len(rungs)} rungs, {len(world.rows('event'))} events, after {took:.1f} s; attempts {attempts}"
    )


@pytest.mark.parametrize("batch", [LETTERS_A_KILL * KILLS], indirect=True)
def test_the_process_that_does_the_work_is_killed_at_random_points_of_a_batch(
    crew: AtWork, batch: Batch, chance: Random
) -> None:
    process = crew.start("both")
    some_done(crew, 1)
    in_the_batch = child = 0
    for _ in range(KILLS):
        child = new_child(process, child)
        time.sleep(chance.uniform(0.02, LONGEST_LIFE))
        in_the_batch += crew.undone() > 0
        os.kill(child, signal.SIGKILL)
    told(f"{KILLS} kills, {in_the_batch} of them within the batch")
    assert lives(process)
    check_all(crew, batch)


def test_the_whole_worker_is_killed(crew: AtWork, batch: Batch, chance: Random) -> None:
    crew.start("beat")
    worker = crew.start("worker")
    for place in range(MOMENTS):
        some_done(crew, 20 * place)
        time.sleep(chance.uniform(0, 0.3))
        crew.kill(worker)
        worker = crew.start("worker")
    check_all(crew, batch)


def test_the_clock_is_killed(crew: AtWork, batch: Batch, chance: Random) -> None:
    beat = crew.start("beat")
    crew.start("worker")
    some_done(crew, 5)
    for _ in range(2):
        time.sleep(chance.uniform(0, 0.3))
        crew.kill(beat)
        beat = crew.start("beat")
    check_all(crew, batch)


def down_and_up(server: Postgres | Valkey, chance: Random) -> None:
    time.sleep(chance.uniform(0, 0.3))
    server.kill()
    time.sleep(chance.uniform(0, 0.5))
    server.start()


def test_the_broker_is_killed_and_has_forgotten_everything(
    crew: AtWork, batch: Batch, broker: Valkey, chance: Random
) -> None:
    crew.start("both")
    for wanted in (0, 25):
        some_done(crew, wanted)
        down_and_up(broker, chance)
        with broker.client() as client:
            told(f"{client.dbsize()} keys after the restart")
    check_all(crew, batch)


def test_the_database_is_killed(crew: AtWork, batch: Batch, durable: Postgres, chance: Random) -> None:
    crew.start("both")
    for wanted in (5, 25):
        some_done(crew, wanted)
        down_and_up(durable, chance)
        crew.world.engine.dispose()
    check_all(crew, batch)
