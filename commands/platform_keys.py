"""Keys of the platforms' programs, by an administrator or by the account that answers for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from claims.clock import minute_text
from commands.desks import desk
from commands.terminal import remark, say, say_json, say_table


def new(
    username: str, scopes: Sequence[str], networks: Sequence[str], by: str, *, sandbox: bool, as_json: bool
) -> None:
    """Make a key and tell it once."""
    from workflows.api_keys import SCOPES, make_key

    with desk() as opened:
        given = make_key(opened, by, username, scopes or tuple(SCOPES), networks, sandbox=sandbox)
    if as_json:
        say_json({"id": given.id, "secret": given.secret})
        return
    say(f"{given.id} {given.secret}")
    remark("密钥只显示这一次，请立即存进贵平台的密钥库。")


def list_keys(platform: str | None, *, as_json: bool) -> None:
    """The keys, without their secrets."""
    from workflows.api_keys import keys_of
    from workflows.transaction import reading

    with desk() as opened, reading(opened) as connection:
        found = keys_of(connection, platform)
    if as_json:
        say_json([asdict(one) for one in found])
        return
    rows = [
        (
            one.id,
            one.platform,
            one.username,
            "、".join(one.scopes),
            "、".join(one.networks) or "不限",
            minute_text(one.made_at),
            f"{minute_text(one.revoked_at)} 吊销" if one.revoked_at else "有效（沙箱）" if one.sandbox else "有效",
        )
        for one in found
    ]
    say_table("平台接口的密钥", ("编号", "平台", "账号", "权限", "网段", "建立", "状态"), rows)


def revoke(key_id: str, by: str, *, as_json: bool) -> None:
    """Revoke a key."""
    from workflows.api_keys import revoke_key

    with desk() as opened:
        revoke_key(opened, by, key_id)
    if as_json:
        say_json({"id": key_id, "revoked": True})
        return
    say(f"已吊销 {key_id}。")
