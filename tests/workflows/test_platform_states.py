"""What a platform is told of a case says nothing of an appraisal, of money, or of a benefit that is paid every month."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support.casebook import Case
from tests.support.world import World
from workflows.acting import act
from workflows.command import Refusal
from workflows.machines import MACHINES
from workflows.platform_cases import own_case
from workflows.platform_states import CLAIM_STATES, PLATFORM_STATES, as_told, platform_label, platform_state

NO = "TL-2024-000901"
OF_HEALTH_OR_MONEY = ("appraising", "appraised", "settling", "settled", "closed_periodic")


def test_every_state_is_told_once_and_no_other() -> None:
    told = Counter(state for _, states in PLATFORM_STATES.values() for state in states)
    assert set(told) == set(MACHINES["claim"].states)
    assert set(told.values()) == {1}


@pytest.mark.parametrize("state", OF_HEALTH_OR_MONEY)
def test_what_tells_of_health_or_money_is_told_like_another_state(state: str) -> None:
    assert platform_state(state) in ("confirmed", "closed")
    assert platform_label(state) in ("已确认", "结案")
    refusal = as_told(Refusal("no_such_move", {"machine": "案件", "trigger": "申请", "state": CLAIM_STATES[state]}))
    assert CLAIM_STATES[state] not in refusal.message()


def test_neither_a_look_nor_a_refusal_tells_of_a_monthly_benefit(world: World) -> None:
    Case(world, "closed_periodic", no=NO).save()
    seen = own_case(world.desk, "platform1", NO)
    assert (seen.state, seen.state_label) == ("closed", "结案")
    applied = {"kind": "injury", "consent": True, "form": True}
    refused = act(world.desk, "platform1", NO, "apply", world.desk.today(), applied).refusals
    assert [("结案" in one.message(), "长期待遇" in one.message()) for one in refused] == [(True, False)]
    officers = act(world.desk, "intake1", NO, "apply", world.desk.today(), applied).refusals
    assert "长期待遇" in officers[0].message()
