"""What was told when an accident was reported, as an officer reads it before he rings, identifies or decides.

It is read in clear by the posts that read of the injury (`health_sight`): where, how and what hurt stand in one text, as the
person wrote it, and who works on a case needs all of it. To every other post one line says that it is there, and for whom.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from claims.errors import words
from claims.masking import masked_name
from claims.store.rows import Row
from claims.store.tables import table
from workflows.health_sight import OF_THE_INJURY, reads_report
from workflows.locking import read_person
from workflows.machines.claim_rows.needs import TOLD_BESIDE
from workflows.roles import ROLE_NAMES, Actor
from workflows.unproven_reports import AGAIN, further_of

EVENT = table("event")
REPORT, REPORTER = "report", "reporter"
BESIDE = tuple(field.name for field in TOLD_BESIDE)
LABELS: Mapping[str, str] = {
    "accident_time": "受伤时间",
    "accident_place": "受伤地点",
    "accident_course": "受伤经过",
    "injury": "受伤部位与程度",
    **{field.name: field.label for field in TOLD_BESIDE},
}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was told: what it is, what was said, and its name where it is masked until asked for."""

    label: str
    said: str
    field: str = ""


def as_reported(connection: Connection, claim: Row, body: Mapping[str, Any], actor: Actor) -> tuple[Told, ...]:
    """What was told of a case, in the order in which it is asked; `body` is what the case keeps privately."""
    if not reads_report(actor):
        posts = "、".join(ROLE_NAMES[role] for role in sorted(OF_THE_INJURY))
        return (Told("内容", words("reported_for_others", roles=posts)),)
    said = {**body, "accident_time": f"{claim['accident_on']} {body.get('accident_time', '')}".strip()}
    told = [_one(name, label, said) for name, label in LABELS.items() if name not in BESIDE or said.get(name)]
    events = _events(connection, claim["no"])
    again = [
        Told("同一天又报的", one.text)
        for one in further_of(connection, [row for row in events if row["trigger"] == AGAIN])
    ]
    return (*_named(connection, claim, events), *told, *again)


def _events(connection: Connection, no: str) -> list[Row]:
    """The report of a case, and those that lie with it, in order."""
    found = select(EVENT).where(EVENT.c.claim_no == no, EVENT.c.trigger.in_((REPORT, AGAIN))).order_by(EVENT.c.seq)
    return [dict(row) for row in connection.execute(found).mappings()]


def _one(name: str, label: str, body: Mapping[str, Any]) -> Told:
    said = str(body.get(name) or "")
    return Told(label, masked_name(said), name) if name == REPORTER else Told(label, said)


def _named(connection: Connection, claim: Row, events: Sequence[Row]) -> tuple[Told, ...]:
    """The name under which it was reported, where an ID card has shown another person since."""
    reporter = next(
        (str(json.loads(row["data"]).get("person_id", "")) for row in events if row["trigger"] == REPORT), ""
    )
    if reporter in ("", claim["person_id"]):
        return ()
    name = str((read_person(connection, reporter) or {}).get("name", ""))
    return (Told("报案时的姓名", masked_name(name)),) if name else ()
