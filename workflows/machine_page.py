"""A machine's table as a page of documentation in Markdown: its diagram, its rows, and what its conditions mean.

The pages under `docs/machines` and the diagram in the README are written by this module and never by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.errors import wording
from notifications.kinds import letter_kind
from workflows.clock_rules import CLOCK_RULES
from workflows.diagram import mermaid, states_said
from workflows.roles import ROLE_NAMES, Role
from workflows.table import NEW, SAME, Move, Table

HEAD = ("办理", "自", "至", "谁", "条件", "依据", "文书", "期限")
PLACEHOLDER = re.compile(r"\{[^}]*\}")


def page(machine: Table) -> str:
    """The documentation page of one machine."""
    return "\n".join(_lines(machine)) + "\n"


def drawn(machine: Table) -> str:
    """The diagram in the fences by which Markdown readers draw it."""
    return f"```mermaid\n{mermaid(machine)}```\n"


def _lines(machine: Table) -> Iterator[str]:
    yield f"# {machine.label}（{machine.name}）"
    yield f"\n本页由程序从 `workflows/machines/` 中的表生成（`make docs`），不手工修改。表中共 {len(machine.moves)} 行。\n"
    yield drawn(machine)
    yield "## 每一步\n"
    yield from _table(HEAD, ((_name(move), *_cells(machine, move)) for move in machine.moves))
    yield "\n## 条件不满足时怎么说\n"
    yield "“…”处填入本案的内容。\n"
    yield from _table(("条件", "不满足时的答复"), ((f"`{name}`", _refusal(name)) for name in _guards(machine)))


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _name(move: Move) -> str:
    return f"{move.label}<br>`{move.trigger}`"


def _cells(machine: Table, move: Move) -> tuple[str, ...]:
    conditions = (*((f"仅当 `{move.when}`",) if move.when else ()), *(f"`{name}`" for name in move.guards))
    return (
        "（新建）" if move.sources == (NEW,) else states_said(move.sources, machine.states),
        "不变" if move.target == SAME else machine.states[move.target],
        _who(move),
        "<br>".join(conditions),
        move.basis,
        letter_kind(move.letter).name if move.letter else "",
        "<br>".join(_clocks(move)),
    )


def _who(move: Move) -> str:
    if not move.approval:
        return _roles(move.who)
    return f"{_roles(move.proposers)}拟稿，经审批（`{move.approval}`）"


def _roles(roles: tuple[Role, ...]) -> str:
    return "、".join(ROLE_NAMES[role] for role in roles)


def _clocks(move: Move) -> Iterator[str]:
    for verb, codes in (("停", move.stops), ("停顿", move.pauses), ("续", move.resumes), ("起", move.starts)):
        for code in codes:
            yield f"{verb} {code} {CLOCK_RULES[code].label}"


def _guards(machine: Table) -> Iterator[str]:
    yield from dict.fromkeys(name for move in machine.moves for name in move.guards)


def _refusal(name: str) -> str:
    return PLACEHOLDER.sub("…", wording(name))
