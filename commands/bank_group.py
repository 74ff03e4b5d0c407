"""`claims bank`: what the bank tells is taken in, sorted and compared. What the commands do stands in `commands/bank.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands import bank as acts
from commands import bank_acts
from commands.options import As, At, Json, Output, ToActAt
from commands.terminal import a_day, a_day_to_act

bank = typer.Typer(help="银行：回盘、查询、对账单。", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="文件", help="银行的文件（CSV 或 XLSX）。")]
FileNo = Annotated[str, typer.Argument(metavar="登记号", help="如 BK-20250615-01。")]
Number = Annotated[str, typer.Argument(metavar="编号", help="如 TL-2025-000041/approval-9、FUND/7，pending 列出。")]
Format = Annotated[
    str | None, typer.Option("--format", metavar="格式", help="不写为本局银行的格式（规则 bank.format）。")
]


@bank.command("import")
def import_(file: File, username: As, format_: Format = None, at: ToActAt = None, as_json: Json = False) -> None:
    """导入回盘：每一行进入一个类别，合计与文件相符；同一文件导入两次什么也不变。"""
    acts.take_answers(file, username, format_, a_day_to_act(at), as_json=as_json)


@bank.command()
def resume(at: ToActAt = None, as_json: Json = False) -> None:
    """接着办理导入了、还没有归类的回盘行（如中途断电）。"""
    acts.resume(a_day_to_act(at), as_json=as_json)


@bank.command()
def files(as_json: Json = False) -> None:
    """列出导入过的银行文件。"""
    acts.listed(as_json=as_json)


@bank.command()
def show(file_no: FileNo, as_json: Json = False) -> None:
    """一个回盘文件的报告：各类别的行数和金额，需要人处理的行。"""
    acts.shown(file_no, as_json=as_json)


@bank.command()
def query(
    name: Annotated[str, typer.Argument(metavar="批次或支付", help="批次号，或者支付的编号。")],
    output: Output = None,
    format_: Format = None,
    as_json: Json = False,
) -> None:
    """写出向银行查询结果的清单；银行填好后就是回盘。只问，不重发。"""
    acts.query(name, output or Path("-"), format_, as_json=as_json)


@bank.command()
def statement(file: File, username: As, format_: Format = None, at: ToActAt = None, as_json: Json = False) -> None:
    """导入对账单；以前导入过的收支不会重复。"""
    acts.take_statement(file, username, format_, a_day_to_act(at), as_json=as_json)


@bank.command()
def lines(
    unmatched: Annotated[bool, typer.Option("--unmatched", help="账与银行对不上的，按账龄。")] = False,
    at: At = None,
    as_json: Json = False,
) -> None:
    """需要人处理的回盘行；--unmatched 列出账上有银行没有、银行有账上没有的收支。"""
    if unmatched:
        acts.unmatched(a_day(at), as_json=as_json)
    else:
        acts.for_a_person(as_json=as_json)


@bank.command("set-down")
def set_down(
    line: Annotated[str, typer.Argument(metavar="行", help="如 BK-20250616-01/3，claims bank lines 列出。")],
    ground: Annotated[
        str, typer.Option("--ground", metavar="理由", help="不是本局的支付、银行差错，没有发生收付、银行已另行更正。")
    ],
    document: Annotated[str, typer.Option("--document", metavar="文号", help="银行的回单、函件编号。")],
    username: As,
    at: ToActAt = None,
    as_json: Json = False,
) -> None:
    """拟办：认定一行不入账（支付岗；由审批岗另一人确认）。"""
    bank_acts.set_down(line, username, ground, document, at, as_json=as_json)


@bank.command()
def pending(as_json: Json = False) -> None:
    """对银行的行拟办了、等另一人批准或者确认的。"""
    bank_acts.pending(as_json=as_json)


@bank.command()
def confirm(number: Number, username: As, at: ToActAt = None, as_json: Json = False) -> None:
    """批准、确认另一人拟办的认定：这时才办。"""
    bank_acts.confirm(number, username, at, as_json=as_json)


@bank.command()
def withdraw(number: Number, username: As, at: ToActAt = None, as_json: Json = False) -> None:
    """撤回自己拟办的认定；可以重新拟办。"""
    bank_acts.withdraw(number, username, at, as_json=as_json)
