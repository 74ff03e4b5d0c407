"""A machine's table drawn as a Mermaid state diagram: every arrow of the table, and no other.

So that the main line is seen, moves between the same two states share an arrow, a move that leaves many states starts
at a box that names them, and moves that leave the state as it is stand in a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from workflows.table import NEW, Move, Table, enters

OUTSIDE = "[*]"
MANY_STATES = 4
ON_ONE_LINE = 4

States = tuple[str, ...]
Labels = tuple[str, ...]
Key = TypeVar("Key")


def mermaid(machine: Table) -> str:
    """The diagram of `machine` as Mermaid `stateDiagram-v2` text, with Chinese labels."""
    return "\n".join(("stateDiagram-v2", *(f"    {line}" for line in _lines(machine)))) + "\n"


def arrows(machine: Table) -> dict[tuple[States, str], Labels]:
    """The labels of the moves that change the state, by the states they leave and the state they enter.

    A move that leaves few states has an arrow from each; NEW is where a subject comes from.
    """
    found: dict[tuple[States, str], Labels] = {}
    for move in machine.moves:
        left = tuple(source for source in move.sources if enters(move, source) != source)
        for sources in (left,) if len(left) >= MANY_STATES else ((source,) for source in left):
            _put(found, (sources, move.target), move.label)
    return found


def staying(machine: Table) -> dict[States, Labels]:
    """The labels of the moves that leave the state as it is, by the states in which they can be made."""
    found: dict[States, Labels] = {}
    for move in machine.moves:
        states = _unchanged(move)
        if states:
            _put(found, states, move.label)
    return found


def states_said(states: States, names: Mapping[str, str]) -> str:
    """Some states of a machine in words; where the others are fewer, these are named."""
    others = [name for state, name in names.items() if state not in states]
    if not others:
        return "各状态"
    if len(others) < len(states) and len(states) >= MANY_STATES:
        return f"除{'、'.join(others)}外的各状态"
    return "、".join(names[state] for state in states)


def _put(found: dict[Key, Labels], key: Key, label: str) -> None:
    if label not in found.get(key, ()):
        found[key] = (*found.get(key, ()), label)


def _unchanged(move: Move) -> States:
    return tuple(source for source in move.sources if enters(move, source) == source)


def _lines(machine: Table) -> Iterator[str]:
    names = machine.states
    for state, name in names.items():
        yield f'state "{name}" as {state}'
    boxes = _boxes(machine)
    for states, box in boxes.items():
        yield f'state "{_wrapped(tuple(names[state] for state in states))}" as {box}'
    for (sources, target), labels in arrows(machine).items():
        yield f"{_start(sources, boxes)} --> {target} : {_wrapped(labels)}"
    yield from (f"{state} --> {OUTSIDE}" for state in names if state in machine.final)
    yield from _notes(machine)


def _boxes(machine: Table) -> dict[States, str]:
    """The groups of states from which arrows start, each with the name of its box."""
    groups = dict.fromkeys(sources for sources, _ in arrows(machine) if len(sources) > 1)
    return {states: f"any_of_{place}" for place, states in enumerate(groups, start=1)}


def _start(sources: States, boxes: Mapping[States, str]) -> str:
    if sources in boxes:
        return boxes[sources]
    return OUTSIDE if sources == (NEW,) else sources[0]


def _notes(machine: Table) -> Iterator[str]:
    """One note a state, since a second one would replace the first when drawn."""
    notes: dict[str, list[str]] = {}
    for states, labels in staying(machine).items():
        where = _wrapped(tuple(states_said(states, machine.states).split("、")))
        notes.setdefault(states[0], []).extend((f"状态不变（{where}）：", _wrapped(labels)))
    for state, lines in notes.items():
        yield f"note right of {state}"
        yield from (f"    {line}" for line in lines)
        yield "end note"


def _wrapped(words: Labels) -> str:
    """Words a few to a line, so that boxes stay narrow."""
    lines = [words[first : first + ON_ONE_LINE] for first in range(0, len(words), ON_ONE_LINE)]
    return "、<br/>".join("、".join(line) for line in lines)
