"""Setting up an installation, and the work that the worker does by itself."""

from __future__ import annotations

import typer

from claims import clock
from claims.settings import read_settings
from commands.desks import desk, shown_database
from commands.terminal import progress, read_day, remark, say, say_error, say_json

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
    if done.accounts_opened:
        say(f"开设了 {done.accounts_opened} 个合成的登录账号（intake1、reviewer1、approver1 …）。")
    if installed.row["mode"] == "demo":
        remark("下一步：claims pilot 重演试点，或者 claims import --template 取得导入模板。")


def sweep(now: str | None, *, as_json: bool) -> None:
    """Make every move of the system that is due; with `now`, as if it were that day, in a demonstration only."""
    from workflows.sweep import sweep as make_what_is_due

    day = None if now is None else read_day(now, "--now")
    with desk(day) as opened:
        swept = make_what_is_due(opened, day or opened.today())
    if as_json:
        refused = [{"target": target, "trigger": trigger, "code": code} for target, trigger, code in swept.refused]
        say_json({"made": swept.made, "refused": refused})
        return
    say(f"办理了 {swept.made} 项到期的事项。")
    for target, trigger, code in swept.refused:
        remark(f"没有办成：{target} {trigger}（{code}）")


def drain(*, as_json: bool) -> None:
    """Carry out all that waits in the outbox: letters become files."""
    from workflows.outbox import drain as carry_out

    done = set_aside = 0
    with desk() as opened, progress() as tell:
        while (drained := carry_out(opened, 10)).done or drained.set_aside:
            done += drained.done
            set_aside += drained.set_aside
            tell("制作文书", done, 0)
    if as_json:
        say_json({"done": done, "set_aside": set_aside})
    else:
        say(f"完成 {done} 项。")
    if set_aside:
        say_error(f"有 {set_aside} 项多次没有办成，已搁置，请管理员查看。")
        raise typer.Exit(1)
