"""The commands of `claims letter`, declared; what they do stands in `letters` and `letter_papers`."""

from __future__ import annotations

from typing import Annotated

import typer

from claims.service import Method, RecipientKind
from commands import letter_papers, letters
from commands.options import As, At, Json, Number, Output, Series, Service, ToActAt, Written, Year
from commands.terminal import a_day, a_day_to_act
from notifications.kinds import Variant

letter = typer.Typer(help="文书：列表、重新制作、核验、送达、预览；送达回证、公告；文号登记。", no_args_is_help=True)


@letter.command("list")
def list_(
    no: Annotated[str, typer.Argument(metavar="案号", help="只列一个案件的。")] = "",
    series: Series = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """文书列表：文号、日期、案件、状态；作废的也在。"""
    letters.listed(no, series, year, as_json=as_json)


@letter.command()
def register(series: Series = None, year: Year = None, as_json: Json = False) -> None:
    """文号登记：每一号的文书、日期、案件和状态；缺号、重号以 1 退出。"""
    if letter_papers.register(series, year, as_json=as_json):
        raise typer.Exit(1)


@letter.command()
def render(number: Number, output: Written, variant: Variant = Variant.FULL) -> None:
    """按快照重新制作（未签名的内容）；与当时记下的摘要不同的，不写文件。"""
    letters.render(number, output, variant.value)


@letter.command()
def verify(
    what: Annotated[str, typer.Argument(metavar="文件或文号", help="PDF 文件，或者文号。")],
    as_json: Json = False,
) -> None:
    """给文件：是不是发出的那一份。给文号：存着的文件、签名、快照有没有变。不符，或者文书不再有效，就以 1 退出。"""
    if not letters.verify(what, as_json=as_json):
        raise typer.Exit(1)


@letter.command()
def serve(
    number: Number,
    username: As,
    method: Annotated[Method, typer.Option("--method", help="送达方式。")],
    evidence: Annotated[str, typer.Option("--evidence", metavar="文字", help="送达凭证，如送达回证编号。")],
    to: Annotated[RecipientKind | None, typer.Option("--to", help="受送达人；只有一个时可以不写。")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="送达日，默认今天。")] = None,
    data: Annotated[
        list[str] | None, typer.Option("--data", metavar="名称=值", help="其他须填写的，如 signed_by=…。")
    ] = None,
    at: ToActAt = None,
    as_json: Json = False,
) -> None:
    """登记送达：救济期限从这一天起算。"""
    served_on, acting_on = a_day(on, "--on"), a_day_to_act(at)
    given = {"method": method.value, "evidence": evidence}
    recipient = None if to is None else to.value
    if not letters.serve(number, username, recipient, served_on, given, data or [], at=acting_on, as_json=as_json):
        raise typer.Exit(1)


@letter.command()
def preview(
    kind: Annotated[str, typer.Argument(metavar="种类", help="如 confirmation、award。")],
    output: Written,
    variant: Variant = Variant.FULL,
) -> None:
    """用合成的内容看一种文书的样子（PDF，带“草稿”水印，不取文号）。"""
    letters.preview(kind, output, variant.value)


@letter.command()
def receipt(service: Service, output: Output = None, at: At = None) -> None:
    """送达回证：送达前打印供签收，送达后打印存档；-o 写成 PDF。"""
    letter_papers.print_receipt(service, output, at=a_day(at))


@letter.command()
def notice(service: Service, output: Output = None, at: At = None) -> None:
    """公告送达的公告；-o 写成 PDF。"""
    letter_papers.print_notice(service, output, at=a_day(at))
