"""The pilot replayed on the screen: what came of it, where the letters lie, and what to type next."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from claims.money import yuan
from claims.settings import Settings, read_settings
from commands.desks import desk, shown_database
from commands.pilot_clocks import ShownClocks, shown_clocks
from commands.terminal import progress, say, say_error, say_json, say_table

if TYPE_CHECKING:
    from pilot.summary import Summary
    from workflows.transaction import Desk

SETTINGS = ("CLAIMS_VAR_DIR", "CLAIMS_DATABASE_URL", "CLAIMS_PROVINCE")


def pilot(data_file: Path | None, *, as_json: bool) -> None:
    """Replay the pilot. Exit code 1 where something does not hold that must."""
    from pilot.loading import load_pilot
    from pilot.replay import replay
    from workflows.demo_clock import set_demo_day

    data = load_pilot(data_file)
    with desk() as opened, progress() as tell:
        summary = replay(opened, data, tell)
        example, shown = _open_case(opened), shown_clocks(opened)
        rider = _rider_of(opened, example)
        set_demo_day(opened, data.until)
    if as_json:
        say_json(summary.as_json())
    else:
        _say_summary(summary)
        _say_clocks(shown)
        _say_sign_ins()
        _say_rider(example, rider)
        _say_next(example, summary, data.until)
    broken = [name for name, holds in summary.invariants.items() if not holds]
    if not summary.reconciled:
        broken.append("reconciled")
    if broken:
        say_error(f"不成立：{'、'.join(broken)}。请运行 claims verify。")
        raise typer.Exit(1)


def _say_summary(summary: Summary) -> None:
    held = sum(summary.invariants.values())
    rows = (
        ("确认职业伤害", f"{summary.confirmed} 人"),
        ("评定伤残等级", f"{summary.graded} 人"),
        ("一次性伤残补助金", yuan(summary.lump_sum_fen)),
        ("医疗费", yuan(summary.medical_fen)),
        ("不予受理、不予确认", f"{summary.refused} 件"),
        ("文书", f"{summary.letters} 份"),
        ("分类账", f"{summary.journal_entries} 笔"),
        ("核定、账上、银行对账单", "逐案相符" if summary.reconciled else "不符"),
        ("期限", f"按期 {summary.deadlines['met']}，逾期 {summary.deadlines['late']}"),
        ("到期提醒", _told(summary.told)),
        ("绿色通道", f"{summary.green_channel} 件"),
        ("不变式", f"{held}/{len(summary.invariants)} 成立"),
    )
    say_table("试点汇总（人员全部是合成的）", ("项目", "数"), rows, right=("数",))


def _told(counts: Mapping[str, int]) -> str:
    """How often each level of the ladder was told."""
    from claims.ladder import LEVELS

    return "，".join(f"{label} {counts[level]}" for level, label in LEVELS.items() if level in counts)


def _say_clocks(shown: ShownClocks) -> None:
    """A dispute on the green channel with its clocks, and a period that came up the ladder to the leader."""
    headings = ("争议", "状态", "期限", "起算", "承诺日", "法定届满", "片区", "理由")
    say_table("绿色通道上的争议", headings, shown.green)
    say_table("升级到局领导的期限", ("案件", "期限", "届满", "日期", "梯级", "告诉"), shown.raised)


def _say_sign_ins() -> None:
    """Who signs in as what, and the one password of all of them."""
    from claims.rules import load_rules
    from workflows.demo_people import demo_people
    from workflows.demo_sign_ins import demo_password, password_file
    from workflows.roles import ROLE_NAMES, Role

    settings = read_settings()
    password = demo_password(settings.var_dir)
    if password is None:
        return
    staff = [one for one in demo_people(load_rules(settings.province)) if one.posts[0].role is not Role.PLATFORM]
    rows = [("、".join(ROLE_NAMES[post.role] for post in one.posts), one.username, one.name) for one in staff]
    say_table("登录网页的账号（claims serve，/login）", ("岗位", "用户名", "姓名"), rows)
    say(f"密码都是 {password}（存在 {password_file(settings.var_dir)}，只有本机的您能读；正式库没有这个密码）。")


def _rider_of(opened: Desk, no: str) -> tuple[str, str]:
    """The phone of the synthetic person of a case, and the last four digits of the ID number."""
    from claims.store.rows import select_one
    from workflows.locking import read_person
    from workflows.person_index import TAIL_DIGITS
    from workflows.transaction import reading

    with reading(opened) as connection:
        claim = select_one(connection, "claim", no=no) or {}
        person = read_person(connection, str(claim["claimant_id"])) or {}
    return str(person.get("phone", "")), str(person.get("id_number", ""))[-TAIL_DIGITS:]


def _say_rider(no: str, rider: tuple[str, str]) -> None:
    phone, tail = rider
    say(f"从业人员登录 /r/login：手机号 {phone}（案件 {no}），验证码在演示信箱 /mailbox，身份证号后 4 位是 {tail}。")


def _say_next(example: str, summary: Summary, until: date) -> None:
    from pilot.office import BANK_FOLDER, STATEMENT

    settings = read_settings()
    statement = settings.var_dir / BANK_FOLDER / STATEMENT
    say(f"文书在 {settings.var_dir}/letters/，按年份和案件存放；数据库是 {shown_database(settings)}。")
    say(f"演示日期是 {until}：不加 --at 的命令和网页都如同在这一天。")
    say("接着可以：")
    for command in (
        f"show {example}",
        f"clocks {example} --explain --at {until}",
        f"disputes --all --at {until}",
        f"inbox --as intake1 --at {until}",
        f"moves {example} --as intake1 --at {until}",
        f"ledger reconcile --published {_published(summary)} --as-of {until} --bank {statement}",
        "bank files",
        f"ledger export --as-of {until} -o 分类账.csv",
        "verify --letters",
        "letter list --series confirmation --year 2025",
        "mailbox --to 美团",
        "serve",
    ):
        say(f"  {_program(settings)} {command}")


def _published(summary: Summary) -> str:
    """The three figures as `claims ledger reconcile` takes them."""
    sums = (yuan(fen).replace("¥", "").replace(",", "") for fen in (summary.lump_sum_fen, summary.medical_fen))
    return ",".join((str(summary.confirmed), *sums))


def _open_case(opened: Desk) -> str:
    """The newest case on which something can still be done, else the newest of all."""
    from claims.store.rows import select_rows
    from workflows.machines.claim_rows.states import HEARD
    from workflows.transaction import reading

    with reading(opened) as connection:
        claims = select_rows(connection, "claim")
    live = [claim["no"] for claim in claims if claim["state"] in HEARD]
    return str((live or [claim["no"] for claim in claims])[-1])


def _program(settings: Settings) -> str:
    """How this program is called with these settings: by its name where the shell finds it."""
    given = {name: os.environ[name] for name in SETTINGS if name in os.environ}
    if given.get("CLAIMS_DATABASE_URL") == f"sqlite:///{settings.var_dir / 'claims.sqlite'}":
        del given["CLAIMS_DATABASE_URL"]
    called = "claims" if shutil.which("claims") else sys.argv[0]
    return " ".join((*(f"{name}={shlex.quote(value)}" for name, value in given.items()), called))
