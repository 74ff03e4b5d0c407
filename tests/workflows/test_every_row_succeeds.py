"""Every row of every table succeeds, from each state it leaves and for each role it names, and does what it says."""

from __future__ import annotations

import json

import pytest

from claims.store.rows import Row
from notifications.kinds import DISPUTANT, letter_kind
from tests.support.fixtures.making import every_row, make_ready, row_name
from tests.support.fixtures.ready import Fired, Ready
from tests.support.fixtures.signing import sign_through
from tests.support.fixtures.standing import item
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.world import ACTOR_OF, World
from workflows.acting import propose
from workflows.clock_rules import OPEN
from workflows.machines import MACHINES
from workflows.roles import Role
from workflows.table import Move, enters

ROWS = every_row()
PROPOSED = [
    (machine, move, source, proposer)
    for machine, move, source, _ in ROWS
    if move.approval
    for proposer in move.proposers
]
BY_EFFECT: dict[tuple[str, ...], tuple[str, ...]] = {
    ("appraisal", "accept", Role.APPRAISAL): ("appraisal_acceptance",),
    ("appraisal", "conclude", Role.APPRAISAL): ("appraisal_conclusion",),
    ("claim", "accept", Role.INTAKE): ("assistance",),
    ("dispute", "answer", Role.LEGAL): ("dispute_answer",),
    ("dispute", "appeal", Role.LEGAL, "decided"): ("court_appeal",),
}


def event_of(world: World, ready: Ready, fired: Fired) -> Row:
    """The event of the row itself, among those of what it caused."""
    assert fired.outcome is not None
    subject = ready.subject_id if ready.subject is not None else fired.outcome.subject
    return world.one(
        "event", command_id=fired.command.id, machine=ready.machine, trigger=ready.move.trigger, subject=subject
    )


@pytest.mark.parametrize(("machine", "move", "source", "role"), ROWS, ids=[row_name(*row) for row in ROWS])
def test_a_row_does_what_it_says(world: World, machine: str, move: Move, source: str, role: Role) -> None:
    ready = make_ready(world, machine, move, source, role)
    fired = ready.fire()
    assert fired.done, fired.refusals
    event = event_of(world, ready, fired)
    said = (event["source"], event["target"], event["role"], event["occurred_on"])
    assert said == (source, enters(move, source), role.value, ready.day)
    assert event["actor"] == ("system" if move.approval else ready.actor)
    assert json.loads(event["consequences"])["version"] == ready.version + 1
    starts_its_clocks(world, move, event)
    stops_its_clocks(ready, world, move, event)
    pauses_and_resumes(world, ready, move, event)
    issues_its_letter(world, ready, move, event)
    assert faults(world, WRITTEN_TOO) == []


def starts_its_clocks(world: World, move: Move, event: Row) -> None:
    for code in move.starts:
        assert [row["state"] for row in world.rows("clock", code=code, started_by=event["id"])] == ["running"], code


def stops_its_clocks(ready: Ready, world: World, move: Move, event: Row) -> None:
    for code in move.stops:
        were_open = [row["id"] for row in ready.case.of("clock") if row["code"] == code and row["state"] in OPEN]
        assert were_open, f"the fixture has no open clock {code}"
        for clock_id in were_open:
            clock = world.one("clock", id=clock_id)
            assert (clock["state"] in OPEN, clock["closed_by"]) == (False, event["id"]), code
            assert clock["closed_on"] == event["occurred_on"]


def pauses_and_resumes(world: World, ready: Ready, move: Move, event: Row) -> None:
    for code in move.pauses:
        clock = world.rows("clock", code=code)[-1]
        stopped = world.rows("clock_pause", clock_id=clock["id"])[-1]
        assert clock["state"] == "paused"
        assert (stopped["notice_on"], stopped["resumed_on"]) == (event["occurred_on"], None)
    for code in move.resumes:
        clock = next(row for row in world.rows("clock", code=code) if world.rows("clock_pause", clock_id=row["id"]))
        assert (clock["state"], clock["generation"]) == ("running", 2)
        assert world.rows("clock_pause", clock_id=clock["id"])[-1]["resumed_on"] == event["occurred_on"]


def issues_its_letter(world: World, ready: Ready, move: Move, event: Row) -> None:
    row = (ready.machine, move.trigger, ready.role)
    by_effect = BY_EFFECT.get(row, BY_EFFECT.get((*row, event["source"]), ()))
    wanted = [*by_effect, *([move.letter] if move.letter else [])]
    letters = world.rows("letter", event_id=event["id"])
    if ready.case.of("letter"):
        letters = [row for row in letters if row["id"] not in {known["id"] for known in ready.case.of("letter")}]
    assert [row["kind"] for row in letters] == wanted
    for letter in letters:
        kind = letter_kind(letter["kind"])
        assert letter["serial"] >= 1
        assert str(letter["serial"]) in letter["number"]
        assert world.one("letter_private", letter_id=letter["id"])["salt"]
        assert world.one("outbox", effect_key=f"render_letter:{letter['id']}")["state"] == "pending"
        served = sorted(row["recipient_kind"] for row in world.rows("service", letter_id=letter["id"]))
        due = {copy.to for copy in kind.copies if kind.served}
        assert served == sorted(_disputant(world, letter) if to == DISPUTANT else to for to in due)


def _disputant(world: World, letter: Row) -> str:
    """As what the one is served who lodged the dispute that the letter is about."""
    return str(world.one("dispute", id=letter["subject"])["lodged_by"])


@pytest.mark.parametrize(("machine", "move", "source", "proposer"), PROPOSED, ids=[row_name(*row) for row in PROPOSED])
def test_an_act_that_needs_an_approval_happens_when_the_last_officer_signs(
    world: World, machine: str, move: Move, source: str, proposer: Role
) -> None:
    ready = make_ready(world, machine, move, source, Role.SYSTEM)
    ready.save()
    drafted = propose(world.desk, ACTOR_OF[proposer], move.trigger, [ready.target], ready.data, ready.day)
    assert drafted.done, [refusal.message() for refusal in drafted.refusals]
    signed = sign_through(world, drafted.subject, ready.day)
    assert signed.done, [refusal.message() for refusal in signed.refusals]
    event = world.one("event", subject=ready.subject_id, trigger=move.trigger)
    assert (event["target"], event["role"]) == (enters(move, source), "SYS")
    assert world.one("approval", id=drafted.subject)["state"] == "approved"
    assert faults(world, WRITTEN_TOO) == []


def test_every_row_is_tried() -> None:
    tried = {(machine, id(move), source, role) for machine, move, source, role in ROWS}
    named = [
        (table.name, id(move), source, role)
        for table in MACHINES.values()
        for move in table.moves
        for source in move.sources
        for role in move.who
    ]
    assert tried == set(named)
    assert len(ROWS) == len(named) > 400


OWN_CLOCKS = [row for row in ROWS if row[0] != "claim" and row[1].stops]


@pytest.mark.parametrize(("machine", "move", "source", "role"), OWN_CLOCKS, ids=[row_name(*row) for row in OWN_CLOCKS])
def test_a_subject_stops_no_clock_of_another(world: World, machine: str, move: Move, source: str, role: Role) -> None:
    ready = make_ready(world, machine, move, source, role)
    other = item(ready.case, "effective", code="travel")
    others = [ready.case.clock(code, subject=other["id"])["id"] for code in move.stops]
    fired = ready.fire()
    assert fired.done, fired.refusals
    assert [world.one("clock", id=clock_id)["state"] for clock_id in others] == ["running"] * len(others)
