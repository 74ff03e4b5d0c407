"""The call that a report was promised: over when an officer has gone through the report, handed on where the case is merged."""

from __future__ import annotations

import pytest

from tests.support.casebook import NUMBER, OTHER_NUMBER
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.of_call_back import call
from tests.support.world import STRANGER, World
from workflows.fields import CHECKING_THE_REPORT
from workflows.machines import MACHINES
from workflows.roles import Role

REPORTS = {Role.RIDER: [CHECKING_THE_REPORT], Role.PLATFORM: [], Role.INTAKE: []}
OVER = [("applied", "transfer_place"), ("reported", "merge")]


@pytest.mark.parametrize(("role", "opened"), REPORTS.items())
def test_who_reports_by_himself_is_to_be_rung(world: World, role: Role, opened: list[str]) -> None:
    ready = make_ready(world, "claim", MACHINES["claim"].rows_of("report")[0], "new", role)
    assert ready.fire().done
    assert [row["about"] for row in world.rows("call_back")] == opened


@pytest.mark.parametrize(("source", "trigger"), [("reported", "identify"), ("applied", "accept")])
def test_it_is_over_when_an_officer_has_gone_through_the_report(world: World, source: str, trigger: str) -> None:
    ready = make_ready(world, "claim", MACHINES["claim"].rows_of(trigger)[0], source, Role.INTAKE)
    call(ready.case, promised=True, about=CHECKING_THE_REPORT)
    call(ready.case)
    assert ready.fire().done
    assert [row["state"] for row in world.rows("call_back")] == ["ended", "open"]


def test_what_he_asked_for_himself_is_of_the_person_that_he_turns_out_to_be(world: World) -> None:
    ready = make_ready(world, "claim", MACHINES["claim"].rows_of("identify")[0], "reported", Role.INTAKE)
    call(ready.case)
    assert ready.fire().done
    row = world.one("call_back")
    assert (row["person_id"], row["state"]) == (STRANGER, "open")


@pytest.mark.parametrize(("source", "trigger"), OVER)
def test_a_case_that_goes_on_elsewhere_is_rung_about_there(world: World, source: str, trigger: str) -> None:
    ready = make_ready(world, "claim", MACHINES["claim"].rows_of(trigger)[0], source, Role.INTAKE)
    call(ready.case, promised=True, about=CHECKING_THE_REPORT)
    call(ready.case)
    assert ready.fire().done
    states = [(row["claim_no"], row["state"]) for row in world.rows("call_back")]
    handed_on = [(OTHER_NUMBER, "open")] if trigger == "merge" else []
    assert sorted(states) == [(NUMBER, "ended"), (NUMBER, "ended"), *handed_on]
