"""How the installation's own work goes, and sending again what was set aside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import typer

from claims.errors import BadInput, ClaimsError
from claims.settings import Settings, read_settings
from commands import checks
from commands.desks import desk, shown_database
from commands.terminal import remark, say, say_error, say_json, say_table

if TYPE_CHECKING:
    from claims.store.rows import Row
    from workflows.health import Health
    from workflows.seal_health import Seals

WORK = {"sweep": "巡查", "drain": "制作文书", "seal": "封存"}
STATES = {"pending": "稍后重试", "quarantined": "已搁置", "unknown": "下落不明"}
NOW = {"pending": "已重新交办，等待办理", "done": "已认定发出，记为办成", "due": "已重新交办，下次巡查时办理"}
ROWS_SHOWN = 20


def health(*, as_json: bool) -> None:
    """What was done of late, what waits, what needs a human; exit code 1 where something does."""
    from worker import broker_answers
    from workflows.health import health as health_of

    settings = read_settings()
    try:
        with desk() as opened:
            found = health_of(opened, opened.instant())
    except ClaimsError as fault:
        if as_json:
            say_json({"ok": False, "database": shown_database(settings), "error": fault.code})
        raise
    reached = broker_answers(settings)
    ok = reached and not found.needs_a_human
    if as_json:
        say_json(_facts(settings, found, reached=reached, ok=ok))
    else:
        _say(settings, found, reached=reached)
    if not ok:
        raise typer.Exit(1)


def _facts(settings: Settings, found: Health, *, reached: bool, ok: bool) -> Mapping[str, Any]:
    return {
        "ok": ok,
        "database": shown_database(settings),
        "broker": {"in_process": settings.broker_url.startswith("memory:"), "reached": reached},
        "work": [
            {"name": one.name, "alive": one.alive, "age_seconds": _seconds(one.age), "worker": one.worker, "done": one.done}
            for one in found.pulses
        ],
        "waiting": {"count": found.waiting, "oldest_seconds": _seconds(found.waits)},
        "effects": [
            {"id": row["effect_key"], "name": row["name"], "claim": row["claim_no"], "state": row["state"],
             "attempts": row["attempts"], "error": row["last_error"], "message": _why(row)}
            for row in found.faulty
        ],
        "stuck": [
            {"id": row["id"], "claim": row["claim_no"], "set_aside": bool(row["set_aside"]), "attempts": row["attempts"],
             "error": row["last_error"]}
            for row in found.stuck
        ],
        "overdue_clocks": found.overdue,
        "unsigned_letters": found.unsigned,
        "sign_key": found.key_fault and found.key_fault.code,
        "told_nobody": [
            {"claim": row["claim_no"], "clock": row["code"], "rung": row["rung"], "level": row["level"],
             "on": row["fired_on"].isoformat()}
            for row in found.untold
        ],
        "undelivered": [
            {"id": row["id"], "claim": row["claim_no"], "kind": row["kind"], "channel": row["channel"],
             "attempts": row["attempts"], "error": row["last_error"]}
            for row in found.undelivered
        ],
        "no_message_channel": found.no_channel,
        "verify_page_is_local": found.page_is_local,
        "integrity": None if found.checked is None else checks.as_json(found.checked),
        "seals": {
            "last_seconds": _seconds(found.seals.age), "waiting": found.seals.waiting,
            "waits_seconds": _seconds(found.seals.waits), "unsigned": found.seals.unsigned,
            "error": found.seals.unmatched or None,
        },
    }  # fmt: skip


def _seconds(age: timedelta | None) -> int | None:
    return None if age is None else int(age.total_seconds())


def _say(settings: Settings, found: Health, *, reached: bool) -> None:
    say(f"数据库 {shown_database(settings)}：连得上，结构是最新的。")
    for one in found.pulses:
        when = "从来没有做过" if one.age is None else f"上次在 {_spoken(one.age)}前，由 {one.worker}，{one.done} 项"
        say(f"{WORK[one.name]}：{when}。" + ("" if one.alive else "没有进程在做，请启动 claims worker。"))
    if not settings.broker_url.startswith("memory:"):
        say(
            "消息服务："
            + ("连得上。" if reached else "连不上。事情不会丢，但是没有人叫醒工作进程，请检查 CLAIMS_BROKER_URL。")
        )
    waits = "" if found.waits is None else f"，最早的等了 {_spoken(found.waits)}"
    say(f"待发事项 {found.waiting} 项{waits}；过期的期限 {found.overdue} 个。")
    if found.unsigned or found.key_fault:
        say(f"等待签名的文书 {found.unsigned} 份。{found.key_fault or ''}")
    _say_seals(found.seals)
    say_table(
        "没有办成的待发事项",
        ("编号", "事项", "情况", "试过", "错误"),
        [(row["effect_key"], row["name"], STATES.get(row["state"], row["state"]), row["attempts"], _why(row))
         for row in found.faulty[:ROWS_SHOWN]],
    )  # fmt: skip
    say_table(
        "没有办成的巡查事项",
        ("编号", "情况", "试过", "错误"),
        [(row["id"], STATES["quarantined" if row["set_aside"] else "pending"], row["attempts"], _why(row))
         for row in found.stuck[:ROWS_SHOWN]],
    )  # fmt: skip
    say_table(
        "没有人听到的提醒（岗位空缺）",
        ("案号", "期限", "提醒", "应告诉", "日期"),
        [(row["claim_no"], row["code"], row["rung"], _level(row["level"]), row["fired_on"])
         for row in found.untold[:ROWS_SHOWN]],
    )  # fmt: skip
    say_table(
        "没有送到的消息（请改用其他方式通知）",
        ("编号", "通道", "试过", "错误"),
        [(row["id"], row["channel"], row["attempts"], _why(row)) for row in found.undelivered[:ROWS_SHOWN]],
    )
    if found.checked is not None:
        checks.say_run(found.checked)
    if found.page_is_local:
        remark("文书上的二维码指向本机，公众打不开：请把规则 letters.verify_at 改成核验网页对外的地址，再发文书。")
    if found.no_channel:
        say("没有设置短信或者邮件通道，消息只在网上显示；设置 CLAIMS_SMS_URL 或者 CLAIMS_SMTP_URL 以后产生的才会发出。")
    if found.undelivered:
        remark("重发：claims messages retry 编号 --as admin1；已另行通知的：claims messages informed 编号 --as intake1")
    if found.in_state("quarantined") or any(row["set_aside"] for row in found.stuck):
        remark("查明原因以后：claims retry 编号 --as admin1")
    if found.in_state("unknown"):
        remark("向对方查明以后：claims retry 编号 --as admin1 --happened（或 --not-happened）--reason 怎样查明")


def _say_seals(seals: Seals) -> None:
    """How the seals of the ledger stand."""
    last = "还没有封存过" if seals.age is None else f"最近一次封存在 {_spoken(seals.age)}前"
    left = f"，等待封存 {seals.waiting} 条" if seals.waiting else ""
    say(f"分类账：{last}{left}。" + ("最近一批没有签名，请设置 CLAIMS_SIGN_KEY。" if seals.unsigned else ""))
    if seals.unmatched:
        say_error(seals.message)


def _why(row: Row) -> str:
    from workflows.effect_words import error_words

    return error_words(row["last_error"]) if row["last_error"] else ""


def _level(level: str) -> str:
    from claims.ladder import LEVELS

    return LEVELS[level]


def _spoken(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    for size, unit in ((86_400, "天"), (3_600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} 秒"


def retry(name: str, username: str, *, happened: bool, not_happened: bool, reason: str | None, as_json: bool) -> None:
    """Send again what was set aside, or say what became of an act outside of which nobody knew."""
    from workflows.again import Ruling, again

    if (happened and not_happened) or (reason is not None) != (happened or not_happened):
        raise BadInput("ruling_both")
    ruling = None if reason is None else Ruling(happened, reason)
    with desk() as opened:
        state = again(opened, name, username, ruling)
    if as_json:
        say_json({"id": name, "state": state})
    else:
        say(f"{name}：{NOW[state]}。")


def say_set_aside(count: int, what: str) -> None:
    """Tell that work was set aside, and where to look."""
    say_error(f"有 {count} 项{what}，请管理员用 claims health 查看。")
