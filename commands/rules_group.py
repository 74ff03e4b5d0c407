"""`claims rules`: the loaded values of the law and their changes. What the commands do stands in `commands/rules.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claims.errors import BadInput
from commands import rules as work
from commands.options import As, Json

rules = typer.Typer(help="规则值：列出、由局确认、公布本地的数；一人提出，另一人应用。", no_args_is_help=True)

Key = Annotated[str, typer.Argument(metavar="名称", help="如 wages.private_average，claims rules list 列出。")]
Change = Annotated[int, typer.Argument(metavar="编号", help="提出时给出，claims rules changes 列出。")]
Source = Annotated[str, typer.Option("--source", metavar="依据", help="文件的文号和标题。")]
Document = Annotated[Path, typer.Option("--document", metavar="文件", help="依据的扫描件：PDF、JPG 或 PNG。")]


@rules.command("list")
def list_(
    prefix: Annotated[str, typer.Argument(metavar="名称开头", help="如 limits 或 benefits.grade_months。")] = "",
    unconfirmed: Annotated[bool, typer.Option("--unconfirmed", help="只列待核的。")] = False,
    as_json: Json = False,
) -> None:
    """列出已装载的规则值及其来源；建了库的，连同本局确认和公布的。"""
    work.listed(prefix, unconfirmed=unconfirmed, as_json=as_json)


@rules.command()
def changes(as_json: Json = False) -> None:
    """列出提出过的改动，待应用的在前。"""
    work.changes(as_json=as_json)


@rules.command()
def propose(
    key: Key,
    username: As,
    source: Source,
    document: Document,
    value: Annotated[
        str | None, typer.Option("--value", metavar="值", help="新值，金额写元；不写就是确认现在的值。")
    ] = None,
    on: Annotated[str | None, typer.Option("--from", metavar="日期", help="从哪一天起；确认时是哪一天的值。")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="日期", help="到哪一天止，不写为一直有效。")] = None,
    published: Annotated[str | None, typer.Option("--published", metavar="日期", help="公布日期。")] = None,
) -> None:
    """提出：由局确认一个待核值，或者公布一个本地的新值（--value、--from）。"""
    if value is None:
        work.propose_confirmation(key, username, source, document, on)
    elif on is None:
        raise BadInput("rule_value_without_day")
    else:
        work.propose_value(key, username, value, source, document, on, to, published)


@rules.command()
def apply(number: Change, username: As, as_json: Json = False) -> None:
    """应用另一人提出的改动；放假安排的，随即重算期限。"""
    work.apply(number, username, as_json=as_json)


@rules.command()
def withdraw(number: Change, username: As) -> None:
    """撤下还没有应用的改动。"""
    work.withdraw(number, username)
