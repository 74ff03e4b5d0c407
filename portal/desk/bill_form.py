"""The form of bills: one block a line of an invoice, read as what the check of the lines takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from claims.money import grouped
from portal.desk.award_form import CLAIMED_ON, PERIOD, Answers, answered
from portal.desk.blocks import Block, is_blank
from portal.fields import Fields
from portal.parts import Question
from workflows.billing import Bills, verdict

BILL = ("hospital", "cost_on", "invoice_code", "invoice_number", "line_no", "claimed", "allowed", "reason", "part")
FIRST = {"line_no": "1"}


def bill_questions(
    block: Block, place: int, reasons: Mapping[str, str], parts: Mapping[str, str], faults: Mapping[str, str]
) -> list[Question]:
    """The questions on one line of an invoice."""
    asked = (
        Question("hospital", "医院"),
        Question("cost_on", "日期", "date"),
        Question("invoice_code", "发票代码"),
        Question("invoice_number", "发票号码"),
        Question("line_no", "发票上第几行", "number"),
        Question("claimed", "发票额", "yuan"),
        Question("allowed", "允许额", "yuan", hint="甲、乙类按目录，自费填 0"),
        Question("reason", "没有全额允许的原因", "select", choices=(("", "全额允许"), *reasons.items())),
        Question("part", "受伤部位", "select", choices=tuple((part, part) for part in parts)),
    )
    return [
        replace(one, name=f"{one.name}.{place}", value=block[one.name], error=faults.get(f"{one.name}.{place}", ""))
        for one in asked
    ]


def head_questions(
    form: Fields, faults: Mapping[str, str], people: Mapping[str, str], earlier: Mapping[str, str]
) -> list[Question]:
    """The questions on the item that the bills make together."""
    asked = [
        PERIOD,
        CLAIMED_ON,
        Question("third_party", "第三方已付医疗费", "yuan", optional=True),
        Question("beneficiary", "权利人", "select", choices=tuple(people.items()), hint="钱付给谁"),
    ]
    if earlier:
        choices = (("", "不变更，新的一项"), *earlier.items())
        asked.append(Question("replaces", "变更的原项目", "select", choices=choices, optional=True))
    return answered(asked, form, faults)


def read_bills(form: Fields, blocks: Sequence[Block], *, drafted: bool) -> tuple[Bills, dict[str, str]]:
    """The bills, and for each answer that cannot be read the sentence that says so; `drafted`: their item is there."""
    answers = Answers({**form, **{f"{name}.{place}": text for place, one in enumerate(blocks, start=1)
                                  for name, text in one.items()}})  # fmt: skip
    lines = [
        _line(answers, place) for place, one in enumerate(blocks, start=1) if not is_blank({**one, **_defaults(one)})
    ]
    if not lines:
        answers.faults["claimed.1"] = "请至少填写一张发票"
    draft: dict[str, Any] = {}
    third_party_fen = 0
    if not drafted:
        draft["period"] = answers.text("period", PERIOD.label)
        claimed_on = answers.day("claimed_on")
        if claimed_on:
            draft["claimed_on"] = date.fromisoformat(claimed_on)
        draft.update({name: answers.text(name) for name in ("beneficiary", "replaces") if answers.text(name)})
        third_party_fen = answers.fen("third_party", "第三方已付医疗费", optional=True)
    return Bills(lines, draft, third_party_fen), answers.faults


def _defaults(block: Block) -> Block:
    """What stands in a block before anybody filled it in does not make it a bill."""
    return {"part": "", **{name: "" for name, first in FIRST.items() if block[name] == first}}


def _line(answers: Answers, place: int) -> dict[str, Any]:
    claimed = answers.fen(f"claimed.{place}", "发票额")
    allowed = answers.fen(f"allowed.{place}", "允许额")
    if allowed > claimed and f"claimed.{place}" not in answers.faults:
        told = f"允许额 {grouped(allowed)} 大于发票额 {grouped(claimed)}，请改小或换发票"
        answers.faults[f"allowed.{place}"] = told
    line: dict[str, Any] = {
        "hospital": answers.text(f"hospital.{place}", "医院"),
        "cost_on": answers.day(f"cost_on.{place}", "发票日期"),
        "invoice_code": answers.text(f"invoice_code.{place}", "发票代码"),
        "invoice_number": answers.text(f"invoice_number.{place}", "发票号码"),
        "line_no": answers.whole(f"line_no.{place}", "行号"),
        "claimed_fen": claimed,
        "allowed_fen": allowed,
        "verdict": verdict(claimed, allowed),
        "part": answers.text(f"part.{place}", "受伤部位"),
    }
    reason = answers.text(f"reason.{place}")
    if line["verdict"] != "allowed" and not reason:
        answers.faults.setdefault(f"reason.{place}", "没有全额允许，请选原因")
    return {**line, **({"reason": reason} if reason else {})}
