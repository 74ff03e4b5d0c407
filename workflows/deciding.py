"""What an officer needs to write a conclusion 拟写结论: the cases of the law, the facts as the file has them, the evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from claims.criteria import citation, criteria, exclusions
from claims.errors import words
from claims.period_words import chinese_day
from claims.rules import Rules
from claims.store.rows import Row, select_one, select_rows
from workflows.evidence_list import Standing, evidence_list
from workflows.locking import read_person
from workflows.told_of_order import AS_TOLD
from workflows.transaction import Desk, reading

CONCLUSIONS: Mapping[str, str] = {
    "confirm": "确认为职业伤害",
    "refuse_confirm": "不予确认职业伤害",
    "redo_confirm": "重新作出：确认为职业伤害",
    "redo_refuse": "重新作出：不予确认职业伤害",
}
POSITIVE = frozenset({"confirm", "redo_confirm"})
GIVEN = (Standing.RECEIVED, Standing.CHECKED)


@dataclass(frozen=True, slots=True)
class CaseOfLaw:
    """A case or an exclusion that may be cited: its code, what it says, where it stands, whether that must be confirmed."""

    code: str
    text: str
    cited: str
    is_unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What a conclusion on a case can be written from."""

    positive: tuple[CaseOfLaw, ...]
    negative: tuple[CaseOfLaw, ...]
    facts: str
    diagnosis: str
    injury: str
    papers: tuple[tuple[str, str], ...]
    platform_late: bool
    proposed: str


def ground_of(desk: Desk, username: str, claim: Row) -> Ground:
    """The ground for a conclusion on a case that `username` may see; the law is that of the day of the accident."""
    day, rules = claim["accident_on"], desk.rules
    with reading(desk) as connection:
        private = private_of(connection, "claim_private", "claim_no", claim["no"])
        person = read_person(connection, claim["person_id"]) or {}
        asked = select_rows(connection, "clock", claim_no=claim["no"], code="data_request")
    lines = evidence_list(desk, username, claim["no"]).lines
    return Ground(
        positive=tuple(_case(rules, one.code, one.text, "case") for one in criteria(day, rules)),
        negative=(
            *(_case(rules, one.code, one.text, "exclusion") for one in exclusions(day, rules)),
            *(_case(rules, one.code, words("decision_not_met", case=one.text), "case") for one in criteria(day, rules)),
        ),
        facts=facts_sentence(claim, private, str(person.get("name", ""))),
        diagnosis=str(private.get("diagnosis", "")),
        injury=str(private.get("injury", "")),
        papers=tuple((line.kind, line.name) for line in lines if line.standing in GIVEN),
        platform_late=any(_is_late(clock, desk) for clock in asked),
        proposed=str(claim["criterion"] or ""),
    )


def returned_proposal(desk: Desk, approval_id: str) -> dict[str, Any]:
    """What was put forward in a draft that came back, its personal part included."""
    with reading(desk) as connection:
        row = select_one(connection, "approval", id=approval_id)
        private = private_of(connection, "approval_private", "approval_id", approval_id)
    return {**json.loads(row["proposal"]), **private} if row else {}


def private_of(connection: Connection, name: str, key: str, value: str) -> dict[str, Any]:
    """The document of a private row; empty where there is none or it has been erased."""
    row = select_one(connection, name, **{key: value})
    return dict(json.loads(row["body"])) if row else {}


def facts_sentence(claim: Mapping[str, Any], private: Mapping[str, Any], name: str) -> str:
    """The facts as the file tells them, in one or two sentences to begin with."""
    scene = words(
        "decision_scene",
        day=chinese_day(claim["accident_on"]),
        time=f"{private['accident_time']}许" if private.get("accident_time") else "",
        name=name,
        place=private.get("accident_place", ""),
        course=private.get("accident_course", ""),
    )
    number = claim["order_no"] or private.get(AS_TOLD["order_no"])
    order = words("decision_order", order=number) if number else ""
    return f"{scene}{order}"


def _is_late(clock: Row, desk: Desk) -> bool:
    return clock["state"] == "late" or bool(clock["state"] == "running" and clock["due_on"] < desk.today())


def _case(rules: Rules, code: str, text: str, kind: str) -> CaseOfLaw:
    value = rules.history(f"criteria.{kind}.{code}")[0]
    return CaseOfLaw(code, text, citation(code, rules), bool(value.unconfirmed))
