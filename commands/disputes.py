"""The board of disputes on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.desks import desk
from commands.terminal import say, say_json, say_table

if TYPE_CHECKING:
    from datetime import date

    from workflows.dispute_board import Entry

HEADINGS = ("争议", "事项", "途径", "通道", "状态", "下一期限", "承诺日", "届满", "还有", "片区", "仲裁员")


def disputes(username: str, *, whole: bool, at: date | None, as_json: bool) -> None:
    """The open disputes, those on the green channel first, then by the day that comes next."""
    from workflows.dispute_board import board

    with desk(at) as opened:
        today, entries = opened.today(), board(opened, username, whole=whole)
    if as_json:
        say_json([_json(entry, today) for entry in entries])
        return
    fast = sum(entry.fast for entry in entries)
    say_table(f"{len(entries)} 件争议，绿色通道 {fast} 件", HEADINGS, (_row(entry, today) for entry in entries))
    if not entries:
        say("没有争议。" if whole else "没有未了结的争议（--all 也列已了结的）。")


def _row(entry: Entry, today: date) -> tuple[object, ...]:
    route = f"{entry.route}（第{entry.instance}审）" if entry.instance > 1 else entry.route
    clock = f"{entry.clock}（{entry.party}）" if entry.party else entry.clock
    state = f"{entry.state}：{entry.outcome}" if entry.outcome else entry.state
    due = f"{entry.due_on or ''}{'（暂定）' if entry.provisional else ''}"
    left, arbitrators = _left(entry.days_left(today)), "、".join(entry.arbitrator_names)
    return entry.id, entry.matter, route, entry.track, state, clock, entry.target_on, due, left, entry.area, arbitrators


def _left(days: int | None) -> str:
    if days is None:
        return ""
    return f"{days} 天" if days >= 0 else f"已超 {-days} 天"


def _json(entry: Entry, today: date) -> dict[str, object]:
    return {
        "id": entry.id,
        "claim_no": entry.claim_no,
        "matter": entry.matter,
        "route": entry.route,
        "instance": entry.instance,
        "fast": entry.fast,
        "track": entry.track,
        "state": entry.state,
        "outcome": entry.outcome,
        "clock": entry.clock,
        "party": entry.party,
        "target_on": entry.target_on.isoformat() if entry.target_on else None,
        "due_on": entry.due_on.isoformat() if entry.due_on else None,
        "provisional": entry.provisional,
        "days_left": entry.days_left(today),
        "area": entry.area,
        "arbitrators": list(entry.arbitrators),
    }
