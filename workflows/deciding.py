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
from claims.store.rows import Row, select_one
from workflows.casefile import CaseFile
from workflows.evidence_list import Standing, evidence_list
from workflows.locking import read_person
from workflows.platform_answers import REQUEST, ran_out, told, unanswered
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
    platform_answer: str
    platform_answered_on: str
    proposed: str


def ground_of(desk: Desk, username: str, claim: Row) -> Ground:
    """The ground for a conclusion on a case that `username` may see; the law is that of the day of the accident."""
    day, rules = claim["accident_on"], desk.rules
    with reading(desk) as connection:
        private = private_of(connection, "claim_private", "claim_no", claim["no"])
        person = read_person(connection, claim["person_id"]) or {}
        file = CaseFile(connection, claim)
        asked = file.where("clock", lambda clock: clock["code"] == REQUEST)
        late = unanswered(file, desk.today())
        of_the_order = "order_by_platform" if file.where("paper", _is_platform_data) else "order_by_papers"
    lines = evidence_list(desk, username, claim["no"]).lines
    return Ground(
        positive=tuple(_case(rules, one.code, one.text, "case") for one in criteria(day, rules)),
        negative=(
            *(_case(rules, one.code, one.text, "exclusion") for one in exclusions(day, rules)),
            *(_case(rules, one.code, words("decision_not_met", case=one.text), "case") for one in criteria(day, rules)),
        ),
        facts=facts_sentence(claim, private, str(person.get("name", "")), words(of_the_order)),
        diagnosis=str(private.get("diagnosis", "")),
        injury=str(private.get("injury", "")),
        papers=tuple((line.kind, line.name) for line in lines if line.standing in GIVEN and not line.of_kin),
        platform_late=bool(asked) and ran_out(asked[-1], desk.today()),
        platform_answer=told(rules, claim, late) if late else "",
        platform_answered_on=late.answered_on.isoformat() if late and late.answered_on else "",
        proposed=str(claim["criterion"] or ""),
    )


def _is_platform_data(paper: Row) -> bool:
    return bool(paper["kind"] == "platform_data")


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


def facts_sentence(claim: Mapping[str, Any], private: Mapping[str, Any], name: str, source: str) -> str:
    """The facts as the file tells them, in one or two sentences to begin with; `source` is who tells of the order."""
    scene = words(
        "decision_scene",
        day=chinese_day(claim["accident_on"]),
        time=f"{private['accident_time']}许" if private.get("accident_time") else "",
        name=name,
        place=private.get("accident_place", ""),
        course=private.get("accident_course", ""),
    )
    number = claim["order_no"] or private.get(AS_TOLD["order_no"])
    order = words("decision_order", source=source, order=number) if number else ""
    return f"{scene}{order}"


def _case(rules: Rules, code: str, text: str, kind: str) -> CaseOfLaw:
    value = rules.history(f"criteria.{kind}.{code}")[0]
    return CaseOfLaw(code, text, citation(code, rules), bool(value.unconfirmed))
