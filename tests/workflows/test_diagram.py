"""The drawing and the page of a machine are its table: nothing more, nothing less."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.machine_pages import BEGIN, README, pages, readme
from workflows.diagram import mermaid, states_said, staying
from workflows.machine_page import page
from workflows.machines import MACHINES
from workflows.table import NEW, SAME, Move, Table, enters

MACHINE_NAMES = sorted(MACHINES)
NAMED = re.compile(r'state "(?P<label>[^"]+)" as (?P<state>\w+)')
ARROW = re.compile(r"(?P<source>\S+) --> (?P<target>\S+)(?: : (?P<labels>.+))?")
Arrow = tuple[str, str, str]


def read_arrows(machine: Table) -> set[Arrow]:
    """Every arrow of the drawing by the names that are written in its boxes, one a move."""
    lines = [line.strip() for line in mermaid(machine).splitlines()]
    boxes = {match["state"]: match["label"] for match in map(NAMED.fullmatch, lines) if match}
    found: set[Arrow] = set()
    for match in filter(None, map(ARROW.fullmatch, lines)):
        if match["labels"] is None:
            continue
        sources = words(boxes[match["source"]]) if match["source"] in boxes else [NEW]
        labels = known_labels(machine, match["labels"])
        found |= {(source, boxes[match["target"]], label) for source in sources for label in labels}
    return found


def words(text: str) -> list[str]:
    return text.replace("<br/>", "").split("、")


def known_labels(machine: Table, text: str) -> list[str]:
    """The labels that a text is made of; a label may itself hold the mark that stands between labels."""
    rest, found = text.replace("<br/>", ""), []
    while rest:
        label = max((move.label for move in machine.moves if rest.startswith(move.label)), key=len)
        found.append(label)
        rest = rest.removeprefix(label).removeprefix("、")
    return found


def changes(machine: Table) -> Iterator[tuple[str, str, Move]]:
    for move in machine.moves:
        for source in move.sources:
            if enters(move, source) != source:
                yield source, enters(move, source), move


@pytest.mark.parametrize("name", MACHINE_NAMES)
def test_the_drawing_has_every_arrow_of_the_table_and_no_other(name: str) -> None:
    machine = MACHINES[name]
    names = {NEW: NEW, **machine.states}
    assert read_arrows(machine) == {
        (names[source], names[target], move.label) for source, target, move in changes(machine)
    }


@pytest.mark.parametrize("name", MACHINE_NAMES)
def test_every_move_that_leaves_the_state_as_it_is_stands_in_a_note(name: str) -> None:
    machine = MACHINES[name]
    noted = {(state, label) for states, labels in staying(machine).items() for state in states for label in labels}
    assert noted == {
        (source, move.label) for move in machine.moves for source in move.sources if enters(move, source) == source
    }
    drawing = mermaid(machine).replace("<br/>", "")
    assert all(label in drawing for _, label in noted)
    attached = re.findall(r"note right of (\w+)", drawing)
    assert sorted(attached) == sorted(set(attached)) == sorted({states[0] for states in staying(machine)})


@pytest.mark.parametrize("name", MACHINE_NAMES)
def test_final_states_are_drawn_as_ends(name: str) -> None:
    ends = set(re.findall(r"(\w+) --> \[\*\]", mermaid(MACHINES[name])))
    assert ends == MACHINES[name].final


def test_many_states_are_said_by_those_that_are_left_out() -> None:
    names = {state: state.upper() for state in "abcdef"}
    assert states_said(("a", "b"), names) == "A、B"
    assert states_said(("a", "b", "c", "d", "e"), names) == "除F外的各状态"
    assert states_said(tuple("abcdef"), names) == "各状态"


@pytest.mark.parametrize("name", MACHINE_NAMES)
def test_a_page_has_a_row_for_every_row_of_the_table(name: str) -> None:
    machine = MACHINES[name]
    table = page(machine).partition("## 每一步")[2].partition("\n## ")[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
    assert [re.findall(r"`(\w+)`", row[0]) for row in rows] == [[move.trigger] for move in machine.moves]
    for row, move in zip(rows, machine.moves, strict=True):
        assert (row[2] == "不变") == (move.target == SAME)
        assert set(re.findall(r"`(\w+)`", row[4])) == {*move.guards, *((move.when,) if move.when else ())}
        assert row[5] == move.basis
        assert all(f" {code} " in row[7] for code in (*move.starts, *move.stops, *move.pauses, *move.resumes))


@pytest.mark.parametrize("path", sorted(pages()), ids=lambda path: path.stem)
def test_the_pages_on_file_are_those_of_the_tables(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages()[path], f"{path.name} is old: run `make docs`"


def test_the_readme_shows_the_claim_as_it_is() -> None:
    text = README.read_text(encoding="utf-8")
    assert text.count(BEGIN) == 1
    assert readme(text) == text, "the diagram in the README is old: run `make docs`"
