"""`claims report`: the statistics. What the commands do stands in `commands/reports.py`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands import reports
from commands.options import Json, Output

report = typer.Typer(help="统计报表。", no_args_is_help=True)


class By(StrEnum):
    """The period of a line."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Each(StrEnum):
    """What besides the period has lines of its own."""

    PLATFORM = "platform"
    INDUSTRY = "industry"


From = Annotated[str | None, typer.Option("--from", metavar="日期", help="从哪一天；不写是截止日那年的一月一日。")]
To = Annotated[str | None, typer.Option("--to", metavar="日期", help="到哪一天；不写是今天。")]
Period = Annotated[By | None, typer.Option("--by", help="按月、季、年分行；不写只出合计。")]


@report.command("list")
def list_(as_json: Json = False) -> None:
    """列出全部报表，以及不能产生的指标。"""
    reports.say_list(as_json=as_json)


@report.command()
def show(
    question: Annotated[str, typer.Argument(metavar="报表", help="名称，claims report list 列出。")],
    first: From = None,
    last: To = None,
    by: Period = None,
    each: Annotated[Each | None, typer.Option("--each", help="每个平台企业、每个行业各出一行。")] = None,
    platform: Annotated[str, typer.Option("--platform", metavar="平台企业", help="只看一个平台企业。")] = "",
    industry: Annotated[str, typer.Option("--industry", metavar="行业", help="只看一个行业。")] = "",
    output: Output = None,
    as_json: Json = False,
) -> None:
    """一张报表；-o 写成 .csv 或 .xlsx。"""
    reports.show(
        question,
        (first, last),
        by=by or "",
        each=each or "",
        platform=platform,
        industry=industry,
        output=output,
        as_json=as_json,
    )


@report.command()
def book(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="文件", help="写到 .xlsx 文件。")],
    first: From = None,
    last: To = None,
    by: Period = By.YEAR,
) -> None:
    """全部报表，一个工作簿（A4 横向，可以直接打印）。"""
    reports.book((first, last), by=by or "", output=output)
