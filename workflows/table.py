"""What a transition table is made of. Diagrams, docs and the buttons a person sees are generated from these rows.

A row names the trigger, the states it leaves and enters, who may fire it, its legal basis, the data it needs, the
guards that must hold, the clocks it starts and stops, the letter it causes and its further effects. Guards and
effects are named; the functions stand in `workflows/guards` and `workflows/effects`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workflows.roles import Role

NEW = "new"
SAME = "="


class Kind(StrEnum):
    """How a datum is read."""

    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"
    INT = "int"
    FEN = "fen"
    FLAG = "flag"
    CHOICE = "choice"
    LIST = "list"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Field:
    """A datum a move needs: its name, how it is read, its Chinese label, whether it is personal or may be absent."""

    name: str
    kind: Kind
    label: str
    private: bool = False
    optional: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a table. `target` is a state, SAME, or several states among which the guard `route` chooses."""

    trigger: str
    label: str
    sources: tuple[str, ...]
    target: str
    who: tuple[Role, ...]
    basis: str
    needs: tuple[Field, ...] = ()
    guards: tuple[str, ...] = ()
    when: str | None = None
    approval: str | None = None
    proposers: tuple[Role, ...] = ()
    letter: str | None = None
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    any_day: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A machine: its name, its states, its rows and where its subject is stored."""

    name: str
    label: str
    states: Mapping[str, str]
    final: frozenset[str]
    moves: tuple[Move, ...]
    stored_in: str
    short: str = ""
    _by_trigger: dict[str, tuple[Move, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_trigger: dict[str, tuple[Move, ...]] = {}
        for move in self.moves:
            by_trigger[move.trigger] = (*by_trigger.get(move.trigger, ()), move)
        object.__setattr__(self, "_by_trigger", by_trigger)

    @property
    def triggers(self) -> tuple[str, ...]:
        """Every trigger, in the order of the rows."""
        return tuple(self._by_trigger)

    def rows(self, trigger: str, state: str) -> tuple[Move, ...]:
        """The rows of `trigger` that leave `state`."""
        return tuple(move for move in self._by_trigger.get(trigger, ()) if state in move.sources)

    def rows_of(self, trigger: str) -> tuple[Move, ...]:
        """All rows of `trigger`."""
        return self._by_trigger.get(trigger, ())


def enters(move: Move, state: str) -> str:
    """The state a row enters from `state`."""
    return state if move.target == SAME else move.target
