"""`claims ledger`: the auditor's commands on the books. What they do stands in `commands/books.py` and its neighbours."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands import books, sealing
from commands.options import As, Json, Output

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
