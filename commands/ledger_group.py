"""`claims ledger`: the auditor's commands on the books. What they do stands in `commands/ledger_*.py` and their neighbours."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands import ledger_balances, ledger_export, ledger_trace, reconciling, sealing
from commands.options import As, Json, Output
from commands.terminal import read_day

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


HeadText = Annotated[str | None, typer.Option("--head", metavar="头部", help="另外保存的封存头部。")]
Target = Annotated[Path, typer.Option("-o", "--output", metavar="文件", help="写到哪里。")]


@ledger.command()
def seal(as_json: Json = False) -> None:
    """现在就封存全部还没有封存的条目（平时由工作进程封存）。"""
    sealing.seal(as_json=as_json)


@ledger.command()
def head(as_json: Json = False) -> None:
    """打印最新的封存头部，一行，供另外保存。"""
    sealing.head(as_json=as_json)


@ledger.command("note-head")
def note_head(
    text: Annotated[str, typer.Argument(metavar="头部", help="另外保存的一行头部。")],
    username: As,
    lost: Annotated[
        str | None, typer.Option("--lost", metavar="理由", help="恢复后查清：到这个头部为止没有了的封存作为已丢失。")
    ] = None,
    as_json: Json = False,
) -> None:
    """登记库外保存的头部（审计）；不相符的，不能放款。"""
    sealing.note(text, username, lost, as_json=as_json)


@ledger.command()
def verify(
    head_text: HeadText = None,
    proof: Annotated[Path | None, typer.Option("--proof", metavar="文件", help="只核验一份证明，不读数据库。")] = None,
    as_json: Json = False,
) -> None:
    """核验封存：重算每一条、每一批，与库外的头部比对；指出第一处不符。"""
    sealing.verify(head_text, proof, as_json=as_json)


@ledger.command()
def prove(
    output: Target,
    entry: Annotated[str | None, typer.Argument(metavar="条目", help="如 transfer/17。")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="旧头部", help="证明现在的账接着旧头部，旧的没有变。")
    ] = None,
) -> None:
    """写出一份证明：一条在账里，或者账接着一个旧头部。"""
    sealing.prove(entry, since, output)


@ledger.command()
def bundle(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="文件夹或 .zip", help="写到哪里，须还不存在。")],
) -> None:
    """导出审计包：全部条目、封存、证书和独立的核验程序。"""
    sealing.bundle(output)


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
