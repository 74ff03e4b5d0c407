"""A key makes a command happen once; a version keeps a stale page from acting."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claims.errors import Conflict
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.ready import Ready
from tests.support.keys import keyed_engine
from tests.support.world import TODAY, World
from workflows.advance import advance, advance_all
from workflows.command import Command, Outcome
from workflows.machines import MACHINES
from workflows.roles import Role
from workflows.transaction import Desk

TIMES = 10


def accept(world: World) -> Ready:
    """A case that can be accepted, stored."""
    ready = make_ready(world, "claim", MACHINES["claim"].rows("accept", "applied")[0], "applied", Role.INTAKE)
    ready.save()
    return ready


def answer(outcome: Outcome) -> tuple[object, ...]:
    """What an outcome tells, but whether it had been told before."""
    return (outcome.done, outcome.subject, outcome.state, outcome.version, outcome.event_id, outcome.refusals)


def test_a_command_sent_ten_times_happens_once_and_is_answered_alike(world: World) -> None:
    command = accept(world).command()
    first = advance(world.desk, command)
    after = world.digest(frozenset())
    again = [advance(world.desk, command) for _ in range(TIMES - 1)]
    assert first.done
    assert not first.repeated
    assert [answer(outcome) for outcome in again] == [answer(first)] * (TIMES - 1)
    assert all(outcome.repeated for outcome in again)
    assert world.digest(frozenset()) == after
    assert len(world.rows("event", trigger="accept")) == 1


def test_a_refusal_sent_ten_times_is_one_attempt_and_one_answer(world: World) -> None:
    ready = accept(world)
    ready.data.update(criterion="2025-11-1-1")
    answers = [advance(world.desk, ready.command()) for _ in range(TIMES)]
    told = [[(refusal.code, refusal.message()) for refusal in outcome.refusals] for outcome in answers]
    assert told == [told[0]] * TIMES
    assert told[0][0][0] == "criterion_in_force"
    assert len(world.rows("attempt")) == len(world.rows("command_key")) == 1


def test_the_answer_survives_a_restart(world: World, tmp_path: Path) -> None:
    command = accept(world).command()
    first = advance(world.desk, command)
    engine = keyed_engine(str(world.engine.url))
    desk = Desk(engine, world.desk.rules, world.desk.calendar, tmp_path, now=world.desk.now)
    again = advance(desk, command)
    engine.dispose()
    assert (answer(again), again.repeated) == (answer(first), True)


@pytest.mark.parametrize(
    "change",
    [{"occurred_on": TODAY.replace(day=9)}, {"expected_version": 2}, {"data": {"criterion": "2021-10-1-2"}}],
    ids=["another day", "another version", "other data"],
)
def test_the_same_key_with_another_body_is_a_conflict(world: World, change: dict[str, Any]) -> None:
    command = accept(world).command()
    assert advance(world.desk, command).done
    after = world.digest()
    with pytest.raises(Conflict) as conflict:
        advance(world.desk, replace(command, **change))
    assert conflict.value.code == "key_used_for_another_body"
    assert world.digest() == after
    assert answer(advance(world.desk, command))[0]


@pytest.mark.parametrize("change", [{"actor": "intake2"}, {"trigger": "transfer_place"}, {"target": "TL-2024-000999"}])
def test_a_key_belongs_to_one_person_act_and_target(world: World, change: dict[str, Any]) -> None:
    command = accept(world).command()
    assert advance(world.desk, command).done
    other = replace(command, **change)
    assert other.id != command.id
    with pytest.raises(Conflict, match="第3版") if "target" not in change else nullcontext():
        advance(world.desk, other)
    assert len(world.rows("event", trigger="accept")) == 1


def test_a_stale_page_is_a_conflict_and_changes_nothing(world: World) -> None:
    ready = accept(world)
    assert advance(world.desk, ready.command()).done
    after = world.digest()
    with pytest.raises(Conflict) as conflict:
        advance(world.desk, ready.command(key="k2", actor="intake2"))
    assert conflict.value.code == "stale_page"
    assert conflict.value.facts == {"seen": 3, "now": 4, "target": ready.target}
    assert world.digest() == after
    assert [row["command_id"] for row in world.rows("attempt")] == [""]


def test_after_a_conflict_the_same_key_may_be_sent_with_the_page_seen_anew(world: World) -> None:
    ready = accept(world)
    world.execute("UPDATE claim SET version = 7 WHERE no = ?", ready.case.no)
    with pytest.raises(Conflict):
        advance(world.desk, ready.command())
    assert advance(world.desk, ready.command(expected_version=7)).done


def test_what_a_subject_is_created_with_is_version_nought(world: World) -> None:
    ready = make_ready(world, "appraisal", MACHINES["appraisal"].moves[0], "new", Role.RIDER)
    ready.save()
    with pytest.raises(Conflict):
        advance(world.desk, ready.command(expected_version=1))
    outcome = advance(world.desk, ready.command(expected_version=0))
    assert (outcome.done, outcome.version) == (True, 1)


def test_a_command_that_stands_twice_in_a_batch_is_made_once(world: World) -> None:
    command = accept(world).command()
    first, second = advance_all(world.desk, [command, command])
    assert answer(first) == answer(second)
    assert len(world.rows("event", trigger="accept")) == 1


def test_one_key_with_two_bodies_in_a_batch_is_a_conflict(world: World) -> None:
    command = accept(world).command()
    before = world.digest()
    with pytest.raises(Conflict):
        advance_all(world.desk, [command, replace(command, occurred_on=TODAY.replace(day=9))])
    assert world.digest() == before


def test_outcomes_come_in_the_order_of_the_commands(world: World) -> None:
    first = make_ready(world, "claim", MACHINES["claim"].rows("accept", "applied")[0], "applied", Role.INTAKE)
    second = make_ready(world, "claim", MACHINES["claim"].rows("receive_data", "deciding")[0], "deciding", Role.INTAKE)
    second.case.no = second.case.claim["no"]
    first.save()
    data = {"record": "MT-1"}
    commands: list[Command] = [
        Command(first.target, "accept", "intake1", TODAY, "k1", 3, first.data),
        Command(first.target, "receive_data", "intake1", TODAY, "k2", 4, data),
    ]
    outcomes = advance_all(world.desk, commands)
    assert [outcome.trigger for outcome in outcomes] == ["accept", "receive_data"]
    assert [outcome.version for outcome in outcomes] == [4, 5]


def test_the_same_body_written_otherwise_is_the_same_command(world: World) -> None:
    """A day as text and a day as a day are one body; so are data in another order."""
    ready = accept(world)
    command = ready.command()
    assert advance(world.desk, command).done
    turned = dict(reversed(list(ready.data.items())))
    assert advance(world.desk, replace(command, data=turned)).repeated
