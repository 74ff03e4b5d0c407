"""Awards on the screen: the run of a month, rights to be checked, what waits for a figure, the yearly adjustment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from claims.errors import words
from claims.money import yuan
from commands.desks import desk
from commands.terminal import a_day_to_act, remark, say, say_error, say_json, say_table

if TYPE_CHECKING:
    from workflows.adjusting import Done, Step
    from workflows.month_board import Month, Ran

SUMS = ("应付", "尚欠")


def run_month(month: str, at: str | None, *, as_json: bool) -> None:
    """Count a month and all before it. Exit code 1 where something was refused or set aside."""
    from workflows.machines import MACHINES
    from workflows.month_board import run_month as run

    with desk(a_day_to_act(at)) as opened:
        ran = run(opened, month, opened.today())
    if as_json:
        say_json(_ran_json(ran))
    else:
        states = MACHINES["instalment"].states
        rows = (_month_row(one, states[one.state]) for one in ran.months)
        say_table(f"{month}：{len(ran.months)} 笔", ("案件", "待遇", "编号", "状态", *SUMS, "说明"), rows, right=SUMS)
        total_fen = sum(one.amount_fen for one in ran.months)
        remark(f"本次办理 {ran.made} 步；{month} 合计 {yuan(total_fen)}。")
    for target, trigger, code in ran.refused:
        say_error(f"{target}　{trigger}　{code}")
    for work in ran.set_aside:
        say_error(f"搁置：{work}（claims health 可查）")
    if ran.refused or ran.set_aside:
        raise typer.Exit(1)


def _month_row(one: Month, state: str) -> tuple[object, ...]:
    why = words(one.waits_for) if one.waits_for else ""
    return one.claim_no, one.label, one.item_id, state, yuan(one.amount_fen), yuan(one.owed_fen), why


def _ran_json(ran: Ran) -> dict[str, Any]:
    names = ("claim_no", "item_id", "code", "month", "state", "amount_fen", "owed_fen", "waits_for")
    months = [{name: getattr(one, name) for name in names} for one in ran.months]
    return {"made": ran.made, "refused": list(ran.refused), "set_aside": list(ran.set_aside), "months": months}


def eligibility(within_days: int, at: str | None, *, as_json: bool) -> None:
    """The rights that are to be checked."""
    from workflows.month_board import checks

    with desk(a_day_to_act(at)) as opened:
        found = checks(opened, opened.today(), within_days)
    if as_json:
        names = ("claim_no", "item_id", "code", "overdue")
        days = ("checked_on", "due_on")
        say_json([{**{n: getattr(one, n) for n in names}, **{n: str(getattr(one, n)) for n in days}} for one in found])
        return
    rows = (
        (one.claim_no, one.label, one.item_id, one.checked_on, one.due_on, "逾期，暂缓支付" if one.overdue else "")
        for one in found
    )
    say_table(f"{len(found)} 项待核验资格", ("案件", "待遇", "编号", "上次核验", "应核验", "说明"), rows)
    if not found:
        say("没有待核验的资格。")


def provisional(at: str | None, *, as_json: bool) -> None:
    """The awards that wait for a figure."""
    from workflows.provisional import waiting

    with desk(a_day_to_act(at)) as opened:
        found = waiting(opened, opened.today())
    if as_json:
        names = ("claim_no", "item_id", "code", "awarded_fen", "figure", "in_work")
        days = ("since", "published_on")
        say_json([
            {**{n: getattr(one, n) for n in names}, **{n: str(getattr(one, n)) if getattr(one, n) else None for n in days}}
            for one in found
        ])  # fmt: skip
        return
    rows = (
        (one.claim_no, one.label, one.item_id, yuan(one.awarded_fen), one.since, one.figure,
         one.published_on or "尚未公布", "已在拟定" if one.in_work else "可以补差" if one.published_on else "")
        for one in found
    )  # fmt: skip
    headings = ("案件", "待遇", "编号", "暂核", "自", "等待的数", "公布", "说明")
    say_table(f"{len(found)} 项先行核定", headings, rows, right=("暂核",))
    if not found:
        say("没有先行核定、等待公布的待遇。")


def difference(no: str, username: str, at: str | None, *, as_json: bool) -> None:
    """The differences of a case, drafted and put forward. Exit code 1 where one is refused."""
    from workflows.provisional import put_differences_forward

    with desk(a_day_to_act(at)) as opened:
        done = list(put_differences_forward(opened, username, no))
    _tell_done(done, as_json=as_json, nothing="没有已公布、可以补差的待遇。")


def adjust(path: Path, username: str, at: str | None, *, dry_run: bool, as_json: bool) -> None:
    """What a file of adjustments comes to; without `dry_run` it is drafted and put forward case by case."""
    from claims.adjustments import read_orders
    from workflows.adjusting import plan, put_forward

    orders = read_orders(path)
    with desk(a_day_to_act(at)) as opened:
        steps = plan(opened, orders)
        done = [] if dry_run else list(put_forward(opened, username, orders, steps))
    if not dry_run:
        _tell_done(done, as_json=as_json, nothing="没有要调整的待遇。")
        return
    if as_json:
        say_json([_step_json(step) for step in steps])
        return
    sums = ("现额", "调整后", "每月增减")
    headings = ("案件", "待遇", "编号", *sums, "说明")
    say_table(f"{orders.from_month} 起：{len(steps)} 项", headings, (_step_row(step) for step in steps), right=sums)
    changed = [step for step in steps if not step.skipped]
    total_fen = sum(step.after_fen - step.before_fen for step in changed)
    remark(f"调整 {len(changed)} 项，每月合计增减 {yuan(total_fen)}；试算，没有写入。")


def _step_row(step: Step) -> tuple[object, ...]:
    why = words(step.skipped) if step.skipped else "终止" if step.ends else ""
    change = yuan(step.after_fen - step.before_fen)
    return step.claim_no, step.label, step.item_id, yuan(step.before_fen), yuan(step.after_fen), change, why


def _step_json(step: Step) -> dict[str, object]:
    names = ("claim_no", "item_id", "code", "before_fen", "after_fen", "skipped", "ends")
    return {name: getattr(step, name) for name in names}


def _tell_done(done: list[Done], *, as_json: bool, nothing: str) -> None:
    if as_json:
        say_json([{**_step_json(one.step), "approval": one.approval, "refused": one.refused} for one in done])
    else:
        sums = ("现额", "新额")
        rows = (
            (one.step.claim_no, one.step.label, one.step.item_id, yuan(one.step.before_fen), yuan(one.step.after_fen),
             one.approval)
            for one in done if not one.refused
        )  # fmt: skip
        say_table("已拟稿提交审批", ("案件", "待遇", "原项目", *sums, "审批"), rows, right=sums)
    for one in done:
        if one.refused:
            say_error(f"{one.step.item_id}　{one.refused}")
    if not done and not as_json:
        say(nothing)
    if any(one.refused for one in done):
        raise typer.Exit(1)
