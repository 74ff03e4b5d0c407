"""A hold without a clock cannot be written: the tables start it, the engine asks for it, the database insists."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from claims.errors import ClaimsError
from claims.store.migrations.ground import holds as triggers
from tests.support.casebook import NUMBER
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.standing import standing
from tests.support.world import TODAY, World
from workflows import clockwork
from workflows.acting import act
from workflows.clock_rules import CLOCK_RULES
from workflows.holds import HOLDS
from workflows.machines import MACHINES
from workflows.table import Move, enters

ENTERING = [
    (machine, move, state)
    for (machine, state) in HOLDS
    for move in MACHINES[machine].moves
    if state in {enters(move, source) for source in move.sources} and state not in move.sources
]


def test_the_database_keeps_the_same_list_as_the_engine() -> None:
    kept = {(table, state): codes for table, (_, states) in triggers.WAITING.items() for state, codes in states.items()}
    assert kept == dict(HOLDS)
    assert all(MACHINES[machine].stored_in == machine for machine, _ in HOLDS)
    assert all(code in CLOCK_RULES for codes in HOLDS.values() for code in codes)


def test_there_is_a_way_into_every_hold() -> None:
    assert {(machine, state) for machine, _, state in ENTERING} == set(HOLDS)


@pytest.mark.parametrize(("machine", "move", "state"), ENTERING, ids=[f"{m}-{v.trigger}" for m, v, _ in ENTERING])
def test_whoever_waits_has_a_clock(world: World, machine: str, move: Move, state: str) -> None:
    ready = make_ready(world, machine, move, move.sources[0], (move.proposers or move.who)[0])
    fired = ready.fire()
    assert fired.done, fired.refusals
    subject = ready.subject_id
    running = [row["code"] for row in world.rows("clock", subject=subject, state="running")]
    assert set(running) & set(HOLDS[machine, state])


@pytest.mark.parametrize(("machine", "move", "state"), ENTERING, ids=[f"{m}-{v.trigger}" for m, v, _ in ENTERING])
def test_without_its_clock_the_move_is_not_made(
    world: World, machine: str, move: Move, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = make_ready(world, machine, move, move.sources[0], (move.proposers or move.who)[0])
    if ready.subject is not None:
        for row in [row for row in ready.case.of("clock") if row["code"] in HOLDS[machine, state]]:
            ready.case.drop("clock", row)
    start = clockwork.start
    monkeypatch.setattr(
        clockwork,
        "start",
        lambda s, code, **given: None if code in HOLDS[machine, state] else start(s, code, **given),
    )
    fired = ready.fire()
    assert fired.codes == ["hold_without_clock"]
    assert world.rows(MACHINES[machine].stored_in, state=state) == []


@pytest.mark.parametrize("state", ["supplementing", "suspended"])
def test_the_database_refuses_a_case_that_waits_for_nothing(world: World, state: str) -> None:
    standing(world, "applied").save()
    with pytest.raises(DBAPIError, match="without a clock"):
        world.execute(f"UPDATE claim SET state = '{state}'")
    assert world.one("claim", no=NUMBER)["state"] == "applied"


def test_the_database_refuses_it_on_postgresql_too(pg_world: World) -> None:
    standing(pg_world, "applied").save()
    with pytest.raises(DBAPIError, match="without a clock"):
        pg_world.execute("UPDATE claim SET state = 'suspended'")
    assert pg_world.one("claim", no=NUMBER)["state"] == "applied"


def test_a_suspension_that_goes_on_is_looked_at_again_and_again(world: World) -> None:
    case = standing(world, "suspended")
    case.save()
    done = act(world.desk, "reviewer1", NUMBER, "review_suspension", TODAY, {"finding": "认定书尚未作出"})
    assert done.done, done.refusals
    clocks = {row["started_on"]: row["state"] for row in world.rows("clock", code="suspension_review")}
    assert clocks == {date(2024, 9, 12): "met", TODAY: "running"}


def test_a_hold_that_loses_its_clock_is_refused_by_name() -> None:
    error = ClaimsError("hold_without_clock", subject=NUMBER, trigger="中止")
    assert "没有作任何改动" in error.message()
