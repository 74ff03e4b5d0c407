"""The form that proposes a change of a value: its confirmation by a paper, or a new value from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from claims.errors import BadInput
from claims.rules import Value
from portal.fields import Fields
from portal.file_form import WithFile
from portal.parts import Question
from portal.queries import day_in
from workflows.rule_documents import Paper
from workflows.rule_proposals import NewValue, propose_confirmation, propose_value
from workflows.transaction import Desk

CONFIRM, SET = "confirm", "value"


def _asked(form: Fields, history: Sequence[Value]) -> list[Question]:
    """What the act of the form asks for; nothing for another."""
    paper = [
        Question("source", "依据文件的文号和标题", hint="例如 铜人社发〔2025〕12号", maxlength=200),
        Question("file", "文件", "file", hint="扫描件或者照片：PDF、JPG、PNG，最大 8 MB"),
    ]
    act, version = form.get("act", ""), form.get("version", "")
    if act == CONFIRM and version in {value.version for value in history}:
        return paper
    if act != SET or not history[0].local:
        return []
    like = history[0]
    hints = {"list": "一行一个，写全；没有写的就不在里面了"}
    money = like.unit.startswith("fen")
    kind = "yuan" if money else "long" if like.unit == "list" else "text"
    now = "\n".join(str(part) for part in like.value) if isinstance(like.value, list) else ""
    days = [Question("from", "生效日", "date", hint="要晚于今天；还没有人公布的数，可以从适用那一年的 1 月 1 日起")]
    if like.figure_of:
        days.append(Question("published", "公布日期", "date"))
    else:
        days.append(Question("to", "失效日", "date", optional=True, hint="不填就一直有效"))
    return [Question("value", like.label, kind, now, hint=hints.get(like.unit, f"现在：{like.shown}")), *days, *paper]


def rule_questions(form: Fields, history: Sequence[Value], told: Mapping[str, str]) -> list[Question]:
    """The questions of the act that `form` names, with its answers; `history` are the versions of the value, the latest first."""
    asked = _asked(form, history)
    return [replace(one, value=form.get(one.name, one.value), error=told.get(one.name, "")) for one in asked]


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
