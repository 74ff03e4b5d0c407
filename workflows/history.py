"""The history of a case, newest first: what was done and by whom, what each act brought about, what the scan of periods
told whom, and what was refused. A page of it at a time; plain data.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from claims.clock import instant_text, parse_instant
from claims.errors import known_code, words
from claims.ladder import LEVELS
from claims.rules import Rules
from claims.store.rows import Row, select_rows
from claims.store.tables import table
from notifications.kinds import letter_kind
from workflows.account_names import account_names
from workflows.clock_rules import CLOCK_RULES
from workflows.inbox_clocks import rung_label
from workflows.machines import MACHINES
from workflows.roles import ROLE_NAMES, Role
from workflows.run import read_target
from workflows.showing import event_label
from workflows.thing_names import thing_names
from workflows.transaction import Desk, reading

ATTEMPT, ACCOUNT = table("attempt"), table("account")
SCAN = "系统（期限扫描）"
KIND_OF = {
    "approval": "decision", "appraisal": "decision", "claim": "decision", "service": "letter", "consent": "letter",
    "award_item": "money", "payment": "money", "instalment": "money", "recovery": "money", "recourse": "money",
    "platform_support": "money", "dispute": "decision",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that an act caused."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened. `kind`: decision, letter, clock, money, refused, other; `tells` every filter that shows it.

    `letters`, `clocks` (label and last day) and `sum_fen` are what it brought about.
    """

    kind: str
    tells: frozenset[str]
    what: str
    who: str
    at: str
    legal_day: str = ""
    letters: tuple[Letter, ...] = ()
    clocks: tuple[tuple[str, date], ...] = ()
    sum_fen: int = 0


def history(desk: Desk, no: str, only: str = "") -> list[Item]:
    """What happened on a case, newest first; of one kind where `only` names one."""
    with reading(desk) as connection:
        events = select_rows(connection, "event", claim_no=no)
        rungs = select_rows(connection, "rung", claim_no=no)
        clocks = select_rows(connection, "clock", claim_no=no)
        attempts = _attempts(connection, no)
        told = {name for row in rungs for name in json.loads(row["told"])}
        people = account_names(connection, {*told, *(row["actor"] for row in (*events, *attempts))})
        things = thing_names(connection, no, (row["subject"] for row in events))
        caused = _Caused.of(connection, no, clocks)
    measured = {row["id"]: row for row in clocks}
    items = [
        *(_event(row, people, things, caused) for row in events),
        *(_rung(row, measured[row["clock_id"]], people, desk.rules) for row in rungs if row["clock_id"] in measured),
        *(_attempt(row, people) for row in attempts),
    ]
    found = sorted(items, key=lambda item: item.at, reverse=True)
    return [item for item in found if not only or only in item.tells]


@dataclass(frozen=True, slots=True)
class _Caused:
    """What hangs on each event: letters, periods that began, sums that were booked."""

    letters: Mapping[str, list[Letter]]
    clocks: Mapping[str, list[tuple[str, date]]]
    sums: Mapping[str, int]

    @classmethod
    def of(cls, connection: Connection, no: str, clocks: Iterable[Row]) -> _Caused:
        letters: dict[str, list[Letter]] = defaultdict(list)
        begun: dict[str, list[tuple[str, date]]] = defaultdict(list)
        sums: dict[str, int] = defaultdict(int)
        for row in select_rows(connection, "letter", claim_no=no):
            letters[row["event_id"]].append(Letter(letter_kind(row["kind"]).name, row["number"]))
        for row in clocks:
            begun[row["started_by"]].append((CLOCK_RULES[row["code"]].label, row["due_on"]))
        for row in select_rows(connection, "transfer", claim_no=no):
            sums[row["event_id"]] += int(row["amount_fen"])
        return cls(letters, begun, sums)


def _attempts(connection: Connection, no: str) -> list[Row]:
    """The attempts on the case or on something of it."""
    of_case = (ATTEMPT.c.target == no) | ATTEMPT.c.target.startswith(f"{no}/", autoescape=True)
    return [dict(row) for row in connection.execute(select(ATTEMPT).where(of_case)).mappings()]


def what_happened(row: Row, things: Mapping[str, str]) -> str:
    """What an event was: the act, on which thing of the case (`things` names them), and the state that it led to."""
    machine = MACHINES[row["machine"]]
    name = things.get(row["subject"], "")
    place = f"：{name}" if name else ""
    return f"{event_label(row)}{place} → {machine.states.get(row['target'], row['target'])}"


def _event(row: Row, people: Mapping[str, str], things: Mapping[str, str], caused: _Caused) -> Item:
    kind = KIND_OF.get(row["machine"], "other")
    letters, clocks, sum_fen = (
        caused.letters.get(row["id"], []),
        caused.clocks.get(row["id"], []),
        caused.sums.get(row["id"], 0),
    )
    tells = {kind, *(("letter",) if letters else ()), *(("clock",) if clocks else ()), *(("money",) if sum_fen else ())}
    return Item(
        kind=kind,
        tells=frozenset(tells),
        what=what_happened(row, things),
        who=doer(row["actor"], row["role"], people),
        at=row["recorded_at"],
        legal_day=str(row["occurred_on"]),
        letters=tuple(letters),
        clocks=tuple(clocks),
        sum_fen=sum_fen,
    )


def doer(username: str, role: str, people: Mapping[str, str]) -> str:
    """Who did something, by name and post."""
    post = ROLE_NAMES[Role(role)]
    name = people.get(username, "")
    return f"{name}（{post}）" if name else post


def _rung(row: Row, clock: Row, people: Mapping[str, str], rules: Rules) -> Item:
    told = "、".join(people.get(name, name) for name in json.loads(row["told"]))
    label = rung_label(rules, clock, row["rung"])
    what = f"{CLOCK_RULES[clock['code']].label}：{label}，告知{LEVELS[row['level']]}{f'（{told}）' if told else ''}"
    at = instant_text(parse_instant(row["claimed_at"]))
    return Item("clock", frozenset({"clock"}), what, SCAN, at, str(row["fired_on"]))


def _attempt(row: Row, people: Mapping[str, str]) -> Item:
    machine = read_target(row["target"]).machine
    rows = MACHINES[machine.name].rows_of(row["trigger"])
    label = rows[0].label if rows else "这一步"
    reasons = "；".join(_reason(reason) for reason in json.loads(row["reasons"]))
    what = f"{label}：{reasons}"
    return Item("refused", frozenset({"refused"}), what, people.get(row["actor"], row["actor"]), row["recorded_at"])


def _reason(reason: Row) -> str:
    """A refusal in words; one whose words have changed since says only that."""
    if not known_code(reason["code"]):
        return words("refusal_of_older_words")
    try:
        return words(reason["code"], **reason["facts"])
    except KeyError:
        return words("refusal_of_older_words")
