"""`claims platform-keys`: keys of the platforms' programs. What the commands do stands in `commands/platform_keys.py`."""

from __future__ import annotations

from typing import Annotated

import typer

from commands import platform_keys as work
from commands.options import As, Json

platform_keys = typer.Typer(help="平台接口的密钥：建立、列出、吊销。", no_args_is_help=True)

ADMINISTRATOR = "admin1"
Username = Annotated[str, typer.Argument(metavar="账号", help="平台企业的账号，密钥办的事记在它名下。")]
Scopes = Annotated[
    list[str] | None,
    typer.Option("--scope", metavar="权限", help="可重复：report、apply、data、support、read；不写是全部。"),
]
Networks = Annotated[
    list[str] | None, typer.Option("--network", metavar="网段", help="可重复：只从这些地址有效；不写是不限。")
]
Sandbox = Annotated[bool, typer.Option("--sandbox", help="沙箱密钥：照样核对、照样回答，什么也不保存。")]
Platform = Annotated[str | None, typer.Option("--platform", metavar="平台", help="只列一个平台的。")]


@platform_keys.command()
def new(
    username: Username,
    scopes: Scopes = None,
    networks: Networks = None,
    sandbox: Sandbox = False,
    by: As = ADMINISTRATOR,
    as_json: Json = False,
) -> None:
    """建立一把密钥，只显示一次；一个平台最多两把有效的，用来更换。"""
    work.new(username, scopes or [], networks or [], by, sandbox=sandbox, as_json=as_json)


@platform_keys.command("list")
def list_(platform: Platform = None, as_json: Json = False) -> None:
    """列出密钥，有效的在前。"""
    work.list_keys(platform, as_json=as_json)


@platform_keys.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="编号", help="如 ak_0123…，claims platform-keys list 列出。")],
    by: As = ADMINISTRATOR,
    as_json: Json = False,
) -> None:
    """吊销一把密钥，立即生效。"""
    work.revoke(key_id, by, as_json=as_json)
