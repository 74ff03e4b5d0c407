"""`claims ledger`: the auditor's commands on the books. What they do stands in `commands/books.py` and its neighbours."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands import books, reconciling
from commands.options import Json, Output
from commands.terminal import read_day

ledger = typer.Typer(help="分类账。", no_args_is_help=True)


class Format(StrEnum):
    """What a ledger can be exported as."""

    CSV = "csv"


@ledger.command()
def export(
    _format: Annotated[Format, typer.Option("--format", help="格式。")] = Format.CSV,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="日期", help="截至这一天：业务日期与记录时间都不晚于当日终了。")
    ] = None,
    value_to: Annotated[str | None, typer.Option("--value-to", metavar="日期", help="只按业务日期截止。")] = None,
    known_on: Annotated[str | None, typer.Option("--known-on", metavar="日期", help="只按记录时间截止。")] = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """导出分类账（CSV，可用 Excel 打开）。"""
    books.export_ledger(as_of, value_to, known_on, output, as_json=as_json)


@ledger.command()
def reconcile(
    published: Annotated[
        str, typer.Option("--published", metavar="人数,伤残,医疗", help="公布的三个数，金额为元，如 41,473400,50800。")
    ],
    bank: Annotated[
        list[Path] | None, typer.Option("--bank", metavar="文件", help="银行的对账单或者回盘，可重复；不写用已导入的。")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="日期", help="截至这一天；不写为今天。")] = None,
    as_json: Json = False,
) -> None:
    """公布的数、核定、分类账、银行四方对账；不符的逐案列出，以 1 退出。"""
    until = None if as_of is None else read_day(as_of, "--as-of")
    reconciling.reconcile(published, bank or [], until, as_json=as_json)
