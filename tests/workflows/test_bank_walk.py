"""Random walks over cases that are being paid: whatever the bank says and people find of it, the books hold after each step."""

from __future__ import annotations

from random import Random

import pytest

from tests.support.bank_books import ALL
from tests.support.bank_scenes import with_payments
from tests.support.invariants import faults
from tests.support.told_sums import pages_tell_the_ledger
from tests.support.walking.bank_walk import BankWalk
from tests.support.walking.walk import AT_LENGTH
from tests.support.world import TODAY, World
from workflows.bank_decisions import FINDINGS

SEEDS = range(60 if AT_LENGTH else 4)
STEPS = 250 if AT_LENGTH else 120


@pytest.mark.hypothesis
@pytest.mark.parametrize("seed", SEEDS)
def test_the_books_hold_whatever_the_bank_says(world: World, seed: int) -> None:
    with_payments(world, ("sent", "paid"))
    walk, chance = BankWalk(world), Random(seed)
    walk.day = TODAY
    for _ in range(STEPS):
        walk.step(chance)
        assert [*faults(world, ALL), *walk.strange] == [], "\n".join(walk.told)
    made = {event["trigger"] for event in world.rows("event")}
    assert made & {*FINDINGS, "resolve"}, "\n".join(walk.told)
    for claim in world.rows("claim"):
        pages_tell_the_ledger(world, claim["no"])
