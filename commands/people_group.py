"""`claims people`: passwords, one-time codes and locks of others, and assignments of investigators."""

from __future__ import annotations

from typing import Annotated

import typer

from commands import people as people_
from commands.options import As, Json, No
from commands.terminal import a_day, read_day

ADMINISTRATOR, ASSIGNER = "admin1", "intake1"
Username = Annotated[str, typer.Argument(metavar="用户名", help="如 intake1。")]

people = typer.Typer(help="登录账号：密码、动态验证码、解锁；调查员的任务。", no_args_is_help=True)


Posts = Annotated[list[str], typer.Option("--post", metavar="岗位", help="可重复：IN、RV、AP、CA、AD、AU 等。")]
Limit = Annotated[str | None, typer.Option("--limit", metavar="元", help="审批岗的金额权限，如 200000.00。")]
Since = Annotated[str | None, typer.Option("--from", metavar="日期", help="任期从哪一天起；不写是今天。")]
Until = Annotated[str | None, typer.Option("--until", metavar="日期", help="任期的最后一天；不写是不限。")]
Areas = Annotated[list[str] | None, typer.Option("--area", metavar="片区", help="仲裁员联系的片区，可重复。")]


@people.command("open")
def open_(
    username: Username,
    name: Annotated[str, typer.Option("--name", metavar="姓名")],
    posts: Posts,
    id_number: Annotated[
        str, typer.Option("--id-number", metavar="号码", help="身份证号码；不写就从标准输入读一行，不留在命令历史里。")
    ] = "",
    org: Annotated[
        str, typer.Option("--org", metavar="单位", help="bureau、insurer 或者 platform:平台名称。")
    ] = "bureau",
    by: Annotated[
        str | None, typer.Option("--as", "--by", metavar="账号", help="管理员；还没有管理员时不写，开设第一个。")
    ] = None,
    limit: Limit = None,
    since: Since = None,
    until: Until = None,
    areas: Areas = None,
    as_json: Json = False,
) -> None:
    """开设账号，显示一次随机的密码。正式库的第一个管理员也由此开设。"""
    days = (a_day(since, "--from"), a_day(until, "--until"))
    asked = people_.Asked(username, tuple(posts), by, name, id_number, org, limit, *days, tuple(areas or ()))
    people_.open_account(asked, as_json=as_json)


@people.command()
def post(
    username: Username,
    posts: Posts,
    by: As,
    limit: Limit = None,
    since: Since = None,
    until: Until = None,
    areas: Areas = None,
    as_json: Json = False,
) -> None:
    """给已有的账号增加岗位（管理员；平台企业以外的岗位由第二个人在网页上同意）。"""
    asked = people_.Asked(
        username, tuple(posts), by, limit=limit,
        since=a_day(since, "--from"), until=a_day(until, "--until"), areas=tuple(areas or ()),
    )  # fmt: skip
    people_.give_post(asked, as_json=as_json)


@people.command()
def password(username: Username, by: As = ADMINISTRATOR, as_json: Json = False) -> None:
    """给一个随机的新密码，只显示一次，第一次登录必须改掉（管理员）。"""
    people_.password(username, by, as_json=as_json)


@people.command()
def totp(username: Username, by: As = ADMINISTRATOR, as_json: Json = False) -> None:
    """手机丢了：停用动态验证码，本人下次登录时重新启用（管理员）。"""
    people_.totp(username, by, as_json=as_json)


@people.command()
def unlock(username: Username, by: As = ADMINISTRATOR, as_json: Json = False) -> None:
    """解除锁定（管理员）。"""
    people_.unlock(username, by, as_json=as_json)


@people.command("sign-out")
def sign_out(username: Username, by: As = ADMINISTRATOR, as_json: Json = False) -> None:
    """退出一个账号的全部登录（管理员）。"""
    people_.sign_out(username, by, as_json=as_json)


@people.command()
def close(username: Username, by: As = ADMINISTRATOR, as_json: Json = False) -> None:
    """停用一个账号（管理员）。"""
    people_.close(username, by, as_json=as_json)


@people.command()
def link(
    username: Username,
    subject: Annotated[str, typer.Argument(metavar="编号", help="这个人在统一身份认证里的编号。")],
    by: As = ADMINISTRATOR,
    as_json: Json = False,
) -> None:
    """把统一身份认证里的一个人关联到账号（管理员）。"""
    people_.link(username, subject, by, as_json=as_json)


@people.command()
def assign(
    no: No,
    username: Username,
    until: Annotated[str, typer.Option("--until", metavar="日期", help="最后一天，过后不能再看。")],
    since: Annotated[str | None, typer.Option("--from", metavar="日期", help="从哪一天起；不写是今天。")] = None,
    by: As = ASSIGNER,
    as_json: Json = False,
) -> None:
    """把一个案件交给受托机构的调查员。"""
    people_.assign(no, username, by, a_day(since, "--from"), read_day(until, "--until"), as_json=as_json)


@people.command()
def release(no: No, username: Username, by: As = ASSIGNER, as_json: Json = False) -> None:
    """结束调查员的任务，今天是最后一天。"""
    people_.release(no, username, by, as_json=as_json)
