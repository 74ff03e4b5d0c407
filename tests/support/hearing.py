"""What comes before a decision on recovery: the person is told, served with it, and heard."""

from __future__ import annotations

from datetime import date

from tests.support.world import TODAY, World
from workflows.acting import act
from workflows.command import Outcome


def announced(world: World, recovery: str, day: date = TODAY) -> Outcome:
    """The notice 拟追回待遇告知书, served on whoever is to pay."""
    act(world.desk, "legal1", recovery, "notify", day, {"reason": "多支付的部分没有依据"})
    notice = world.rows("letter", kind="recovery_hearing", subject=recovery)[-1]
    service = world.one("service", letter_id=notice["id"])
    return act(world.desk, "intake1", service["id"], "serve", day, {"method": "direct", "evidence": "回证0号"})


def heard(world: World, recovery: str, day: date = TODAY) -> Outcome:
    """Told, and heard on the same day."""
    assert announced(world, recovery, day).done
    return act(world.desk, "legal1", recovery, "hear", day, {"document": "陈述申辩笔录1号"})
