"""A fault at any statement of a transaction leaves not one row behind but the attempt, and the same command works afterwards."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable

import pytest

from tests.support.casebook import OTHER_NUMBER
from tests.support.faults_injected import Injector, Snapped, injecting
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.standing import account, batch, item, payment, standing
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.world import TODAY, World
from workflows import effects
from workflows.advance import advance_all
from workflows.command import Command, Outcome
from workflows.machines import MACHINES
from workflows.roles import Role
from workflows.situation import Situation

BUT_THE_ATTEMPT = frozenset({"attempt"})
Scene = Callable[[World], list[Command]]


def row(world: World, machine: str, trigger: str, source: str, role: Role) -> Command:
    """The command of one row, on a case that is stored."""
    move = MACHINES[machine].rows(trigger, source)[0]
    ready = make_ready(world, machine, move, source, role)
    command = ready.signing() if move.approval else ready.command()
    ready.save()
    return command


def reports(world: World) -> list[Command]:
    """A new case: number, clocks, receipt."""
    return [row(world, "claim", "report", "new", Role.INTAKE)]


def accepts(world: World) -> list[Command]:
    """An acceptance: two letters for two recipients."""
    return [row(world, "claim", "accept", "applied", Role.INTAKE)]


def confirms(world: World) -> list[Command]:
    """The last signature, and the confirmation that it fires."""
    return [row(world, "claim", "confirm", "deciding", Role.SYSTEM)]


def serves_an_award(world: World) -> list[Command]:
    """Service makes an award effective, posts it and starts its payment."""
    case = standing(world, "settling")
    account(case)
    award = item(case, "approved")
    record = next(one for one in case.of("service") if one["letter_id"] == award["letter_id"])
    case.save()
    data = {"method": "direct", "evidence": "回证"}
    return [Command(record["id"], "serve", "intake1", TODAY, "k1", record["version"], data)]


def the_bank_pays(world: World) -> list[Command]:
    """The last payment: cash is posted, the item discharged, the case settled and told so."""
    return [row(world, "payment", "bank_paid", "sent", Role.SYSTEM)]


def releases_two_payments(world: World) -> list[Command]:
    """One batch with payments of two cases, released together."""
    payments = []
    for number in ("TL-2024-000901", OTHER_NUMBER):
        case = standing(world, "settling", number)
        account(case)
        payments.append((case, payment(case, "batched", item(case, "effective"))))
    sealed = batch(payments[0][0], of=tuple(one for _, one in payments), sealed=True)
    for case, _ in payments:
        case.save()
    seen = {name: sealed[name] for name in ("sha256", "count", "sum_fen")}
    return [Command(one["id"], "release", "cashier1", TODAY, "k1", one["version"], seen) for _, one in payments]


SCENES: tuple[Scene, ...] = (
    reports, accepts, confirms, serves_an_award, the_bank_pays, releases_two_payments,
)  # fmt: skip
MOVES_OF = {"serves_an_award": ["serve", "take_effect", "create"], "the_bank_pays": ["bank_paid", "discharge"]}


def run_through(world: World, commands: list[Command]) -> tuple[list[Outcome], int]:
    """Break every statement in turn until none is left to break; the outcome of the run that was left alone."""
    before = world.digest(BUT_THE_ATTEMPT)
    with injecting(world.engine) as injector:
        for place in range(1, 200):
            injector.arm(place)
            try:
                outcomes = advance_all(world.desk, commands)
            except Snapped:
                injector.disarm()
                assert world.digest(BUT_THE_ATTEMPT) == before, f"broken at {place}"
                assert len(world.rows("attempt")) == place
                continue
            injector.disarm()
            return outcomes, place - 1
    raise AssertionError("no end of statements")


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_fault_at_any_statement_leaves_nothing_but_the_attempt(world: World, scene: Scene) -> None:
    commands = scene(world)
    outcomes, statements = run_through(world, commands)
    assert statements > 8
    assert all(outcome.done and not outcome.repeated for outcome in outcomes)
    assert faults(world, WRITTEN_TOO) == []
    told = [json.loads(attempt["reasons"]) for attempt in world.rows("attempt")]
    assert told == [[{"code": "cut_short", "facts": {"fault": "Snapped"}}]] * statements
    assert {attempt["command_id"] for attempt in world.rows("attempt")} == {""}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_fault_at_any_statement_leaves_nothing_but_the_attempt_on_postgresql(pg_world: World, scene: Scene) -> None:
    outcomes, statements = run_through(pg_world, scene(pg_world))
    assert statements > 8
    assert all(outcome.done for outcome in outcomes)
    assert faults(pg_world, WRITTEN_TOO) == []


@pytest.mark.parametrize("scene", [serves_an_award, the_bank_pays], ids=lambda scene: scene.__name__)
def test_the_scenes_cause_what_they_are_meant_to(world: World, scene: Scene) -> None:
    outcomes = advance_all(world.desk, scene(world))
    made = [event["trigger"] for event in world.rows("event") if event["command_id"] and event["cause"]]
    assert outcomes[0].trigger == MOVES_OF[scene.__name__][0]
    assert [trigger for trigger in made if trigger != "prepare"][: len(MOVES_OF[scene.__name__]) - 1] == MOVES_OF[
        scene.__name__
    ][1:]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_fault_in_any_effect_leaves_nothing_but_the_attempt(
    world: World, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = scene(world)
    before = world.digest(BUT_THE_ATTEMPT)
    named = {name for move in MACHINES[commands_machine(commands)].moves for name in move.effects}
    named = {name for name in named if name in triggered(commands)}
    assert named
    for name in sorted(named):
        with monkeypatch.context() as patched:
            patched.setitem(effects.EFFECTS, name, snap)
            with pytest.raises(Snapped):
                advance_all(world.desk, commands)
        assert world.digest(BUT_THE_ATTEMPT) == before, name
    assert all(outcome.done for outcome in advance_all(world.desk, commands))


def commands_machine(commands: list[Command]) -> str:
    """The machine that the first command aims at."""
    _, _, rest = commands[0].target.partition("/")
    return {"payment": "payment", "approval": "approval", "service": "service"}.get(rest.partition("-")[0], "claim")


def triggered(commands: list[Command]) -> set[str]:
    """The effects of the row that the first command fires."""
    rows = MACHINES[commands_machine(commands)].rows_of(commands[0].trigger)
    return set(rows[0].effects)


def snap(_s: Situation) -> None:
    """An effect that fails."""
    raise Snapped


def test_where_even_the_attempt_cannot_be_written_the_log_tells(world: World, caplog: pytest.LogCaptureFixture) -> None:
    commands = accepts(world)
    before = world.digest(frozenset())
    with injecting(world.engine) as injector, caplog.at_level(logging.ERROR):
        injector.arm(5, for_good=True)
        with pytest.raises(sqlite3.OperationalError):
            advance_all(world.desk, commands)
        injector.disarm()
    assert world.digest(frozenset()) == before
    (record,) = caplog.records
    first, *places = record.getMessage().splitlines()
    assert first == "an attempt was not recorded: accept on TL-2024-000901: OperationalError"
    assert any("workflows/advance.py" in place for place in places)
    assert "MT1" not in record.getMessage(), "what was at hand stays out of the log"
    assert advance_all(world.desk, commands)[0].done


def test_a_consequence_that_is_refused_takes_the_move_back(world: World) -> None:
    """The signature was right, but what it signs is not possible any more: neither happens, and the key is free."""
    move = MACHINES["claim"].rows("confirm", "deciding")[0]
    ready = make_ready(world, "claim", move, "deciding", Role.SYSTEM)
    ready.data.update(criterion="2025-11-1-1")
    command = ready.signing()
    ready.save()
    before = world.digest(BUT_THE_ATTEMPT)
    for tried in (1, 2):
        with pytest.raises(Exception, match="2025-11-1-1"):
            advance_all(world.desk, [command])
        assert world.digest(BUT_THE_ATTEMPT) == before
        assert len(world.rows("attempt")) == tried


def test_of_several_moves_all_are_made_or_none(world: World) -> None:
    first, second = releases_two_payments(world)
    before = world.digest()
    unseen = {**second.data, "sum_fen": 1}
    refused = advance_all(world.desk, [first, Command(second.target, "release", "cashier1", TODAY, "k2", 3, unseen)])
    assert [outcome.done for outcome in refused] == [False, False]
    assert [[refusal.code for refusal in outcome.refusals] for outcome in refused] == [[], ["batch_sealed_as_seen"]]
    assert world.digest() == before
    assert all(outcome.done for outcome in advance_all(world.desk, [first, second]))


def test_the_injector_counts_the_commit_too(world: World) -> None:
    with injecting(world.engine) as injector:
        advance_all(world.desk, accepts(world))
        assert injector.statements[-1] == "COMMIT"
        assert "BEGIN IMMEDIATE" in injector.statements


def test_an_injector_breaks_only_what_it_was_told_to() -> None:
    injector = Injector()
    injector.arm(2)
    injector.passes("SELECT 1")
    with pytest.raises(Snapped):
        injector.passes("SELECT 2")
    injector.passes("SELECT 3")
    assert injector.seen == 3
