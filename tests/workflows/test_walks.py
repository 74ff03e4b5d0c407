"""Random walks over whole cases: whatever people try, in whatever order, every invariant holds after every step."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.support.invariants import faults
from tests.support.walking.walk import AT_LENGTH, Walk
from tests.support.world import World, sqlite_world
from tests.workflows.conftest import MEMORY
from workflows.machines import MACHINES
from workflows.roles import Role

STEPS = 200
SHARDS = 4
WALKS = settings().max_examples // 20 if AT_LENGTH else 4
LONG_SEEDS = range(40 if AT_LENGTH else 4)
LONG_STEPS = 900


class Walking(RuleBasedStateMachine):
    """A walk whose chances hypothesis draws."""

    def __init__(self) -> None:
        super().__init__()
        self._left = ExitStack()
        folder = tempfile.mkdtemp(prefix="claims-walk-", dir=MEMORY if MEMORY.is_dir() else None)
        self._left.callback(shutil.rmtree, folder)
        self.walk = Walk(self._left.enter_context(sqlite_world(Path(folder))))

    @rule(chance=st.integers(0, 2**32 - 1))
    def something_happens(self, chance: int) -> None:
        """A person, the bank or a day brings something about."""
        self.walk.step(Random(chance))

    @invariant()
    def everything_agrees(self) -> None:
        """State, events, clocks, letters, journal and outbox agree; no fault but a lawful no was raised."""
        found = [*faults(self.walk.world), *self.walk.strange]
        if found:
            note("\n".join(self.walk.told))
        assert found == []

    def teardown(self) -> None:
        """Take the database away."""
        self._left.close()


@pytest.mark.hypothesis
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_invariant_holds_after_every_step_of_a_walk(shard: int) -> None:
    chosen = settings(
        max_examples=WALKS,
        stateful_step_count=STEPS,
        deadline=None,
        phases=(Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(Walking, settings=chosen)


@pytest.mark.hypothesis
@pytest.mark.parametrize("seed", LONG_SEEDS)
def test_a_long_walk_comes_far(world: World, seed: int) -> None:
    """A walk is no idle talk: a good part of what is tried is made, and most machines have moved."""
    walk, chance = Walk(world), Random(seed)
    for _ in range(LONG_STEPS):
        walk.step(chance)
    assert [*faults(world), *walk.strange] == [], "\n".join(walk.told)
    assert walk.made > LONG_STEPS // 7
    by_people = [table for table in MACHINES.values() if any(move.who != (Role.SYSTEM,) for move in table.moves)]
    assert len(Counter(event["machine"] for event in world.rows("event"))) > len(by_people) // 2
