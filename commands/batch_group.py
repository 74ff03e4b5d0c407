"""`claims batch`: payment batches from opening to release. What the commands do stands in `commands/batches.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands import batches
from commands.options import As, Json, Output, ToActAt
from commands.terminal import a_day_to_act

batch = typer.Typer(help="支付批次：一人制作封存，另一人放款。", no_args_is_help=True)
BatchNo = Annotated[str, typer.Argument(metavar="批次号", help="如 PF-20250615-01。")]


@batch.command("open")
def open_(username: As, at: ToActAt = None, as_json: Json = False) -> None:
    """新开一个批次。"""
    batches.opened(username, a_day_to_act(at), as_json=as_json)


@batch.command()
def add(
    batch_no: BatchNo,
    username: As,
    payments: Annotated[list[str] | None, typer.Argument(metavar="支付", help="如 TL-2025-000041/payment-14。")] = None,
    whole: Annotated[bool, typer.Option("--all", help="全部待付的支付。")] = False,
    at: ToActAt = None,
    as_json: Json = False,
) -> None:
    """把支付编入批次；不能编入的说明原因，不影响其他支付。"""
    batches.add(batch_no, username, payments or [], a_day_to_act(at), whole=whole, as_json=as_json)


@batch.command("list")
def list_(
    unreleased: Annotated[bool, typer.Option("--unreleased", help="只列没有放款的。")] = False, as_json: Json = False
) -> None:
    """列出批次，新的在前。"""
    batches.listed(unreleased=unreleased, as_json=as_json)


@batch.command()
def show(batch_no: BatchNo, as_json: Json = False) -> None:
    """一个批次：笔数、金额、摘要，各笔支付的状态。"""
    batches.shown(batch_no, as_json=as_json)


@batch.command()
def seal(batch_no: BatchNo, username: As, at: ToActAt = None, as_json: Json = False) -> None:
    """封存批次：定下送银行的文件；打印放款人要核对的摘要、笔数、金额。"""
    batches.sealed(batch_no, username, a_day_to_act(at), as_json=as_json)


@batch.command("file")
def file_(batch_no: BatchNo, output: Output = None, as_json: Json = False) -> None:
    """写出送银行的文件：就是封存时存下的那些字节。-o 可以是文件或者文件夹。"""
    batches.written(batch_no, output or Path("-"), as_json=as_json)


@batch.command()
def release(
    batch_no: BatchNo,
    username: As,
    sha256: Annotated[str, typer.Option("--sha256", metavar="摘要", help="所见文件的 SHA-256。")],
    count: Annotated[int, typer.Option("--count", metavar="笔数", help="所见笔数。")],
    amount: Annotated[str, typer.Option("--sum", metavar="金额", help="所见金额（元）。")],
    at: ToActAt = None,
    as_json: Json = False,
) -> None:
    """放款：另一人按所见的摘要、笔数、金额放款，整批一次，不能部分放款。"""
    batches.released(batch_no, username, (sha256, count, amount), a_day_to_act(at), as_json=as_json)
