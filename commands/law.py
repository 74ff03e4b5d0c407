"""The law by itself, without a database: benefits, deadlines, and the machines drawn."""

from __future__ import annotations

import json
import sys
from typing import NoReturn

from claims.errors import BadInput
from commands.terminal import say_json

COUNTED = ("days", "months", "years")


def benefits() -> None:
    """Facts as JSON on stdin, items with their working out as JSON on stdout."""
    from claims.benefits import compute

    say_json(compute(_read_facts(sys.stdin.read())))


def _read_facts(text: str) -> dict[str, object]:
    try:
        facts = json.loads(text, parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_once)
    except json.JSONDecodeError as fault:
        raise BadInput("stdin_not_json", line=fault.lineno, column=fault.colno) from fault
    if not isinstance(facts, dict):
        raise BadInput("stdin_not_json", line=1, column=1)
    return facts


def _no_float(text: str) -> NoReturn:
    raise BadInput("number_not_whole", text=text)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object in which no key stands twice: JSON would silently keep the last one."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise BadInput("key_twice", key=name)
        found[name] = value
    return found


def deadline(**given: str | None) -> None:
    """The last day of a period, as JSON. What is no whole number is left as it is, and named as a fault."""
    from claims.calendar import deadline as last_day

    say_json(last_day({name: _number(name, text) for name, text in given.items() if text is not None}))


def _number(name: str, text: str) -> object:
    try:
        return int(text) if name in COUNTED else text
    except ValueError:
        return text


def diagram(name: str) -> None:
    """The table of a machine as a Mermaid drawing."""
    from workflows.diagram import mermaid
    from workflows.machines import MACHINES, SHORT_NAMES

    machine = MACHINES.get(SHORT_NAMES.get(name, name))
    if machine is None:
        raise BadInput("no_such_machine", name=name, known="、".join(MACHINES))
    sys.stdout.write(mermaid(machine))
