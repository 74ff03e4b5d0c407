"""Every outcome with every matter through the engine: what the case is like before the result binds, and after."""

from __future__ import annotations

import pytest

from claims.dispute_results import ADMINISTRATIVE_OUTCOMES, Consequence, consequence
from tests.support.casebook import Case
from tests.support.fixtures.standing import dispute, item, payment, standing
from tests.support.lanes import Lane
from tests.support.world import World

BEFORE = {"confirmation": "settling", "not_accepted": "not_accepted", "inaction": "investigating", "award": "settling"}
AFTER = {Consequence.REDO: "redeciding", Consequence.REOPEN: "applied"}
BY_PEOPLE = (Consequence.SET_ASIDE, Consequence.REASSESS, Consequence.BY_HAND)
MONEY_STOPS = (Consequence.REDO, Consequence.SET_ASIDE, Consequence.REASSESS)


def case_with_money(world: World, matter: str) -> Case:
    case = standing(world, BEFORE[matter])
    if BEFORE[matter] == "settling":
        payment(case, "pending", item(case, "effective", code="disability_lump_sum"))
    return case


def disputed(case: Case, matter: str) -> str | None:
    """The service on the person of the letter that the matter is about."""
    kinds = {"award": ("award",), "not_accepted": ("not_accepted",), "confirmation": ("confirmation",)}.get(matter, ())
    letters = [row["id"] for row in case.of("letter") if row["kind"] in kinds]
    found = [r for r in case.of("service") if r["letter_id"] in letters and r["recipient_kind"] == "person"]
    return str(found[-1]["id"]) if found else None


@pytest.mark.parametrize("matter", BEFORE)
@pytest.mark.parametrize("outcome", ADMINISTRATIVE_OUTCOMES)
def test_the_case_follows_when_the_result_binds_and_not_before(world: World, matter: str, outcome: str) -> None:
    case = case_with_money(world, matter)
    row = dispute(case, "open", matter=matter, route="suit", service_id=disputed(case, matter))
    walked = Lane(world, case)
    walked.dispute = row["id"]
    scope = {"scope": "腰椎部分"} if outcome == "部分撤销" else {}
    walked.decide("2024-10-21", outcome, **scope)
    for party in ("person", "bureau"):
        walked.serve(party, "2024-11-01")
    assert walked.claim["state"] == BEFORE[matter]
    walked.sweep("2024-11-19")
    wanted = consequence(matter, outcome)
    assert walked.states == ("effective", AFTER.get(wanted, BEFORE[matter]))
    assert set(walked.clocks()) == ({"execution"} if wanted in BY_PEOPLE else set())
    for paid in world.rows("payment"):
        assert paid["state"] == ("held" if wanted in MONEY_STOPS else "pending")
    restarted = {clock["code"] for clock in world.rows("clock", rule="limits.court_term")}
    assert restarted == ({"T8"} if wanted is Consequence.ACT else set())
    done = walked.try_to("legal1", walked.dispute, "executed", "2024-11-20", document="结案")
    assert done.done is (wanted in (Consequence.NOTHING, Consequence.BY_HAND))
