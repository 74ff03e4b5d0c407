"""The law by itself, without a database: benefits, deadlines, the loaded values, and the machines drawn."""

from __future__ import annotations

import json
import sys
from typing import NoReturn

from claims.errors import BadInput
from claims.rules import Value, load_rules
from claims.settings import read_settings
from commands.terminal import say, say_json, say_table

SHOWN_CHARACTERS = 60
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


def rules(prefix: str, *, unconfirmed: bool, as_json: bool) -> None:
    """The values of the law that are loaded, with what they rest on; with `unconfirmed` only those to be confirmed."""
    loaded = load_rules(read_settings().province)
    chosen = [
        value for value in loaded.values() if value.key.startswith(prefix) and (value.unconfirmed or not unconfirmed)
    ]
    if not chosen and prefix:
        raise BadInput("no_such_rule", prefix=prefix, province=loaded.province)
    if as_json:
        say_json([_rule_json(value) for value in chosen])
        return
    headings = ("名称", "含义", "值", "自", "至", "来源", "可信度")
    say_table(f"{loaded.province}：{len(chosen)} 个规则值", headings, (_rule_row(value) for value in chosen))
    if not unconfirmed:
        say(f"其中 {sum(value.unconfirmed for value in chosen)} 个待核（claims rules --unconfirmed）。")


def _rule_row(value: Value) -> tuple[object, ...]:
    shown = value.shown if len(value.shown) <= SHOWN_CHARACTERS else f"{value.shown[:SHOWN_CHARACTERS]}…"
    mark = f"{value.confidence} 待核" if value.unconfirmed else value.confidence
    return value.key, value.label, shown, value.effective_from, value.effective_to, value.source, mark


def _rule_json(value: Value) -> dict[str, object]:
    return {
        "key": value.key,
        "label": value.label,
        "value": value.value,
        "unit": value.unit,
        "shown": value.shown,
        "from": value.effective_from.isoformat(),
        "to": value.effective_to.isoformat() if value.effective_to else None,
        "published_on": value.published_on.isoformat() if value.published_on else None,
        "source": value.source,
        "confidence": value.confidence,
        "unconfirmed": value.unconfirmed,
        "jurisdiction": value.jurisdiction,
        "file": value.file,
    }


def diagram(name: str) -> None:
    """The table of a machine as a Mermaid drawing."""
    from workflows.diagram import mermaid
    from workflows.machines import MACHINES, SHORT_NAMES

    machine = MACHINES.get(SHORT_NAMES.get(name, name))
    if machine is None:
        raise BadInput("no_such_machine", name=name, known="、".join(MACHINES))
    sys.stdout.write(mermaid(machine))
