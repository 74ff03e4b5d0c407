"""What was refused is on record for good, without what was typed: it may be a number or a name."""

from __future__ import annotations

import json

import pytest

from tests.support.casebook import NUMBER, Case
from tests.support.world import TODAY, World
from workflows.acting import act


@pytest.mark.parametrize("typed", ["500151199604110003", "10000000001", "合成人员01", "找合成人员01"])
def test_an_attempt_keeps_nothing_that_may_tell_of_a_person(typed: str, world: World) -> None:
    Case(world, "investigating", NUMBER).save()
    refused = act(world.desk, "reviewer1", NUMBER, "recuse", TODAY, {"officer": typed, "reason": "同乡"})
    assert typed in refused.refusals[0].message()  # who typed it is told
    (attempt,) = world.rows("attempt")
    assert json.loads(attempt["reasons"]) == [{"code": "officer_known", "facts": {"officer": "（所填内容）"}}]


def test_a_name_of_ours_stays_readable(world: World) -> None:
    Case(world, "investigating", NUMBER).save()
    act(world.desk, "reviewer1", NUMBER, "recuse", TODAY, {"officer": "nobody9", "reason": "同乡"})
    assert json.loads(world.rows("attempt")[0]["reasons"])[0]["facts"] == {"officer": "nobody9"}
