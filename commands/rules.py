"""The loaded values of the law, and the changes that the bureau makes to them: proposed by one person, applied by another."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import BadInput, ClaimsError, words
from claims.files import os_reason
from claims.rules import Rules, Value, load_rules
from claims.settings import read_settings
from commands.desks import desk
from commands.terminal import a_day, read_day, remark, say, say_json, say_table

if TYPE_CHECKING:
    from workflows.rule_documents import Paper

SHOWN_CHARACTERS = 60
NOT_INSTALLED = "not_installed"


def listed(prefix: str, *, unconfirmed: bool, as_json: bool) -> None:
    """The values that are loaded, with what they rest on; with `unconfirmed` only those to be confirmed."""
    loaded = _present_rules()
    chosen = [
        value for value in loaded.values() if value.key.startswith(prefix) and (value.unconfirmed or not unconfirmed)
    ]
    if not chosen and prefix:
        raise BadInput("no_such_rule", prefix=prefix, province=loaded.province)
    if as_json:
        say_json([_rule_json(value) for value in chosen])
        return
    headings = ("名称", "含义", "值", "自", "至", "来源", "可信度")
    say_table(f"{loaded.province}：{len(chosen)} 个规则值", headings, (_rule_row(value) for value in chosen))
    if not unconfirmed:
        say(f"其中 {sum(value.unconfirmed for value in chosen)} 个待核（claims rules list --unconfirmed）。")


def _present_rules() -> Rules:
    """The rules of the installation; where there is none, those of the program."""
    try:
        with desk() as opened:
            return opened.rules
    except ClaimsError as fault:
        if fault.code != NOT_INSTALLED:
            raise
        return load_rules(read_settings().province)


def _rule_row(value: Value) -> tuple[object, ...]:
    shown = value.shown if len(value.shown) <= SHOWN_CHARACTERS else f"{value.shown[:SHOWN_CHARACTERS]}…"
    mark = f"{value.confidence} 待核" if value.unconfirmed else value.confidence
    source = f"{value.source}（{value.origin}）" if value.origin else value.source
    return value.key, value.label, shown, value.effective_from, value.effective_to, source, mark


def _rule_json(value: Value) -> dict[str, object]:
    return {
        "key": value.key,
        "version": value.version,
        "label": value.label,
        "value": value.value,
        "unit": value.unit,
        "shown": value.shown,
        "from": value.effective_from.isoformat(),
        "to": value.effective_to.isoformat() if value.effective_to else None,
        "published_on": value.published_on.isoformat() if value.published_on else None,
        "source": value.source,
        "origin": value.origin or None,
        "confidence": value.confidence,
        "unconfirmed": value.unconfirmed,
        "document": value.document or None,
        "local": value.local,
        "jurisdiction": value.jurisdiction,
        "file": value.file,
    }


def changes(*, as_json: bool) -> None:
    """Every change that was proposed, what waits first."""
    from workflows.rule_board import changes as all_changes

    with desk() as opened:
        found = all_changes(opened)
    if as_json:
        say_json([asdict(one) for one in found])
        return
    headings = ("编号", "事项", "名称", "原值", "改为", "适用", "依据", "状态", "提出", "办理")
    say_table("参数和日历的改动", headings, (
        (one.number, one.kind_name, one.label, one.was, one.becomes, one.span, one.source, one.step_name,
         one.proposed_by, one.answered_by) for one in found
    ))  # fmt: skip
    if not found:
        remark("没有改动。")


def propose_value(
    key: str, username: str, typed: str, source: str, document: Path, on: str, to: str | None, published: str | None
) -> None:
    """Propose a value of the bureau's own."""
    from workflows.rule_proposals import NewValue
    from workflows.rule_proposals import propose_value as propose

    new = NewValue(key, typed, read_day(on, "--from"), a_day(to, "--to"), a_day(published, "--published"))
    with desk() as opened:
        number = propose(opened, username, new, source, _paper(document))
    _say_proposed(number)


def propose_confirmation(key: str, username: str, source: str, document: Path, on: str | None) -> None:
    """Propose that the value of `key` that is in force today, or on a day, is right as it stands."""
    from workflows.rule_proposals import propose_confirmation as propose

    with desk() as opened:
        day: date = opened.today() if on is None else read_day(on, "--from")
        version = opened.rules.at(key, day).version
        number = propose(opened, username, version, source, _paper(document))
    _say_proposed(number)


def _paper(path: Path) -> Paper:
    from workflows.rule_documents import Paper

    try:
        return Paper(path.name, path.read_bytes())
    except OSError as fault:
        raise BadInput("rule_document_unreadable", file=path.name, reason=os_reason(fault)) from fault


def _say_proposed(number: int) -> None:
    say(words("rule_change_proposed", number=number))
    remark(f"另一人：claims rules apply {number} --as 账号；看全部：claims rules changes。")


def apply(number: int, username: str, *, as_json: bool) -> None:
    """Put a proposal in force; where it is a calendar, count the days again."""
    from workflows.rule_answers import apply as put_in_force
    from workflows.rule_answers import count_again

    faults: list[str] = []
    with desk() as opened:
        put_in_force(opened, username, number)
        moved = count_again(opened, faults)
    if as_json:
        say_json({"applied": number, "moved": [
            {"claim_no": one.claim_no, "code": one.code, "was_on": str(one.was_on), "now_on": str(one.now_on),
             "told": list(one.told)} for one in moved
        ], "set_aside": faults})  # fmt: skip
        return
    say(words("rule_change_applied_moved" if moved else "rule_change_applied", number=number, moved=len(moved)))
    say_table("届满日变动", ("案件", "期限", "原届满", "现届满", "告诉"), (
        (one.claim_no, one.code, one.was_on, one.now_on, "、".join(one.told)) for one in moved
    ))  # fmt: skip
    for name in faults:
        remark(f"出了错，以后再试：{name}")


def withdraw(number: int, username: str) -> None:
    """Take a proposal away."""
    from workflows.rule_answers import withdraw as take_away

    with desk() as opened:
        take_away(opened, username, number)
    say(words("rule_change_withdrawn", number=number))
