"""One case: see it, see what waits, see what may be done, do it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from claims.clock import legal_day
from claims.errors import BadInput, Refused
from claims.money import yuan
from commands.desks import desk
from commands.terminal import a_day_to_act, remark, say, say_error, say_json, say_table

if TYPE_CHECKING:
    from workflows.command import Outcome
    from workflows.inbox import Entry
    from workflows.moves import Choice

LAST_EVENTS = 12


def show(no: str, *, whole: bool, as_json: bool) -> None:
    """A case as an officer reads it."""
    from workflows.showing import case_view

    with desk() as opened:
        view = case_view(opened, no)
    if as_json:
        say_json(view)
    else:
        _say_case(view, whole=whole)


def _say_case(view: Mapping[str, Any], *, whole: bool) -> None:
    person = view["person"]
    say(
        f"{view['no']}　{view['state_label']}　{person['name']} {person['id_number']}　{view['platform']}（{view['industry']}）"
    )
    grade = "未定" if view["grade"] is None else f"{view['grade']}级" if view["grade"] else "无等级"
    say(f"受伤 {view['accident_on']}　申请 {view['received_on'] or '—'}　结论 {view['decided_on'] or '—'}"
        f"（生效 {view['effective_on'] or '—'}）　伤残等级 {grade}")  # fmt: skip
    clocks = [(one["code"], one["label"], _due_day(one), _clock_state(one)) for one in view["clocks"]]
    say_table("期限", ("代码", "期限", "到期", "状态"), clocks)
    sums = ("申报", "核定", "应付", "已付")
    say_table("待遇", ("编号", "项目", "状态", *sums), (_item_row(one) for one in view["items"]), right=sums)
    _say_lines_and_months(view)
    payments = [
        (one["id"], one["month"], one["state_label"], yuan(one["amount_fen"]), one["batch_no"], one["paid_on"])
        for one in view["payments"]
    ]
    say_table("支付", ("编号", "月份", "状态", "金额", "批次", "到账"), payments, right=("金额",))
    owing = [
        (one["id"], one["state_label"], yuan(one["amount_fen"]), yuan(one["left_fen"]), one.get("due_on"))
        for name in ("recoveries", "recourses", "platform_supports")
        for one in view[name]
    ]
    say_table("追回、追偿、平台应付", ("编号", "状态", "金额", "未付", "最后日期"), owing, right=("金额", "未付"))
    subjects = [one for name in ("approvals", "appraisals", "disputes") for one in view[name]]
    say_table(
        "审批、鉴定、争议",
        ("编号", "状态", "事项"),
        ((one["id"], one["state_label"], _matter(one)) for one in subjects),
    )
    letters = [
        (one["number"], one["name"], one["dated_on"], _served(one), one["file"] or "待制作") for one in view["letters"]
    ]
    say_table("文书", ("文号", "文书", "日期", "送达", "文件"), letters)
    events = view["events"] if whole else view["events"][-LAST_EVENTS:]
    title = (
        "经过"
        if len(events) == len(view["events"])
        else f"经过（最近 {len(events)} 项，--all 看全部 {len(view['events'])} 项）"
    )
    happened = [
        (one["seq"], one["occurred_on"], one["label"], one["to_label"], one["subject"], one["actor"]) for one in events
    ]
    say_table(title, ("序", "日期", "事项", "状态", "对象", "经办"), happened)


def _say_lines_and_months(view: Mapping[str, Any]) -> None:
    """The invoice lines that were not paid in full, with the reason, and the months of what is paid monthly."""
    sums, months = ("申报", "核定"), ("应付", "已付")
    lines = (
        (one["item_id"], one["invoice_number"], one["line_no"], yuan(one["claimed_fen"]), yuan(one["allowed_fen"]),
         one["reason_label"] or one["reason"], one["catalogue"])
        for one in view["invoice_lines"] if one["reason"] and one["live"]
    )  # fmt: skip
    say_table("票据核减", ("项目", "票据", "行", *sums, "原因", "目录"), lines, right=sums)
    rows = (
        (one["item_id"], one["month"], one["state_label"], yuan(one["amount_fen"]), yuan(one["paid_fen"]))
        for one in view["instalments"]
    )
    say_table("按月待遇", ("项目", "月份", "状态", *months), rows, right=months)


def _due_day(shown: Mapping[str, Any]) -> str:
    """The last day; none can be said while the period stands still."""
    return "—" if shown["state"] == "paused" else str(shown["due_on"])


def _clock_state(clock: Mapping[str, Any]) -> str:
    return "中止" if clock["state"] == "paused" else "暂定" if clock["provisional"] else ""


def _item_row(item: Mapping[str, Any]) -> tuple[object, ...]:
    sums = (yuan(item[name]) for name in ("claimed_fen", "allowed_fen", "awarded_fen", "paid_fen"))
    return item["id"], item["label"], item["state_label"], *sums


def _matter(subject: Mapping[str, Any]) -> object:
    return subject.get("act") or subject.get("kind") or subject.get("matter")


def _served(letter: Mapping[str, Any]) -> str:
    return "；".join(map(_service, letter["services"])) or "不需送达"


def _service(one: Mapping[str, Any]) -> str:
    """To whom, how far, and when, with the number that a proof of service is printed by."""
    place = str(one["id"]).partition("/")[2]
    return f"{one['recipient_label']}{one['state_label']} {one['served_on'] or ''}".strip() + f"（{place}）"


def inbox(username: str, *, at: date | None, as_json: bool) -> None:
    """What waits for somebody."""
    from workflows.inbox import inbox as waiting

    with desk(at) as opened:
        today, entries = opened.today(), waiting(opened, username)
    if as_json:
        say_json([_entry_json(entry) for entry in entries])
        return
    headings = ("", "到期", "还有", "案件", "事项", "提醒", "对象", "状态", "可办")
    say_table(f"{username}：{len(entries)} 件待办", headings, (
        ("急" if entry.urgent else "", _due(entry), _left(entry.days_left(today)), entry.claim_no, entry.what, entry.rung,
         entry.target, entry.state, "、".join(entry.moves)) for entry in entries
    ))  # fmt: skip
    if not entries:
        say(f"{username} 没有待办。")


def _due(entry: Entry) -> str:
    if entry.due_on is None:
        return ""
    if entry.governing_on != entry.due_on:
        return f"{entry.governing_on}（承诺日；法定 {entry.due_on}）"
    return f"{entry.due_on}{'（暂定）' if entry.provisional else ''}"


def _left(days: int | None) -> str:
    if days is None:
        return ""
    return f"{days} 天" if days >= 0 else f"已超 {-days} 天"


def _entry_json(entry: Entry) -> dict[str, object]:
    return {
        "due_on": entry.due_on.isoformat() if entry.due_on else None,
        "target_on": entry.target_on.isoformat() if entry.target_on else None,
        "fast": entry.fast,
        "urgent": entry.urgent,
        "rung": entry.rung,
        "provisional": entry.provisional,
        "claim_no": entry.claim_no,
        "target": entry.target,
        "code": entry.code,
        "what": entry.what,
        "state": entry.state,
        "moves": list(entry.moves),
    }


def moves(no: str, username: str, *, whole: bool, at: date | None, as_json: bool) -> None:
    """What may be done on a case, and what stands in the way of the rest."""
    from workflows.moves import choices

    with desk(at) as opened:
        found = choices(opened, username, no.partition("/")[0])
    found = [choice for choice in found if "/" not in no or choice.target == no]
    if as_json:
        say_json([_choice_json(choice) for choice in found])
        return
    allowed = [choice for choice in found if choice.allowed]
    say_table(
        "可以办理", ("事项", "代码", "对象", "办后状态", "须填写", "审批"), (_choice_row(choice) for choice in allowed)
    )
    if not allowed:
        say(f"{username} 在 {no} 上现在没有可以办理的事项。")
    blocked = [choice for choice in found if not choice.allowed and (whole or not choice.possible_in)]
    say_table("现在不能办理", ("事项", "代码", "对象", "原因"), (
        (choice.move.label, choice.move.trigger, choice.target, "".join(reason.message() for reason in choice.reasons))
        for choice in blocked
    ))  # fmt: skip
    elsewhere = sum(bool(choice.possible_in) for choice in found)
    if elsewhere and not whole:
        say(f"另有 {elsewhere} 项须在案件的其他状态时办理（--all 列出）。")


def _choice_row(choice: Choice) -> tuple[object, ...]:
    from workflows.machines import MACHINES

    needs = "、".join(f"{field.name}（{field.label}{'，可不填' if field.optional else ''}）" for field in choice.needs)
    enters = MACHINES[choice.machine].states.get(choice.enters, "视内容而定")
    approval = f"先拟稿（{choice.move.approval}）" if choice.move.approval else ""
    return choice.move.label, choice.move.trigger, choice.target, enters, needs, approval


def _choice_json(choice: Choice) -> dict[str, object]:
    return {
        "target": choice.target,
        "machine": choice.machine,
        "trigger": choice.move.trigger,
        "label": choice.move.label,
        "state": choice.state,
        "enters": choice.enters,
        "allowed": choice.allowed,
        "approval": choice.move.approval,
        "letter": choice.move.letter,
        "basis": choice.move.basis,
        "needs": [
            {
                "name": one.name,
                "kind": one.kind.value,
                "label": one.label,
                "optional": one.optional,
                "choices": list(one.choices),
            }
            for one in choice.needs
        ],
        "reasons": [{"code": reason.code, "message": reason.message()} for reason in choice.reasons],
        "conditions": [{"code": reason.code, "message": reason.message()} for reason in choice.conditions],
        "possible_in": list(choice.possible_in),
    }


def advance(
    target: str, trigger: str, username: str, at: str | None, data: Sequence[str], key: str | None, *, as_json: bool
) -> None:
    """Make a move, or draft the approval that it needs. Exit code 1 where it is refused."""
    from workflows.acting import act
    from workflows.roles import SYSTEM
    from workflows.showing import consequences

    if username == SYSTEM.username:
        raise Refused("system_is_nobody")
    day, given = a_day_to_act(at), read_data(data)
    with desk(day) as opened:
        occurred_on = day or legal_day(opened.instant())
        outcome = act(opened, username, target, trigger, occurred_on, given, key=key)
        came = consequences(opened, outcome.event_id) if outcome.done else {}
    if as_json:
        say_json(_outcome_json(outcome, came))
    elif outcome.done:
        _say_done(outcome, came)
    for refusal in outcome.refusals:
        say_error(refusal.message())
    if not outcome.done:
        raise typer.Exit(1)


def read_data(pairs: Sequence[str]) -> dict[str, object]:
    """The data given as `name=text` and `name:=json`. Raises BadInput."""
    found: dict[str, object] = {}
    for pair in pairs:
        name, mark, text = pair.partition("=")
        if not mark or not name.strip(":"):
            raise BadInput("option_data", text=pair)
        value = _json(name, text) if name.endswith(":") else text
        name = name.removesuffix(":")
        if name in found:
            raise BadInput("key_twice", key=name)
        found[name] = value
    return found


def _json(name: str, text: str) -> object:
    try:
        return json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    except json.JSONDecodeError as fault:
        raise BadInput("option_not_json", name=name.removesuffix(":")) from fault


def _no_float(text: str) -> NoReturn:
    raise BadInput("number_not_whole", text=text)


def _say_done(outcome: Outcome, came: Mapping[str, Any]) -> None:
    say(f"{'此前已办理' if outcome.repeated else '已办理'}：{outcome.subject}　现在的状态：{came['state_label']}")
    caused = [(one["label"], one["subject"], one["to_label"]) for one in came["events"][1:]]
    say_table("一并发生", ("事项", "对象", "状态"), caused)
    for letter in came["letters"]:
        say(f"文书：{letter['number']}《{letter['name']}》")
    remark(f"下一步：claims moves {outcome.claim_no} --as 账号")


def _outcome_json(outcome: Outcome, came: Mapping[str, Any]) -> dict[str, object]:
    return {
        "done": outcome.done,
        "repeated": outcome.repeated,
        "target": outcome.target,
        "trigger": outcome.trigger,
        "subject": outcome.subject,
        "claim_no": outcome.claim_no,
        "state": outcome.state,
        "version": outcome.version,
        "event_id": outcome.event_id,
        "refusals": [{"code": one.code, "message": one.message()} for one in outcome.refusals],
        **came,
    }
