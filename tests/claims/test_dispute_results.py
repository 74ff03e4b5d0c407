"""What a result does to the case: every matter with every outcome, one line each."""

from __future__ import annotations

import pytest

from claims.dispute_results import LETS_STAND, OUTCOMES, OUTCOMES_OF_ROUTE, Consequence, consequence, standing_outcome
from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES

C = Consequence
STANDS = {"维持": C.NOTHING, "驳回": C.NOTHING, "终止": C.NOTHING, "调解书": C.NOTHING, "确认违法": C.NOTHING}
OF_OTHERS = dict.fromkeys(OUTCOMES, C.NOTHING)
TABLE = {
    "confirmation": {
        **STANDS, "变更": C.REDO, "撤销": C.SET_ASIDE, "部分撤销": C.REDO, "撤销并责令重作": C.REDO, "确认无效": C.REDO,
        "责令履行": C.BY_HAND,
    },
    "not_accepted": {
        **STANDS, "变更": C.REOPEN, "撤销": C.REOPEN, "部分撤销": C.REOPEN, "撤销并责令重作": C.REOPEN, "确认无效": C.REOPEN,
        "责令履行": C.REOPEN,
    },
    "inaction": {
        **STANDS, "变更": C.BY_HAND, "撤销": C.BY_HAND, "部分撤销": C.BY_HAND, "撤销并责令重作": C.BY_HAND,
        "确认无效": C.BY_HAND, "责令履行": C.ACT,
    },
    "award": {
        **STANDS, "变更": C.REASSESS, "撤销": C.REASSESS, "部分撤销": C.REASSESS, "撤销并责令重作": C.REASSESS,
        "确认无效": C.REASSESS, "责令履行": C.REASSESS,
    },
    "grade": OF_OTHERS,
    "living_support": OF_OTHERS,
    "labour_relation": OF_OTHERS,
    "third_party": OF_OTHERS,
}  # fmt: skip


@pytest.mark.parametrize("matter", MATTER_NAMES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_an_outcome_does_to_the_case(matter: str, outcome: str) -> None:
    granted = outcome in ("支持请求", "部分支持请求")
    assert consequence(matter, outcome) is TABLE[matter].get(outcome, C.BY_HAND if granted else None)


def test_without_a_decision_nothing_follows() -> None:
    assert {consequence(matter, None) for matter in MATTER_NAMES} == {C.NOTHING}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_was_decided_below_stands_where_the_next_instance_dismisses(outcome: str) -> None:
    stands = outcome in LETS_STAND
    assert standing_outcome(outcome, "撤销") == ("撤销" if stands else outcome)
    assert standing_outcome(outcome, None) == outcome


def test_every_way_has_its_outcomes_and_every_outcome_a_way() -> None:
    assert set(OUTCOMES_OF_ROUTE) == set(ROUTE_NAMES)
    assert {outcome for outcomes in OUTCOMES_OF_ROUTE.values() for outcome in outcomes} == set(OUTCOMES)
