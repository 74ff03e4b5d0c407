"""The clocks of a case on the screen, and the holiday notices that they are counted by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from commands.desks import desk
from commands.terminal import remark, say, say_json, say_table


def clocks(no: str, *, explain: bool, at: date | None, as_json: bool) -> None:
    """Every clock of a case, what it told whom, and with `explain` how each day was counted."""
    from workflows.clock_view import clocks_of

    with desk(at) as opened:
        found = [one for one in clocks_of(opened, no.partition("/")[0]) if "/" not in no or one["subject"] == no]
    if as_json:
        say_json(found)
        return
    headings = ("代码", "期限", "谁办", "长度", "起算", "承诺日", "届满", "状态", "依据")
    say_table(f"{no} 的期限", headings, (_row(one) for one in found))
    told = [
        (*_named(one), rung["fired_on"], rung["label"], rung["level"], _accounts(rung))
        for one in found
        for rung in one["rungs"]
    ]
    say_table("已经告诉谁", ("代码", "期限", "日期", "梯级", "级别", "告诉"), told)
    coming = [(*_named(one), step["day"], step["label"], step["level"]) for one in found for step in one["to_come"]]
    say_table("还会告诉谁", ("代码", "期限", "日期", "梯级", "级别"), coming)
    moved = [(*_named(one), *_move(change)) for one in found for change in one["changes"]]
    say_table("届满日的变动", ("代码", "期限", "日期", "原因", "原届满", "现届满"), moved)
    if explain:
        for one in found:
            for line in one["explanation"]:
                say(f"{one['code']} {one['label']}：{line}")
    elif found:
        remark(f"每个日子怎么数出来的：claims clocks {no} --explain")


def _row(clock: Mapping[str, Any]) -> tuple[object, ...]:
    due = f"{clock['due_on']}{'（暂定）' if clock['provisional'] else ''}" if clock["state"] != "paused" else "—"
    label = f"{clock['label']}{'（' + clock['party'] + '）' if clock['party'] else ''}"
    source = f"{clock['source']}{'（待核）' if clock['unconfirmed'] else ''}"
    state = f"{clock['state_label']}{'·绿色通道' if clock['lane'] == 'fast' else ''}"
    period = clock["period"] + "".join(f"（含延长{one['amount']}）" for one in clock["extensions"])
    return clock["code"], label, clock["duty"], period, clock["started_on"], clock["target_on"], due, state, source


def _named(clock: Mapping[str, Any]) -> tuple[str, str]:
    return clock["code"], clock["label"]


def _accounts(rung: Mapping[str, Any]) -> str:
    return "、".join(f"{one['name']}（{one['account']}）" for one in rung["told"]) or "没有人任此岗位"


def _move(change: Mapping[str, Any]) -> tuple[str, ...]:
    return change["changed_on"], change["cause_label"], change["was_on"], change["now_on"]


def calendar(file: Path | None, username: str, *, as_json: bool) -> None:
    """The years whose holiday notices are known; with `file`, propose one and list every last day that it moves."""
    from workflows.calendars import known_years, read_notice
    from workflows.moved_days import days_moved_by
    from workflows.rule_proposals import calendar_change, propose_calendar

    number, moved, year = None, [], None
    with desk() as opened:
        if file is not None:
            year, plan, value = read_notice(file)
            number = propose_calendar(opened, username, year, plan, value.source, value.published_on)
            moved = days_moved_by(opened, calendar_change(year, plan, value.source, value.published_on))
        years = known_years(opened)
    if as_json:
        would = [{**asdict(one), "was_on": str(one.was_on), "now_on": str(one.now_on)} for one in moved]
        say_json({"years": years, "proposed": number, "year": year, "would_move": would})
        return
    say_table("放假调休安排", ("年份", "放假的工作日", "调休上班", "来自"), (
        (one["year"], one["off"], one["worked"], one["source"]) for one in years
    ))  # fmt: skip
    if number is not None:
        say(
            f"{year}年的放假调休安排已提出（第 {number} 号改动）；应用后有 {len(moved)} 个届满日变动。现在什么也没有变。"
        )
        say_table("应用后届满日变动", ("案件", "期限", "原届满", "现届满"), (
            (one.claim_no, one.label, one.was_on, one.now_on) for one in moved
        ))  # fmt: skip
        remark(f"由另一位主管或者局领导应用：claims rules apply {number} --as 账号。")
