"""The second part of docs/glossary.md, written from the program: `python -m tests.support.glossary` (make docs)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from claims.formulas.items import KINDS
from notifications.kinds import LETTER_KINDS
from notifications.messages.kinds import MESSAGE_KINDS
from workflows.machines import MACHINES
from workflows.roles import ROLE_NAMES

GLOSSARY = Path(__file__).parent.parent.parent / "docs" / "glossary.md"
MARK = "<!-- from the program: `make docs` writes what follows -->\n"


def from_the_program() -> str:
    """States and moves of every machine, roles, benefits and letters, as tables."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    for machine in MACHINES.values():
        yield from ("", f"## Machine {machine.name} {machine.label}")
        yield from _table("State", machine.states.items())
        yield from _table("Move", dict.fromkeys((move.trigger, move.label) for move in machine.moves))
    yield from ("", "## Roles 角色")
    yield from _table("Code", ((role.value, name) for role, name in ROLE_NAMES.items()))
    yield from ("", "## Benefit items 待遇项目")
    yield from _table("Code", ((code.value, kind.label) for code, kind in KINDS.items()))
    yield from ("", "## Letter kinds 文书种类")
    yield from _table("Code", ((kind.code, kind.name) for kind in LETTER_KINDS.values()))
    yield from ("", "## Message kinds 消息种类")
    yield from _table("Code", ((kind.code, kind.name) for kind in MESSAGE_KINDS.values()))


def _table(head: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from ("", f"| {head} | 中文 |", "|---|---|")
    for code, label in rows:
        yield f"| `{code}` | {label} |"


if __name__ == "__main__":
    by_hand, mark, _ = GLOSSARY.read_text(encoding="utf-8").partition(MARK)
    GLOSSARY.write_text(by_hand + mark + from_the_program(), encoding="utf-8")
