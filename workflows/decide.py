"""Whether a move may be made: the machine knows the state, the rights and guards say the rest.

pytransitions holds the states and arrows; each row's rights, data and guards are asked in its `conditions`, as
results and not as exceptions, so that a person hears every reason at once. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from transitions import Machine

from claims.errors import ClaimsError
from workflows.command import Refusal
from workflows.data import read_data
from workflows.guards import GUARDS
from workflows.machines import MACHINES
from workflows.platform_states import as_told
from workflows.rights import missing_rights
from workflows.roles import Role
from workflows.situation import Situation
from workflows.table import NEW, SAME, Move, Table


@dataclass(frozen=True, slots=True)
class Decision:
    """The row that was considered, the state it enters, and why it may not be fired (empty: it may)."""

    move: Move
    target: str
    refusals: tuple[Refusal, ...]


class Carrier:
    """What pytransitions moves: the stored state of a subject, and the situation its conditions ask about."""

    def __init__(self, state: str, s: Situation, raw: Mapping[str, Any]) -> None:
        self.state = state
        self.situation = s
        self.raw = raw
        self.considered: Move | None = None
        self.refusals: tuple[Refusal, ...] = ()

    def permits(self, move: Move) -> bool:
        """Ask the rights, data and guards of one row; keeps the reasons of the first row that applies."""
        s = self.situation
        s.scratch["raw"] = self.raw
        if move.when is not None and GUARDS[move.when](s) is not None:
            return False
        refusals = _reasons(s, move, self.raw)
        if self.considered is None or not refusals:
            self.considered, self.refusals = move, refusals
        return not refusals


def decide(machine: Table, s: Situation, trigger: str, raw: Mapping[str, Any]) -> Decision:
    """Whether `trigger` may be fired on the subject of `s` with the data `raw`. A platform is refused in its own words.

    On return `s.move`, `s.role` and `s.data` belong to the row that was considered. Raises ClaimsError where the stored
    state is not one of the machine's: then the database was changed past this program.
    """
    decided = _decided(machine, s, trigger, raw)
    if Role.PLATFORM not in s.actor.roles:
        return decided
    return replace(decided, refusals=tuple(as_told(one) for one in decided.refusals))


def _decided(machine: Table, s: Situation, trigger: str, raw: Mapping[str, Any]) -> Decision:
    state = s.subject["state"]
    if state != NEW and state not in machine.states:
        raise ClaimsError("unknown_state", subject=s.subject_id, state=state)
    if not machine.rows(trigger, state):
        return _no_row(machine, s, trigger, state)
    carrier = Carrier(state, s, raw)
    fsm(machine.name).events[trigger].trigger(carrier, carrier)
    if carrier.considered is None:
        return _no_branch(machine, s, trigger, state)
    _settle(s, carrier.considered, raw)
    return Decision(carrier.considered, carrier.state, carrier.refusals)


def _no_branch(machine: Table, s: Situation, trigger: str, state: str) -> Decision:
    """Rows leave the state, but none is for this situation; who may fire none of them hears just that."""
    rows = machine.rows(trigger, state)
    rights = [missing_rights(s, row) for row in rows]
    named = Refusal("no_branch", {"trigger": rows[0].label, "state": machine.states.get(state, state)})
    return Decision(rows[0], state, rights[0] if all(rights) else (named,))


def _no_row(machine: Table, s: Situation, trigger: str, state: str) -> Decision:
    known = trigger in machine.triggers
    facts = {
        "machine": machine.label,
        "trigger": machine.rows_of(trigger)[0].label if known else trigger,
        "state": machine.states.get(state, "尚未建立"),
    }
    elsewhere = [table for table in MACHINES.values() if trigger in table.triggers and table.short]
    if not known and elsewhere:
        target = f"{s.file.no}/{elsewhere[0].short}"
        place = {"label": elsewhere[0].rows_of(trigger)[0].label, "owner": elsewhere[0].label, "target": target}
        return Decision(machine.moves[0], state, (Refusal("trigger_elsewhere", {**facts, **place}),))
    code = "no_such_move" if known else "unknown_trigger"
    return Decision(machine.moves[0], state, (Refusal(code, facts),))


def _settle(s: Situation, move: Move, raw: Mapping[str, Any]) -> None:
    s.move = move
    s.data, _ = read_data(move.needs, raw)
    s.role = next((role for role in move.who if role in s.actor.roles), s.role)


def _reasons(s: Situation, move: Move, raw: Mapping[str, Any]) -> tuple[Refusal, ...]:
    _settle(s, move, raw)
    rights = missing_rights(s, move)
    if rights:
        return rights
    _, faults = read_data(move.needs, raw)
    if faults:
        return tuple(Refusal("bad_datum", {"fault": fault}) for fault in faults)
    return blocked(s, move)


def blocked(s: Situation, move: Move) -> tuple[Refusal, ...]:
    """The guards of a row that do not hold."""
    asked = ((name, GUARDS[name](s)) for name in move.guards)
    return tuple(Refusal(name, facts) for name, facts in asked if facts is not None)


@cache
def fsm(name: str) -> Machine:
    """The one shared, flat, unqueued pytransitions machine of a kind, built from its table."""
    machine = MACHINES[name]
    transitions = [
        {
            "trigger": move.trigger,
            "source": source,
            "dest": "=" if move.target == SAME else move.target,
            "conditions": [_condition(move)],
        }
        for move in machine.moves
        for source in move.sources
    ]
    states = [NEW, *machine.states]
    return Machine(
        model=None, states=states, transitions=transitions, initial=NEW, auto_transitions=False, queued=False
    )


def _condition(move: Move) -> Callable[[Carrier], bool]:
    def permitted(carrier: Carrier) -> bool:
        return carrier.permits(move)

    permitted.__name__ = f"{move.trigger}_permitted"
    return permitted
