"""The clocks of a case on the screen, and the holiday notices that they are counted by."""

from __future__ import annotations

from collections.abc import Mapping
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
    """The years whose holiday notices are known; with `file`, load one and count again what hangs on it."""
    from workflows.calendars import known_years, load_year, with_present_calendar
    from workflows.recount import recount

    with desk() as opened:
        loaded = None if file is None else load_year(opened, file, username)
        faults: list[str] = []
        moved = [] if file is None else recount(with_present_calendar(opened), opened.today(), faults)
        years = known_years(opened)
    if as_json:
        told = [_moved_json(one) for one in moved]
        say_json({"years": years, "loaded": loaded.year if loaded else None, "moved": told})
        return
    say_table("放假调休安排", ("年份", "放假的工作日", "调休上班", "来自"), (
        (one["year"], one["off"], one["worked"], one["source"]) for one in years
    ))  # fmt: skip
    if loaded:
        what = "换成了新的" if loaded.replaced else "已装入"
        came = f"{len(moved)} 个期限的届满日变动，已告诉负有义务的人" if moved else "没有期限的届满日变动"
        say(f"{loaded.year}年的放假调休安排{what}；{came}。")
        say_table("届满日变动", ("案件", "期限", "原届满", "现届满", "告诉"), (
            (one.claim_no, one.code, one.was_on, one.now_on, "、".join(one.told)) for one in moved
        ))  # fmt: skip


def _moved_json(moved: Any) -> dict[str, object]:
    days = {"was_on": str(moved.was_on), "now_on": str(moved.now_on)}
    return {"claim_no": moved.claim_no, "code": moved.code, **days, "told": list(moved.told)}
