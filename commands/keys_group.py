"""`claims keys`: the keys under which personal data is sealed. What the commands do stands in `commands/keys.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands import keys as work
from commands.options import Json

keys = typer.Typer(help="数据密钥：个人信息用它加密。", no_args_is_help=True)

KeyId = Annotated[str, typer.Option("--id", metavar="编号", help="如 k2026-11，写在每一段密文里；不写为当月。")]
File = Annotated[Path | None, typer.Option("-o", "--output", metavar="文件", help="写到哪里；不写为 keys/data.keys。")]


@keys.command()
def new(key_id: KeyId = "", output: File = None) -> None:
    """生成一把数据密钥，写进一个新文件（已有的文件不改动）。"""
    work.new(key_id, output)


@keys.command()
def status(as_json: Json = False) -> None:
    """每一张表有多少段密文、用的是哪把密钥。"""
    work.status(as_json=as_json)


@keys.command()
def rotate(as_json: Json = False) -> None:
    """轮换：把全部密文和检索索引换到第一把密钥之下；中断了再运行一次，接着做。"""
    work.rotate(as_json=as_json)
