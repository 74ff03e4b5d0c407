"""`claims audit`: what an auditor asks. What the commands do stands in `commands/audit.py` and `commands/checks.py`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from commands import audit as audit_
from commands import checks
from commands.options import Json, Output
from commands.report_group import From, To

AUDITOR = "auditor1"

audit = typer.Typer(help="审计：疑点、抽样、完整性核对。", no_args_is_help=True)


class Population(StrEnum):
    """What samples are drawn from."""

    PAYMENTS = "payments"
    AWARDS = "awards"
    DECISIONS = "decisions"
    LETTERS = "letters"


@audit.command("list")
def list_(as_json: Json = False) -> None:
    """列出全部疑点：名称、为什么、什么情况下是误报。"""
    audit_.say_list(as_json=as_json)


@audit.command()
def exceptions(first: From = None, last: To = None, output: Output = None, as_json: Json = False) -> None:
    """疑点清单：只有编号，没有姓名；-o 写成 .xlsx。"""
    audit_.exceptions((first, last), output=output, as_json=as_json)


@audit.command()
def sample(
    of: Annotated[Population, typer.Option("--of", help="从哪一种总体中抽。")],
    size: Annotated[int, typer.Option("--size", help="抽几个。")] = 25,
    seed: Annotated[str | None, typer.Option("--seed", metavar="种子", help="不写则由系统产生并记录。")] = None,
    weighted: Annotated[bool, typer.Option("--weighted", help="按金额加权（货币单位抽样）。")] = False,
    first: From = None,
    last: To = None,
    username: Annotated[str, typer.Option("--as", metavar="账号", help="以谁的身份（审计）。")] = AUDITOR,
    as_json: Json = False,
) -> None:
    """抽样：种子和结果一并留痕，任何人可以重抽。"""
    audit_.sample(username, of, (first, last), size=size, seed=seed, weighted=weighted, as_json=as_json)


@audit.command()
def samples(as_json: Json = False) -> None:
    """列出抽过的全部样本。"""
    audit_.say_samples(as_json=as_json)


@audit.command()
def check(as_json: Json = False) -> None:
    """立即做全部完整性核对；有不符的退出码为 1。"""
    checks.check(as_json=as_json)
