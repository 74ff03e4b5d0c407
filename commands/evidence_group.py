"""The commands of `claims evidence`, declared; what they do stands in `evidence`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands import evidence as evidence_
from commands.options import As, Json, No


class Found(StrEnum):
    """What an officer found on looking at a file."""

    CHECKED = "checked"
    UNREADABLE = "unreadable"
    MATCHES = "matches"


evidence = typer.Typer(help="材料文件：收下、列表、核对。", no_args_is_help=True)


@evidence.command()
def add(
    no: No,
    kind: Annotated[str, typer.Argument(metavar="种类", help="如 diagnosis、invoices；写错时列出全部种类。")],
    files: Annotated[list[Path], typer.Argument(metavar="文件…", help="照片（JPG、PNG）或 PDF。")],
    username: As,
    as_json: Json = False,
) -> None:
    """收下材料文件；有一个收不下，其余照收，以 1 退出。"""
    if not evidence_.add(no, kind, files, username, as_json=as_json):
        raise typer.Exit(1)


@evidence.command("list")
def list_(no: No, username: As, as_json: Json = False) -> None:
    """一个案件的材料清单：依据、状态、文件。"""
    evidence_.listed(no, username, as_json=as_json)


@evidence.command()
def mark(
    file_id: Annotated[str, typer.Argument(metavar="文件编号", help="claims evidence list 列出的编号。")],
    found: Annotated[
        Found, typer.Argument(metavar="结果", help="checked 已核对，unreadable 看不清，matches 与原件一致。")
    ],
    username: As,
    note: Annotated[str | None, typer.Option("--note", metavar="说明", help="说明的代码，如 blurred。")] = None,
) -> None:
    """记下对一个文件的核对结果。"""
    evidence_.mark(file_id, found.value, username, note)


@evidence.command()
def check(as_json: Json = False) -> None:
    """逐个读出全部原件，核对摘要；列出没有登记的文件。缺失或者不符以 1 退出。"""
    if not evidence_.check(as_json=as_json):
        raise typer.Exit(1)
