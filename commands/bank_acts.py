"""What two persons decide about lines of the bank, on the screen: set down, what waits, confirmed, taken back."""

from __future__ import annotations

import typer

from commands.desks import desk
from commands.terminal import a_day_to_act, remark, say, say_error, say_json, say_table

BOOKS = "FUND/"


def set_down(line: str, username: str, ground: str, document: str, at: str | None, *, as_json: bool) -> None:
    """Prepare that a line is nothing to book."""
    from workflows.fund_acts import prepare_setting_down

    with desk(a_day_to_act(at)) as there:
        number = prepare_setting_down(there, username, line, ground, document, there.today())
    if as_json:
        say_json({"event": number})
    else:
        say(f"已拟办：{number}")
        remark(f"须由另一人确认：claims bank confirm {number} --as 账号")


def pending(*, as_json: bool) -> None:
    """What was drafted about lines and waits for a second person."""
    from workflows.bank_pending import pending_acts
    from workflows.transaction import reading

    with desk() as there, reading(there) as connection:
        found = pending_acts(connection)
    if as_json:
        say_json([one.as_json() for one in found])
        return
    rows = [(one.number, one.label, one.about, one.on, one.drafted_by, one.state) for one in found]
    say_table("待批准、待确认", ("编号", "事项", "对象", "日期", "拟办人", "状态"), rows)
    if not found:
        say("没有待批准、待确认的事项。")


def confirm(number: str, username: str, at: str | None, *, as_json: bool) -> None:
    """Confirm what another has drafted: it happens now."""
    from workflows.fund_acts import confirm as confirm_act

    if number.startswith(BOOKS):
        with desk(a_day_to_act(at)) as there:
            _said("已确认", confirm_act(there, username, number), as_json=as_json)
    else:
        _move(number, username, "approve", "已批准", at, as_json=as_json)


def withdraw(number: str, username: str, at: str | None, *, as_json: bool) -> None:
    """Take back what oneself has drafted."""
    from workflows.fund_acts import withdraw as withdraw_act

    if number.startswith(BOOKS):
        with desk(a_day_to_act(at)) as there:
            _said("已撤回", withdraw_act(there, username, number), as_json=as_json)
    else:
        _move(number, username, "withdraw_draft", "已撤回", at, as_json=as_json)


def _move(number: str, username: str, trigger: str, told: str, at: str | None, *, as_json: bool) -> None:
    from workflows.acting import act

    with desk(a_day_to_act(at)) as there:
        outcome = act(there, username, number, trigger, there.today())
    for refusal in outcome.refusals:
        say_error(refusal.message())
    if not outcome.done:
        raise typer.Exit(1)
    _said(told, outcome.event_id, as_json=as_json)


def _said(told: str, event: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"event": event})
    else:
        say(f"{told}：{event}")
