"""A case is reported: what is told of the accident, and the move."""

from __future__ import annotations

from datetime import date

from tests.support.world import INJURED, PLATFORM, World
from workflows.acting import act

REPORTED_ON = date(2024, 10, 2)
REPORT = {
    "person_id": INJURED, "platform": PLATFORM, "industry": "外卖", "channel": "phone", "accident_on": "2024-10-01",
    "order_state": "delivering", "accident_place": "铜梁区", "accident_course": "摔倒", "injury": "右手腕骨折",
}  # fmt: skip


def report(world: World, person: str = INJURED, platform: str = PLATFORM, **more: str) -> str:
    """A case: its receipt is to be rendered, and its message to be sent; with `more` facts. Returns its number."""
    data = {**REPORT, "person_id": person, "platform": platform, **more}
    done = act(world.desk, "intake1", "new", "report", REPORTED_ON, data)
    assert done.done, done.refusals
    return done.claim_no
