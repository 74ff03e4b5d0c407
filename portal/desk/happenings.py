"""The history of a case, newest first: what was done, by whom, and what was refused."""

from __future__ import annotations

import json

from claims.errors import known_code, words
from claims.store.rows import Row, select_rows
from portal.days import instant_shown
from portal.parts import Happening
from workflows.machines import MACHINES
from workflows.run import read_target
from workflows.showing import case_view
from workflows.transaction import Desk, reading

KINDS = {"": "全部", "decision": "决定", "letter": "文书", "money": "资金", "refused": "被拒绝的操作"}
KIND_OF = {
    "approval": "decision", "appraisal": "decision", "claim": "decision", "service": "letter", "consent": "letter",
    "award_item": "money", "payment": "money", "instalment": "money", "recovery": "money", "recourse": "money",
    "platform_support": "money", "dispute": "decision",
}  # fmt: skip


def happenings(desk: Desk, no: str, only: str = "") -> list[Happening]:
    """The events of the case and the attempts on it that were refused; of one kind where `only` names one."""
    done = [_event(event) for event in case_view(desk, no)["events"]]
    with reading(desk) as connection:
        attempts = [row for row in select_rows(connection, "attempt") if row["target"].partition("/")[0] == no]
    refused = [_attempt(row) for row in attempts]
    found = sorted((*done, *refused), key=lambda one: one.instant, reverse=True)
    return [one for one in found if not only or one.kind == only]


def _event(event: Row) -> Happening:
    place = event["subject"].partition("/")[2]
    return Happening(
        what=f"{event['label']}{f'（{place}）' if place else ''} → {event['to_label']}",
        who=f"{event['actor']}（{event['role']}）",
        instant=event["recorded_at"],
        when=instant_shown(event["recorded_at"]),
        kind=KIND_OF.get(event["machine"], "other"),
        legal_day=event["occurred_on"],
    )


def _attempt(row: Row) -> Happening:
    machine = read_target(row["target"]).machine
    rows = MACHINES[machine.name].rows_of(row["trigger"])
    label = rows[0].label if rows else row["trigger"]
    reasons = "；".join(_reason(reason) for reason in json.loads(row["reasons"]))
    when = instant_shown(row["recorded_at"])
    return Happening(f"{label}：{reasons}", row["actor"], row["recorded_at"], when, "refused")


def _reason(reason: Row) -> str:
    """A refusal in words; one whose words have changed since goes by its code."""
    if not known_code(reason["code"]):
        return str(reason["code"])
    try:
        return words(reason["code"], **reason["facts"])
    except KeyError:
        return str(reason["code"])
