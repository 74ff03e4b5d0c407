"""The letters of a dispute go to whoever lodged it, in the copy that befits him, and are made out to him."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.support.lanes import Lane
from tests.support.world import INJURED, KIN, PLATFORM, World
from tests.workflows.test_service_days import DIRECT, add_kin, decided, record

DOOR = {"door": "请依法先申请行政复议"}
MOVES = {
    "platform": (PLATFORM, "platform", "party", PLATFORM),
    "kin": (KIN, "kin", "full", "合成人员02"),
    "person": (INJURED, "person", "full", "合成人员01"),
}


def lodged_by(world: World, who: str) -> Lane:
    """A decision that was served on all three, and disputed by one of them."""
    lane = decided(world, date(2024, 9, 20))
    records = {"kin": add_kin(lane, date(2024, 9, 20)), **{to: record(lane, to) for to in ("platform", "person")}}
    for service in records.values():
        lane.do("intake1", "serve", "2024-09-23", target=service, **DIRECT)
    if who == "kin":
        lane.lodge("legal1", "2024-09-25", "confirmation", "review", service=records["kin"])
    else:
        lane.lodge(f"{'rider' if who == 'person' else who}1", "2024-09-25", "confirmation", "review")
    return lane


@pytest.mark.parametrize("who", MOVES)
def test_the_way_to_take_instead_is_told_to_who_lodged_the_dispute(world: World, who: str) -> None:
    lane = lodged_by(world, who)
    lane.do("legal1", "prerequisite", "2024-09-26", **DOOR)
    letter = world.one("letter", kind="dispute_redirect")
    service = world.one("service", letter_id=letter["id"])
    said = json.loads(world.one("letter_private", letter_id=letter["id"])["snapshot"])
    told = (service["recipient"], service["recipient_kind"], service["variant"], said["addressee"])
    assert told == MOVES[who]
    assert said["disputant"] == said["addressee"]
