"""`claims ledger`: the auditor's commands on the books. What they do stands in `commands/ledger_*.py` and their neighbours."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from commands import ledger_balances, ledger_export, ledger_trace
from commands.options import Json, Output

ledger = typer.Typer(help="分类账。", no_args_is_help=True)
AUDITOR = "auditor1"
Puller = Annotated[str, typer.Option("--as", metavar="账号", help="以谁的身份；每次调取都有记录。")]
ValueTo = Annotated[str | None, typer.Option("--value-to", metavar="日期", help="只按业务日期截止。")]
KnownOn = Annotated[str | None, typer.Option("--known-on", metavar="日期", help="只按记录时间截止。")]


class Format(StrEnum):
    """What a ledger can be exported as."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    BEANCOUNT = "beancount"


class Basis(StrEnum):
    """On which basis balances are shown."""

    ACCRUAL = "accrual"
    CASH = "cash"


@ledger.command()
def export(
    file_format: Annotated[Format, typer.Option("--format", help="格式。")] = Format.CSV,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="日期", help="截至这一天：业务日期与记录时间都不晚于当日终了。")
    ] = None,
    value_from: Annotated[str | None, typer.Option("--from", metavar="日期", help="业务日期从这一天起。")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="日期", help="同 --value-to。")] = None,
    value_to: ValueTo = None,
    known_on: KnownOn = None,
    platform: Annotated[str | None, typer.Option("--platform", metavar="名称", help="只要一个平台企业的案件。")] = None,
    item: Annotated[str | None, typer.Option("--item", metavar="项目", help="只要一种待遇项目，代码或名称。")] = None,
    case: Annotated[
        str | None, typer.Option("--case", metavar="案号", help="只要一个案件；FUND 为不属于案件的。")
    ] = None,
    with_names: Annotated[bool, typer.Option("--with-names", help="加上姓名和账号末四位（审计、审批岗）。")] = False,
    changes: Annotated[bool, typer.Option("--changes", help="另列截止日终了之后才记录的分录。")] = False,
    username: Puller = AUDITOR,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """导出分类账：csv、xlsx、parquet 或 beancount；文件旁另有一份清单。"""
    asked = ledger_export.Asked(as_of, value_from, value_to, to, known_on, platform, item, case)
    ledger_export.export(asked, file_format, username, output, with_names=with_names, changes=changes, as_json=as_json)


@ledger.command()
def pulls(as_json: Json = False) -> None:
    """谁在什么时候调取过分类账，调取了什么。"""
    ledger_export.pulls(as_json=as_json)


@ledger.command()
def trace(
    entry_id: Annotated[int, typer.Argument(metavar="凭证号", help="导出文件里的“凭证号”。")], as_json: Json = False
) -> None:
    """一笔分录的由来：事项、核定、规则值、审批、文书、材料、支付。"""
    ledger_trace.trace(entry_id, as_json=as_json)


@ledger.command()
def balances(
    value_to: ValueTo = None,
    known_on: KnownOn = None,
    basis: Annotated[Basis, typer.Option("--basis", help="权责口径 accrual，现金口径 cash。")] = Basis.ACCRUAL,
    as_json: Json = False,
) -> None:
    """科目余额；两种口径对不上时以 1 退出。"""
    asked = ledger_export.Asked(value_to=value_to, known_on=known_on)
    ledger_balances.balances(asked, basis, as_json=as_json)
