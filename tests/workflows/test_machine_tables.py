"""The tables are whole: every state is reached and left, every name in a row stands for something, nothing stands unused."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from transitions import MachineError

from claims.rules import load_rules
from notifications.kinds import LETTER_KINDS, PREPARED
from workflows.clock_rules import CLOCK_RULES
from workflows.decide import fsm
from workflows.dispute_parties import ONWARD_CODES
from workflows.effects import EFFECTS
from workflows.effects.service import REMEDY_CLOCKS
from workflows.guards import GUARDS
from workflows.machines import MACHINES
from workflows.roles import Role
from workflows.table import NEW, SAME, Move, Table, enters

TABLES = list(MACHINES.values())
MOVES = [(table, move) for table in TABLES for move in table.moves]
EFFECT_FILES = sorted((Path(__file__).parents[2] / "workflows").glob("**/*.py"))
DAY = date(2024, 10, 10)
# Where a subject may stay for good, besides the states that no row leaves.
AT_REST = {
    "claim": {"closed", "closed_periodic"},
    "approval": {"approved"},
    "appraisal": {"final"},
    "award_item": {"discharged"},
    "payment": {"paid"},
    "instalment": {"paid", "superseded"},
    "consent": {"given"},
}


def arrows(table: Table) -> Iterator[tuple[str, str]]:
    for move in table.moves:
        for source in move.sources:
            yield source, enters(move, source)


def reached(starts: Iterable[str], steps: set[tuple[str, str]]) -> set[str]:
    found = set(starts)
    while more := {to for came_from, to in steps if came_from in found} - found:
        found |= more
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_state_is_reached_from_the_start(table: Table) -> None:
    assert reached({NEW}, set(arrows(table))) == {NEW, *table.states}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_from_every_state_a_way_leads_to_an_end(table: Table) -> None:
    ends = table.final | AT_REST.get(table.name, set())
    back = {(to, came_from) for came_from, to in arrows(table)}
    assert reached(ends, back) >= set(table.states)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_final_state_is_never_left_and_only_final_states_are_so(table: Table) -> None:
    left = {came_from for came_from, to in arrows(table) if to != came_from}
    assert set(table.states) - left == set(table.final)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_name_states_of_their_table_and_each_state_has_a_name(table: Table) -> None:
    named = {state for arrow in arrows(table) for state in arrow}
    assert named == {NEW, *table.states}
    assert all(table.states.values())
    assert len(set(table.states.values())) == len(table.states)
    assert {move.target for move in table.moves} <= {SAME, *table.states}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_of_one_trigger_from_one_state_are_told_apart_by_the_situation(table: Table) -> None:
    for trigger in table.triggers:
        for state in (NEW, *table.states):
            rows = table.rows(trigger, state)
            assert len(rows) < 2 or len({row.when for row in rows} - {None}) == len(rows), (trigger, state)


@pytest.mark.parametrize(
    ("table", "move"), MOVES, ids=[f"{t.name}-{m.trigger}-{m.sources[0]}-{m.when}" for t, m in MOVES]
)
def test_a_row_says_who_why_and_what_it_is_called(table: Table, move: Move) -> None:
    assert move.label
    assert move.basis
    assert move.who
    assert len(set(move.sources)) == len(move.sources) > 0
    assert len({field.name for field in move.needs}) == len(move.needs)
    assert (move.who == (Role.SYSTEM,)) if move.approval else not move.proposers


def test_every_guard_of_a_row_exists_and_none_stands_unused() -> None:
    assert {name for _, move in MOVES for name in (*move.guards, *filter(None, [move.when]))} == set(GUARDS)


def test_every_effect_of_a_row_exists_and_none_stands_unused() -> None:
    assert {name for _, move in MOVES for name in move.effects} == set(EFFECTS)


def test_every_letter_exists_and_none_is_never_sent() -> None:
    ordered = {move.letter for _, move in MOVES if move.letter} | called("letter")
    assert ordered <= set(LETTER_KINDS)
    assert set(LETTER_KINDS) - ordered == PREPARED


def test_every_clock_exists_and_what_is_stopped_is_started_somewhere() -> None:
    started = {code for _, move in MOVES for code in move.starts} | called("start")
    ended = {code for _, move in MOVES for code in (*move.stops, *move.pauses, *move.resumes)} | called("stop", "end")
    assert ended <= started <= set(CLOCK_RULES)
    assert set(CLOCK_RULES) == started


def called(*names: str) -> set[str]:
    """The texts that are handed to functions of these names anywhere in the program: `clockwork.start(s, "T15")`."""
    found: set[str] = set()
    for path in EFFECT_FILES:
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            if getattr(call.func, "attr", getattr(call.func, "id", "")) in names:
                found |= {
                    one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found & (set(CLOCK_RULES) | set(LETTER_KINDS)) | remedy_clocks(names)


def remedy_clocks(names: tuple[str, ...]) -> set[str]:
    """Those that are started by a table: what runs from service, and what runs after a decision in a dispute."""
    return {code for codes in (*REMEDY_CLOCKS.values(), ONWARD_CODES) for code in codes} if "start" in names else set()


@pytest.mark.parametrize("code", CLOCK_RULES)
def test_every_clock_follows_a_limit_of_the_law(code: str) -> None:
    value = load_rules("重庆").at(CLOCK_RULES[code].limit, DAY)
    assert value.as_int() > 0
    assert value.unit in ("working_days", "calendar_days", "months", "years")


def test_every_approval_has_a_number_of_levels_and_somebody_who_may_propose_it() -> None:
    rules = load_rules("重庆")
    drafters = set(MACHINES["approval"].rows_of("draft")[0].who)
    for _, move in MOVES:
        if move.approval:
            assert rules.at(f"approvals.levels.{move.approval}", DAY).as_int() in (1, 2, 3)
            assert set(move.proposers) <= drafters
    nobody = [(table.name, move.trigger, move.when) for table, move in MOVES if move.approval and not move.proposers]
    assert nobody == [("award_item", "approve", "later_version")]


def test_every_drafter_has_something_to_draft() -> None:
    proposed = {role for _, move in MOVES for role in move.proposers}
    assert set(MACHINES["approval"].rows_of("draft")[0].who) == proposed


class Bare:
    """An object that is never attached to a machine."""

    def __init__(self, state: str, *answers: bool) -> None:
        self.state = state
        self.answers = list(answers)
        self.asked = 0

    def permits(self, _move: Move) -> bool:
        self.asked += 1
        return self.answers.pop(0)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_machine_has_the_arrows_of_the_table_and_no_other(table: Table) -> None:
    machine = fsm(table.name)
    assert machine is fsm(table.name)
    built = {
        (trigger, transition.source, transition.dest)
        for trigger, event in machine.events.items()
        for transitions in event.transitions.values()
        for transition in transitions
    }
    assert built == {(move.trigger, source, enters(move, source)) for move in table.moves for source in move.sources}
    assert set(machine.states) == {NEW, *table.states}
    assert not any(trigger.startswith("to_") for trigger in machine.events)
    assert not machine.has_queue


def test_an_object_that_was_never_attached_is_moved_by_the_shared_machine() -> None:
    machine, bare = fsm("payment"), Bare("mismatch", False, True)
    assert machine.events["resolve"].trigger(bare, bare) is True
    assert (bare.state, bare.asked) == ("returned", 2)
    assert machine.models == []
    assert not hasattr(bare, "trigger")


def test_an_object_that_no_row_permits_stays_where_it_is() -> None:
    bare = Bare("mismatch", *(False,) * 5)
    assert fsm("payment").events["resolve"].trigger(bare, bare) is False
    assert (bare.state, bare.asked) == ("mismatch", 5)


def test_the_first_row_that_permits_is_taken_and_no_other_is_asked() -> None:
    bare = Bare("mismatch", True)
    assert fsm("payment").events["resolve"].trigger(bare, bare) is True
    assert (bare.state, bare.asked) == ("paid", 1)


def test_a_state_that_no_row_leaves_by_a_trigger_is_a_fault_of_the_machine() -> None:
    bare = Bare("paid")
    with pytest.raises(MachineError):
        fsm("payment").events["resolve"].trigger(bare, bare)
    assert (bare.state, bare.asked) == ("paid", 0)
