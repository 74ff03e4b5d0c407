"""`claims fund`: the fund's own books. What the commands do stands in `commands/fund.py`."""

from __future__ import annotations

from typing import Annotated

import typer

from commands import fund as work
from commands.options import As, At, Json, ToActAt

fund = typer.Typer(help="基金账务：拨款、更正、关账、年末结转、应收。", no_args_is_help=True)

Amount = Annotated[str, typer.Option("--amount", metavar="金额", help="元，如 300000.00。")]
On = Annotated[str, typer.Option("--on", metavar="日期", help="银行回单上的日期。")]
Document = Annotated[str, typer.Option("--document", metavar="文号", help="用款计划或者回单的编号；同一编号只记一次。")]
Reason = Annotated[str, typer.Option("--reason", metavar="理由", help="为什么；不写姓名。")]
Number = Annotated[str, typer.Argument(metavar="编号", help="如 FUND/7，拟办时给出，claims fund pending 列出。")]
Month = Annotated[str, typer.Argument(metavar="月份", help="如 2024-06。")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="日期", help="截至这一天，不写为今天。")]


@fund.command()
def receive(
    amount: Amount, on: On, document: Document, username: As, at: ToActAt = None, as_json: Json = False
) -> None:
    """拟办：财政专户收到拨款（支付岗；由审批岗另一人确认）。"""
    work.receive(username, amount, on, document, at, as_json=as_json)


@fund.command()
def transfer(
    amount: Amount, on: On, document: Document, username: As, at: ToActAt = None, as_json: Json = False
) -> None:
    """拟办：财政专户拨款到支出户（支付岗；由审批岗另一人确认）。"""
    work.transfer(username, amount, on, document, at, as_json=as_json)


@fund.command()
def fine(amount: Amount, on: On, document: Document, username: As, at: ToActAt = None, as_json: Json = False) -> None:
    """拟办：行政罚款备查（决定书文号；罚款入国库，不是基金的钱）。"""
    work.fine(username, amount, on, document, at, as_json=as_json)


@fund.command()
def correct(
    entry: Annotated[int, typer.Argument(metavar="凭证号", help="分类账里写错的一笔。")],
    reason: Reason,
    username: As,
    amount: Annotated[str | None, typer.Option("--amount", metavar="金额", help="正确的金额；不写为只冲回。")] = None,
    at: ToActAt = None,
    as_json: Json = False,
) -> None:
    """拟办：冲回写错的拨款分录并记正确的一笔（支付岗；由审批岗另一人确认）。"""
    work.correct(username, entry, amount, reason, at, as_json=as_json)


@fund.command()
def reopen(month: Month, reason: Reason, username: As, at: ToActAt = None, as_json: Json = False) -> None:
    """拟办：重开已关账的月份及其后各月（审批岗；由局领导确认）。"""
    work.reopen(username, month, reason, at, as_json=as_json)


@fund.command()
def confirm(number: Number, username: As, at: ToActAt = None, as_json: Json = False) -> None:
    """确认拟办的事项：这时才记账。"""
    work.confirm(username, number, at, as_json=as_json)


@fund.command()
def decline(number: Number, username: As, at: ToActAt = None, as_json: Json = False) -> None:
    """不同意拟办的事项；可以重新拟办。"""
    work.decline(username, number, at, as_json=as_json)


@fund.command()
def withdraw(number: Number, username: As, at: ToActAt = None, as_json: Json = False) -> None:
    """撤回自己拟办的事项；可以重新拟办。"""
    work.withdraw(username, number, at, as_json=as_json)


@fund.command()
def pending(as_json: Json = False) -> None:
    """待确认的事项。"""
    work.pending(as_json=as_json)


@fund.command()
def close(month: Month, username: As, at: ToActAt = None, as_json: Json = False) -> None:
    """关账：此后这个月不再记账，补录的记在次月第一天并写明属于哪一天。"""
    work.close(username, month, at, as_json=as_json)


@fund.command("year-end")
def year_end(
    year: Annotated[int, typer.Argument(metavar="年份", help="如 2024。", min=2000, max=9998)],
    username: As,
    at: ToActAt = None,
    as_json: Json = False,
) -> None:
    """年末结转，并关十二月的账；办过的年份不再办。"""
    work.year_end(username, year, at, as_json=as_json)


@fund.command()
def status(as_json: Json = False) -> None:
    """关到哪一天，财政专户、支出户各有多少，能放多少款。"""
    work.status(as_json=as_json)


@fund.command()
def receivables(as_of: AsOf = None, at: At = None, as_json: Json = False) -> None:
    """应收：多付待处理、应收追回，按账龄。"""
    work.receivables(as_of, at, as_json=as_json)


@fund.command()
def unclaimed(as_of: AsOf = None, at: At = None, as_json: Json = False) -> None:
    """无人领取的待遇：权利人已经死亡、还没有继承人，按账龄。"""
    work.unclaimed(as_of, at, as_json=as_json)
