"""`claims awards`: benefits beyond one case. What the commands do stands in `commands/awards.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands import awards as awards_
from commands.options import As, Json, No, ToActAt

awards = typer.Typer(help="待遇：按月计发、资格核验、先行核定、年度调整。", no_args_is_help=True)
DRAFTER = "intake1"


@awards.command("run-month")
def run_month(
    month: Annotated[str, typer.Argument(metavar="月份", help="如 2025-07；以前没有计发的月份一并补计。")],
    at: ToActAt = None,
    as_json: Json = False,
) -> None:
    """计发一个月的待遇，并生成应付。办两次与办一次相同。"""
    awards_.run_month(month, at, as_json=as_json)


@awards.command()
def eligibility(
    within_days: Annotated[int, typer.Option("--within", metavar="天数", help="几天之内应当核验的也列出。")] = 30,
    at: ToActAt = None,
    as_json: Json = False,
) -> None:
    """列出应当核验领取资格的按月待遇；逾期的暂缓支付。"""
    awards_.eligibility(within_days, at, as_json=as_json)


@awards.command()
def provisional(at: ToActAt = None, as_json: Json = False) -> None:
    """列出按上一年度的数先行核定、等待公布的待遇。"""
    awards_.provisional(at, as_json=as_json)


@awards.command()
def difference(no: No, username: As = DRAFTER, at: ToActAt = None, as_json: Json = False) -> None:
    """一个案件里所等的数已经公布的待遇，逐项拟定补差并提交审批。"""
    awards_.difference(no, username, at, as_json=as_json)


@awards.command()
def adjust(
    file: Annotated[Path, typer.Option("--file", metavar="文件", help="调整办法（TOML）。")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只试算，列出每一案和金额。")] = False,
    username: As = DRAFTER,
    at: ToActAt = None,
    as_json: Json = False,
) -> None:
    """年度调整：正在按月支付的待遇逐案拟定新核定并提交审批。"""
    awards_.adjust(file, username, at, dry_run=dry_run, as_json=as_json)
