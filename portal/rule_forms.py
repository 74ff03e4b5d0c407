"""The form that proposes a change of a value: its confirmation by a paper, or a new value from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from claims.errors import BadInput
from claims.rules import Value
from claims.rules.units import is_money
from portal.fields import Fields
from portal.file_form import WithFile
from portal.parts import Question
from portal.queries import day_in
from workflows.rule_documents import Paper
from workflows.rule_proposals import NewValue, propose_confirmation, propose_value
from workflows.transaction import Desk

CONFIRM, SET = "confirm", "value"


def rule_questions(form: Fields, history: Sequence[Value], today: date, told: Mapping[str, str]) -> list[Question]:
    """The questions of the act that `form` names, with its answers; `history` are the versions of the value, the latest first."""
    asked = _asked(form, history, today)
    return [replace(one, value=form.get(one.name, one.value), error=told.get(one.name, "")) for one in asked]


def _asked(form: Fields, history: Sequence[Value], today: date) -> list[Question]:
    """What the act of the form asks for; nothing for another."""
    paper = [
        Question("source", "依据文件的文号和标题", hint="例如 铜人社发〔2025〕12号", maxlength=200),
        Question("file", "文件", "file", hint="扫描件或者照片：PDF、JPG、PNG，最大 8 MB"),
    ]
    if form.get("act") == CONFIRM and form.get("version") in {value.version for value in history}:
        return paper
    if form.get("act") != SET or not history[0].local:
        return []
    standing = next((value for value in history if value.covers(today)), history[0])
    return [_new_value(standing), *_days(standing), *paper]


def _new_value(standing: Value) -> Question:
    if isinstance(standing.value, list):
        listed = "\n".join(str(part) for part in standing.value)
        return Question("value", standing.label, "long", listed, hint="一行一个，写全；没有写的就不在里面了", rows=10)
    kind = "yuan" if is_money(standing.unit) else "text"
    return Question("value", standing.label, kind, hint=f"现在：{standing.shown}")


def _days(standing: Value) -> list[Question]:
    if standing.figure_of:
        hint = "适用那一年的 1 月 1 日；已经有人公布过的年份不能改"
        return [Question("from", "生效日", "date", hint=hint), Question("published", "公布日期", "date")]
    ends = Question("to", "失效日", "date", optional=True, hint="不填就一直有效")
    return [Question("from", "生效日", "date", hint="要晚于今天"), ends]


def rule_faults(form: Fields, sent: WithFile) -> dict[str, str]:
    """What is wrong with the answers, by field."""
    needed = {"source": "请填写依据文件的文号和标题"}
    if form.get("act") == SET:
        needed |= {"value": "请填写新的值", "from": "请填写生效日"}
    faults = {name: text for name, text in needed.items() if not form.get(name, "").strip()}
    for name in ("from", "to", "published"):
        text = form.get(name, "").strip()
        if text and day_in(text) is None:
            faults[name] = "日期读不懂，例如 2026-03-16"
    return faults if sent.content else faults | {"file": "请选择文件"}


def propose_by_form(desk: Desk, username: str, key: str, form: Fields, paper: Paper) -> int:
    """Propose what the form says; returns the number of the proposal. Raises ClaimsError as the workflows do."""
    source, begins = form.get("source", ""), day_in(form.get("from", ""))
    if form.get("act") == CONFIRM:
        return propose_confirmation(desk, username, form.get("version", ""), source, paper)
    if form.get("act") != SET or begins is None:
        raise BadInput("rule_act_unknown")
    new = NewValue(key, form.get("value", ""), begins, day_in(form.get("to", "")), day_in(form.get("published", "")))
    return propose_value(desk, username, new, source, paper)
