"""The form that drafts an award item: what each kind of benefit asks for, and reading the answers as the facts of its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from claims.day_text import read_day
from claims.digits import whole_number
from claims.errors import BadInput
from claims.facts import DeathCause, Relation
from claims.formulas.items import KINDS, ItemCode
from claims.money import parse_yuan
from portal.desk.blocks import Block, blocks_in, is_blank
from portal.fields import Fields
from portal.parts import Question
from workflows.computing import REIMBURSED
from workflows.machines.award_item import PREPAID_BY

OFFERED = tuple(
    code.value
    for code in ItemCode
    if code not in (ItemCode.MEDICAL, ItemCode.EMPLOYMENT_LUMP_SUM, ItemCode.INJURY_MEDICAL_LUMP_SUM)
)
OTHER_COSTS = ("travel", "rehabilitation", "devices")
OF_DEATH = ("funeral_grant", "death_lump_sum", "survivor_pension")
CAUSES = {
    DeathCause.INJURY: "因伤死亡",
    DeathCause.SUDDEN_ILLNESS: "突发疾病死亡（含48小时内抢救无效）",
    DeathCause.AFTER_PERIOD: "职业伤害期满后死亡",
}
RELATIONS = {
    Relation.SPOUSE: "配偶",
    Relation.CHILD: "子女",
    Relation.PARENT: "父母",
    Relation.OTHER: "其他供养亲属",
}
SURVIVOR = ("survivor", "relation", "lone", "orphan")
OF_WHOM = "钱付给谁；近亲属先在案件的“近亲属”里登记"
NOTHING = (("", "请选择"),)
PERIOD = Question("period", "期次", hint="同一种费用第几次报销，例如 R1")
CLAIMED_ON = Question("claimed_on", "收到报销申请的日期", "date", optional=True)


def questions_for(
    code: str, claim: Mapping[str, Any], people: Mapping[str, str], earlier: Mapping[str, str]
) -> list[Question]:
    """What the kind of benefit asks for. `people` may be the beneficiary, `earlier` are versions that it may replace."""
    asked = [Question("occurred_on", "业务日期", "date"), *_of_kind(code, claim)]
    if code in REIMBURSED:
        asked += [
            PERIOD, CLAIMED_ON,
            Question("prepaid_by", "垫付人的种类", "select", choices=(("", "没有人垫付"), *((one, one) for one in PREPAID_BY)),
                     optional=True),
            Question("prepaid_name", "垫付人", hint="平台企业写平台名称", optional=True),
            Question("prepaid_statement", "垫付情况说明", "long", optional=True, rows=2),
        ]  # fmt: skip
    asked.append(Question("beneficiary", "权利人", "select", choices=tuple(people.items()), hint=OF_WHOM))
    if earlier:
        choices = (("", "不变更，新的一项"), *earlier.items())
        asked.append(Question("replaces", "变更的原项目", "select", choices=choices, optional=True))
        if KINDS[ItemCode(code)].monthly:
            asked.append(Question("from_month", "变更的起始月", hint="例如 2025-07；只在变更时填", optional=True))
    return asked


def _of_kind(code: str, claim: Mapping[str, Any]) -> list[Question]:
    if code == "hospital_meals":
        return [Question("hospital_days", "住院天数", "number")]
    if code in OTHER_COSTS:
        return [
            Question("amount", "申报金额", "yuan"),
            Question("allowed", "允许金额", "yuan", hint="按标准审核后的金额"),
        ]
    if code == "appraisal_fee":
        return [Question("amount", "鉴定费", "yuan")]
    if code == "living_support":
        return [
            Question("from", "职业伤害期第一天", "date"),
            Question("to", "职业伤害期最后一天", "date", hint="首尾两天都算"),
        ]
    if code in OF_DEATH:
        died = str(claim["death_on"] or "")
        return [
            Question("death_on", "死亡日期", "date", died),
            Question("cause", "死亡原因", "select", claim["death_cause"], choices=(*NOTHING, *CAUSES.items())),
        ]
    return []


def survivor_questions(
    block: Block, place: int, people: Mapping[str, str], faults: Mapping[str, str]
) -> list[Question]:
    """The questions on one person whom the dead rider kept."""
    asked = (
        Question("survivor", "供养亲属", "select", choices=(*NOTHING, *people.items())),
        Question("relation", "与死者的关系", "select", choices=(*NOTHING, *RELATIONS.items())),
        Question("lone", "孤寡老人", "tick"),
        Question("orphan", "孤儿", "tick"),
    )
    names = [f"{one.name}.{place}" for one in asked]
    return [
        replace(one, name=name, value=block[one.name], error=faults.get(name, ""))
        for one, name in zip(asked, names, strict=True)
    ]


def answered(asked: list[Question], form: Fields, faults: Mapping[str, str]) -> list[Question]:
    """The questions with what was answered, right or wrong; before anything was answered as they stand."""
    return [replace(one, value=form.get(one.name, one.value), error=faults.get(one.name, "")) for one in asked]


class Answers:
    """Reads the answers of a form; what cannot be read leaves its sentence in `faults`."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.faults: dict[str, str] = {}

    def text(self, name: str, label: str = "") -> str:
        """A text; with a `label` it must be there."""
        text = self._form.get(name, "").strip()
        if label and not text:
            self.faults[name] = f"请填写{label}"
        return text

    def fen(self, name: str, label: str, *, optional: bool = False) -> int:
        """A sum in fen; 0 for what is none."""
        text = self.text(name, "" if optional else label)
        if not text:
            return 0
        try:
            return parse_yuan(text)
        except BadInput as fault:
            self.faults[name] = fault.message()
            return 0

    def whole(self, name: str, label: str) -> int:
        """A whole number; 0 for what is none."""
        text = self.text(name, label)
        number = whole_number(text, 6)
        if text and number is None:
            self.faults[name] = f"{label}要填整数，例如 12"
        return number or 0

    def day(self, name: str, label: str = "") -> str:
        """A day as it is written in facts; empty for what is none."""
        text = self.text(name, label)
        try:
            return read_day(text).isoformat() if text else ""
        except ValueError:
            self.faults[name] = "日期读不懂，例如 2026-03-16"
            return ""


