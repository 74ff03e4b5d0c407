"""What others did since somebody opened a page: who and when, each thing as he saw it beside as it is now, and the acts.

A form says which events of the case its page knew; what came after them is told here. Personal data are left out: the pages
of the case show them to who may see them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from claims.rules import Rules
from claims.store.rows import Row, select_rows
from workflows.account_names import account_names
from workflows.approval_view import DRAFTING, moves_of
from workflows.event_data import whole_data
from workflows.history import doer, what_happened
from workflows.machines import MACHINES
from workflows.proposal_words import told
from workflows.roles import ROLE_NAMES, SYSTEM, Role
from workflows.thing_names import thing_names
from workflows.transaction import Desk, reading

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing by name, as it was seen and as it is now."""

    name: str
    seen: str
    now: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done meanwhile: what, by whom, and when (UTC text)."""

    what: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What a page did not know: by whom the last of it was done and when, both versions, and the acts, the latest first."""

    who: str
    at: str
    lines: tuple[Beside, ...]
    acts: tuple[Act, ...] = ()


def overtaken_on_case(desk: Desk, username: str, claim_no: str, seen: int) -> Overtaken | None:
    """What others than `username` did on a case after the event of number `seen`; None where nobody did anything."""
    with reading(desk) as connection:
        events = sorted(select_rows(connection, "event", claim_no=claim_no), key=lambda row: int(row["seq"]))
        own = {row["command_id"] for row in events if row["actor"] == username}
        later = [row for row in events if row["seq"] > seen and row["command_id"] not in own]
        if not later:
            return None
        names = account_names(connection, {row["actor"] for row in later})
        lines = tuple(_besides(desk.rules, connection, [row for row in events if row["seq"] <= seen], later))
        things = thing_names(connection, claim_no, (row["subject"] for row in later))
    return told_of(later, names, things, lines)


def told_of(
    later: Sequence[Row], names: Mapping[str, str], things: Mapping[str, str], lines: tuple[Beside, ...]
) -> Overtaken:
    """Told by the last thing that a person did, or else by the last that the system did; `things` names what was moved."""
    by = next((row for row in reversed(later) if row["actor"] != SYSTEM.username), later[-1])
    acts = tuple(
        Act(what_happened(row, things), doer(row["actor"], row["role"], names), row["recorded_at"])
        for row in reversed(later)
    )
    return Overtaken(names.get(by["actor"], ROLE_NAMES[Role(by["role"])]), by["recorded_at"], lines, acts)


def _besides(rules: Rules, connection: Connection, earlier: Sequence[Row], later: Sequence[Row]) -> Iterator[Beside]:
    """Every subject that was moved: its state and what was said of it, then and now."""
    for subject in dict.fromkeys(row["subject"] for row in later):
        own = [row for row in later if row["subject"] == subject]
        machine = MACHINES[own[0]["machine"]]
        number = subject.partition("/")[2].rpartition("-")[2]
        name = f"{machine.label}{f' {number}' if number else ''}"
        states = [machine.states.get(code, NOTHING) for code in (own[0]["source"], own[-1]["target"])]
        if states[0] != states[1]:
            yield Beside(f"{name}：状态", *states)
        before = _said(rules, connection, [row for row in earlier if row["subject"] == subject])
        for label, text in _said(rules, connection, own).items():
            if before.get(label) != text:
                yield Beside(f"{name}：{label}", before.get(label, NOTHING), text)


def _said(rules: Rules, connection: Connection, events: Iterable[Row]) -> dict[str, str]:
    """What the events said last of each datum, by its label."""
    found: dict[str, str] = {}
    for row in events:
        moves, data = MACHINES[row["machine"]].rows_of(row["trigger"]), json.loads(row["data"])
        if row["machine"] == "approval" and row["trigger"] in DRAFTING:
            moves = moves_of({"act": data["act"], "targets": json.dumps(data["targets"])})
            data = dict((whole_data(connection, row).get("proposal") or [{}])[0])
        fields = {field.name: field for move in moves for field in move.needs if not field.private}
        found |= {one.label: "；".join(one.lines) for one in told(rules, list(fields.values()), data)}
    return found
