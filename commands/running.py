"""Setting up an installation, and the work that the worker does by itself."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from claims import clock
from claims.keyring import key_file
from claims.settings import read_settings
from commands.desks import desk, shown_database
from commands.health import say_set_aside
from commands.terminal import progress, read_day, remark, say, say_error, say_json, say_table

if TYPE_CHECKING:
    from workflows.effect_words import Failure
    from workflows.sweep import Swept

AFTER_FAULT = {"pending": "稍后自己再试", "quarantined": "已搁置", "unknown": "下落不明", "done": "不再试"}
MODES = {"demo": "演示库", "production": "正式库"}


def init(*, production: bool, as_json: bool) -> None:
    """Create the installation of the settings, or bring it up to date."""
    from workflows.opening import set_up

    settings = read_settings()
    done = set_up(settings, "production" if production else "demo", clock.now())
    installed = done.installed
    database = shown_database(settings)
    if as_json:
        say_json({
            "mode": installed.row["mode"], "jurisdiction": installed.row["jurisdiction"], "created": installed.is_new,
            "schema_before": installed.schema_before, "schema": installed.schema, "accounts_opened": done.accounts_opened,
            "database": database, "var_dir": str(settings.var_dir),
        })  # fmt: skip
        return
    what = "已建库" if installed.is_new else "已升级" if installed.schema_before != installed.schema else "已是最新"
    say(
        f"{what}：{MODES[installed.row['mode']]}（{installed.row['jurisdiction']}），结构 {installed.schema}，数据库 {database}"
    )
    say(f"文书、文件和密钥在 {settings.var_dir}/，请与数据库一同备份。")
    if installed.is_new and not settings.data_keys:
        say(
            f"个人信息加密的数据密钥在 {key_file(settings.var_dir)}，请另存一份副本：丢了它，库里的个人信息再也读不出。"
        )
    if done.accounts_opened:
        say(f"开设了 {done.accounts_opened} 个合成的登录账号（intake1、reviewer1、approver1 …）。")
    if installed.row["mode"] == "demo":
        remark("下一步：claims pilot 重演试点，或者 claims import --template 取得导入模板。")


def sweep(now: str | None, *, as_json: bool) -> None:
    """Do all that the system does by itself; with `now`, as if it were that day, in a demonstration only."""
    from workflows import heartbeat
    from workflows.sweep import sweep as do_what_is_due

    day = None if now is None else read_day(now, "--now")
    with desk(day) as opened:
        swept = do_what_is_due(opened, day or opened.today())
        if day is None:
            heartbeat.beat(opened, heartbeat.SWEEP, swept.made + len(swept.told) + len(swept.moved))
    if as_json:
        say_json(_swept_facts(swept))
    else:
        _say_swept(swept)
    if swept.set_aside:
        say_set_aside(len(swept.set_aside), "没有办成，已记下")
        raise typer.Exit(1)


def _swept_facts(swept: Swept) -> Mapping[str, Any]:
    return {
        "made": swept.made,
        "refused": [{"target": target, "trigger": trigger, "code": code} for target, trigger, code in swept.refused],
        "told": [
            {"claim": one.claim_no, "clock": one.code, "rung": one.rung, "level": one.level, "accounts": list(one.accounts)}
            for one in swept.told
        ],
        "moved": [
            {"claim": one.claim_no, "clock": one.code, "was_on": one.was_on.isoformat(),
             "now_on": one.now_on.isoformat(), "accounts": list(one.told)}
            for one in swept.moved
        ],
        "set_aside": list(swept.set_aside),
    }  # fmt: skip


def _say_swept(swept: Swept) -> None:
    say(f"办理了 {swept.made} 项到期的事项，发出 {len(swept.told)} 个提醒，改动 {len(swept.moved)} 个到期日。")
    say_table(
        "提醒",
        ("案号", "期限", "提醒", "告诉"),
        [(one.claim_no, one.code, one.label, _who(one.accounts)) for one in swept.told],
    )
    say_table(
        "改动的到期日",
        ("案号", "期限", "原到期", "现到期", "告诉"),
        [(one.claim_no, one.code, one.was_on, one.now_on, _who(one.told)) for one in swept.moved],
    )
    for target, trigger, code in swept.refused:
        remark(f"没有办成：{target} {trigger}（{code}）")
    for name in swept.set_aside:
        remark(f"出了错，以后再试：{name}")


def _who(accounts: Sequence[str]) -> str:
    return "、".join(accounts) or "没有人（岗位空缺）"


def drain(*, as_json: bool) -> None:
    """Carry out all that waits in the outbox: letters become files."""
    from workflows import heartbeat
    from workflows.outbox import drain as carry_out

    logging.getLogger(carry_out.__module__).addHandler(logging.NullHandler())  # what failed is told below, in Chinese
    done = set_aside = 0
    failed: list[Failure] = []
    with desk() as opened, progress() as tell:
        while (drained := carry_out(opened, 10)).done or drained.set_aside or drained.unknown or drained.failed:
            done += drained.done
            set_aside += drained.set_aside + drained.unknown
            failed.extend(drained.failed)
            tell("制作文书", done, 0)
        heartbeat.beat(opened, heartbeat.DRAIN, done)
    if as_json:
        say_json({"done": done, "set_aside": set_aside, "failed": [asdict(one) for one in failed]})
    else:
        say(f"完成 {done} 项{f'，没有办成 {len(failed)} 项' if failed else ''}。")
        for one in failed:
            say_error(f"没有办成：{one.name}（{one.effect_key}，{AFTER_FAULT[one.state]}）。{one.message}")
    if set_aside:
        say_set_aside(set_aside, "多次没有办成，已搁置")
    if set_aside or failed:
        raise typer.Exit(1)