def read_item(code: str, form: Fields) -> tuple[dict[str, Any], dict[str, str]]:
    """The data of the draft, and for each answer that cannot be read the sentence that says so."""
    answers = Answers(form)
    data: dict[str, Any] = {"code": code, "facts": [_facts(code, form, answers)]}
    for name in ("replaces", "from_month"):
        if answers.text(name):
            data[name] = answers.text(name)
    beneficiary = answers.text("beneficiary")
    if code in REIMBURSED:
        data["period"] = answers.text("period", PERIOD.label)
        claimed_on = answers.day("claimed_on")
        if claimed_on:
            data["claimed_on"] = date.fromisoformat(claimed_on)
        beneficiary = _prepaid(answers, data) or beneficiary
    if beneficiary:
        data["beneficiary"] = beneficiary
    return data, answers.faults


def _prepaid(answers: Answers, data: dict[str, Any]) -> str:
    """Who paid in advance; he is owed the cost."""
    kind = answers.text("prepaid_by")
    if not kind:
        return ""
    data["prepaid_by"] = kind
    data["prepaid_statement"] = answers.text("prepaid_statement", "垫付情况说明")
    return answers.text("prepaid_name", "垫付人")


def _facts(code: str, form: Fields, answers: Answers) -> dict[str, Any]:
    if code == "hospital_meals":
        return {"hospital_days": answers.whole("hospital_days", "住院天数")}
    if code in OTHER_COSTS:
        amount, allowed = answers.fen("amount", "申报金额"), answers.fen("allowed", "允许金额")
        return {"other_costs": [{"code": code, "amount_fen": amount, "allowed_fen": allowed}]}
    if code == "appraisal_fee":
        return {"appraisal_fee_fen": answers.fen("amount", "鉴定费")}
    if code == "living_support":
        return {"living_support": {"from": answers.day("from", "第一天"), "to": answers.day("to", "最后一天")}}
    if code in OF_DEATH:
        return {"death": _death(code, form, answers)}
    return {}


def _death(code: str, form: Fields, answers: Answers) -> dict[str, Any]:
    found: dict[str, Any] = {"date": answers.day("death_on", "死亡日期"), "cause": answers.text("cause", "死亡原因")}
    if code != "survivor_pension":
        return found
    survivors = []
    for place, block in enumerate(blocks_in(form, SURVIVOR), start=1):
        if is_blank(block):
            continue
        one: dict[str, Any] = {
            "id": answers.text(f"survivor.{place}", "供养亲属"),
            "relation": answers.text(f"relation.{place}", "与死者的关系"),
        }
        survivors.append({**one, **{name: True for name in ("lone", "orphan") if block[name]}})
    if not survivors:
        answers.faults["survivor.1"] = "请至少填写一名供养亲属"
    return {**found, "survivors": survivors}
