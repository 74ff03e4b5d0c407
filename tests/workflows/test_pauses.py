"""A clock that pauses twice: on one day it has stood still throughout, on two days it has two pauses."""

from __future__ import annotations

from datetime import date

from tests.support.fixtures.standing import appraisal, standing
from tests.support.world import World
from workflows.acting import act

SUMMONS = {
    "summons": "回证1号",
    "reason": "未到场",
    "document": "通知1号",
    "examine_at": "9时",
    "examine_place": "鉴定室",
}
FIRST, LATER = date(2024, 10, 8), date(2024, 10, 10)


def examined(world: World) -> str:
    """The id of an appraisal that is being examined, with its period running."""
    case = standing(world, "appraising")
    row = appraisal(case, "examining")
    case.clock("T15", date(2024, 9, 24), subject=row["id"])
    case.save()
    return str(row["id"])


def missed_and_made_up(world: World, appraisal_id: str, day: date) -> None:
    """The person does not come, and comes later that day."""
    for trigger, data in (("no_show", SUMMONS), ("attend", {})):
        outcome = act(world.desk, "appraisal1", appraisal_id, trigger, day, data)
        assert outcome.done, outcome.refusals


def test_two_pauses_of_one_day_are_one(world: World) -> None:
    appraisal_id = examined(world)
    missed_and_made_up(world, appraisal_id, FIRST)
    assert act(world.desk, "appraisal1", appraisal_id, "no_show", FIRST, {**SUMMONS, "document": "通知2号"}).done
    pause = world.one("clock_pause")
    assert (pause["notice_on"], pause["resumed_on"], pause["document"]) == (FIRST, None, "通知2号")
    assert world.one("clock", code="T15")["state"] == "paused"


def test_pauses_of_two_days_are_two_and_both_put_the_end_off(world: World) -> None:
    appraisal_id = examined(world)
    before = world.one("clock", code="T15")["due_on"]
    assert act(world.desk, "appraisal1", appraisal_id, "no_show", FIRST, SUMMONS).done
    assert act(world.desk, "appraisal1", appraisal_id, "attend", LATER).done
    once = world.one("clock", code="T15")["due_on"]
    missed_and_made_up(world, appraisal_id, LATER)
    assert [row["notice_on"] for row in world.rows("clock_pause")] == [FIRST, LATER]
    assert before < once <= world.one("clock", code="T15")["due_on"]
