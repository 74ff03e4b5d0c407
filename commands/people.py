"""The sign-ins of others, each act under an administrator's own name; and handing a case to an investigator."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from claims.errors import BadInput
from claims.money import parse_yuan
from claims.settings import read_settings
from commands.desks import desk
from commands.terminal import remark, say, say_json

if TYPE_CHECKING:
    from workflows.account_opening import Giving
    from workflows.people import HeldPost
    from workflows.transaction import Desk

WAITS = "已提出。另一名管理员在 /admin/posts、科室主管或者局领导在 /desk/posts，用自己的登录同意以后办；密码显示给同意的人。"


@dataclass(frozen=True, slots=True)
class Asked:
    """An account or posts as they were typed. `limit` is in yuan; `by` None asks for the first administrator.

    An empty `id_number` is read from stdin, so that it stands in no history of commands.
    """

    username: str
    posts: tuple[str, ...]
    by: str | None = None
    name: str = ""
    id_number: str = field(default="", repr=False)
    org: str = "bureau"
    limit: str | None = None
    since: date | None = None
    until: date | None = None
    areas: tuple[str, ...] = ()


def open_account(asked: Asked, *, as_json: bool) -> None:
    """Open a sign-in and tell its first password once. Without `by` it is the first administrator of an installation."""
    from workflows.account_opening import NewAccount, open_sign_in, opening

    id_number = asked.id_number or sys.stdin.readline()
    with desk() as opened:
        posts = tuple(_post(code, asked, opened.today()) for code in asked.posts)
        wanted = NewAccount(asked.username, asked.name, id_number, posts, asked.org)
        if asked.by is not None and _waits(opened, opening(opened, wanted, opened.today()), asked.by):
            given = None
        else:
            given = open_sign_in(opened, wanted, opened.instant(), asked.by)
    _say_given(asked.username, given, as_json=as_json)


def give_post(asked: Asked, *, as_json: bool) -> None:
    """Give an account more posts."""
    from workflows.account_opening import add_posts, more_posts
    from workflows.transaction import reading

    by = asked.by or ""
    with desk() as opened:
        posts = tuple(_post(code, asked, opened.today()) for code in asked.posts)
        with reading(opened) as connection:
            giving = more_posts(connection, asked.username, posts)
        waits = _waits(opened, giving, by)
        if not waits:
            add_posts(opened, asked.username, posts, opened.instant(), by)
    if as_json:
        say_json({"username": asked.username, "posts": list(asked.posts), "waits": waits})
        return
    say(WAITS if waits else f"{asked.username} 已有岗位：{'、'.join(asked.posts)}。")


def _waits(opened: Desk, giving: Giving, by: str) -> bool:
    """Whether the posts take a second person; then they are put forward."""
    from workflows.account_opening import administrator, takes_two
    from workflows.post_proposals import propose
    from workflows.transaction import reading

    with reading(opened) as connection:
        by_two = takes_two(connection, giving, administrator(connection, by, opened.today()))
    if by_two:
        propose(opened, giving, opened.instant(), by)
    return by_two


def _post(code: str, asked: Asked, today: date) -> HeldPost:
    from workflows.people import HeldPost
    from workflows.roles import ROLE_NAMES, Role

    known = {role.value: role for role in Role if role is not Role.SYSTEM}
    if code not in known:
        shown = "、".join(f"{one}（{ROLE_NAMES[role]}）" for one, role in known.items())
        raise BadInput("post_unknown", code=code, known=shown)
    limit_fen = parse_yuan(asked.limit) if asked.limit and known[code] is Role.APPROVER else None
    areas = asked.areas if known[code] is Role.ARBITRATOR else ()
    return HeldPost(known[code], asked.since or today, limit_fen, asked.until, areas)


def _say_given(username: str, given: str | None, *, as_json: bool) -> None:
    """A password that is told once; None where it waits for a second person."""
    if as_json:
        say_json({"username": username, "password": given, "waits": given is None})
    elif given is None:
        say(WAITS)
    else:
        say(given)
        remark(f"{username} 的密码只显示这一次；第一次登录必须改掉。")


def password(username: str, by: str, *, as_json: bool) -> None:
    """Give an account a password made by chance, told once; or ask for it."""
    from workflows.sign_in_office import Help, Helped
    from workflows.sign_in_requests import help_sign_in

    with desk() as opened:
        given = help_sign_in(opened, Help.PASSWORD, Helped(username, by, opened.instant()))
    _say_given(username, given, as_json=as_json)


def totp(username: str, by: str, *, as_json: bool) -> None:
    """Take away the one-time codes of an account, or ask for it; its owner sets up new ones."""
    from workflows.sign_in_office import Help, Helped
    from workflows.sign_in_requests import help_sign_in

    with desk() as opened:
        done = help_sign_in(opened, Help.TOTP, Helped(username, by, opened.instant()))
    if as_json:
        say_json({"username": username, "totp": done is None, "waits": done is None})
        return
    say(WAITS if done is None else f"已停用 {username} 的动态验证码，原来的登录都已退出；本人下次登录时重新启用。")


def unlock(username: str, by: str, *, as_json: bool) -> None:
    """Let an account try again."""
    from workflows.sign_in_office import unlock as free

    with desk() as opened:
        was_locked = free(opened, by, username, opened.instant())
    if as_json:
        say_json({"username": username, "was_locked": was_locked})
        return
    say(f"{username} 可以再试了。" if was_locked else f"{username} 没有锁定。")


def sign_out(username: str, by: str, *, as_json: bool) -> None:
    """Sign an account out everywhere."""
    from workflows.sign_in_office import end_all_sessions

    with desk() as opened:
        ended = end_all_sessions(opened, by, username, opened.instant())
    if as_json:
        say_json({"username": username, "ended": ended})
        return
    say(f"{username} 的 {ended} 个登录已退出。")


def close(username: str, by: str, *, as_json: bool) -> None:
    """End the posts of an account today and let nobody sign in to it any more."""
    from workflows.sign_in_office import close_account

    with desk() as opened:
        close_account(opened, by, username, opened.instant())
    if as_json:
        say_json({"username": username, "closed": True})
        return
    say(f"{username} 已停用：岗位到今天为止，密码、验证码和关联立即失效。")


def link(username: str, subject: str, by: str, *, as_json: bool) -> None:
    """Let a subject of the identity provider of the settings sign in to an account, or ask for it."""
    from workflows.sign_in_office import Help, Helped
    from workflows.sign_in_requests import help_sign_in

    provider = read_settings().sign_in.oidc
    issuer = provider.issuer if provider else ""
    with desk() as opened:
        done = help_sign_in(opened, Help.LINK, Helped(username, by, opened.instant(), issuer=issuer, subject=subject))
    if as_json:
        say_json({"username": username, "issuer": issuer, "waits": done is None})
        return
    say(WAITS if done is None else f"已关联：{issuer} 里的这个人以 {username} 登录。")


def assign(no: str, username: str, by: str, begins_on: date | None, ends_on: date, *, as_json: bool) -> None:
    """Hand a case to an investigator until a day."""
    from workflows.assignments import assign as hand

    with desk() as opened:
        begins = begins_on or opened.today()
        hand(opened, by, no, username, begins, ends_on)
    if as_json:
        say_json({"claim": no, "username": username, "begins_on": begins.isoformat(), "ends_on": ends_on.isoformat()})
        return
    say(f"{no} 已交 {username} 调查，{begins} 至 {ends_on} 可以查看。")


def release(no: str, username: str, by: str, *, as_json: bool) -> None:
    """End an assignment today."""
    from workflows.assignments import end_assignment

    with desk() as opened:
        last_on = opened.today()
        end_assignment(opened, by, no, username, last_on)
    if as_json:
        say_json({"claim": no, "username": username, "ends_on": last_on.isoformat()})
        return
    say(f"{username} 对 {no} 的调查到 {last_on} 为止。")
