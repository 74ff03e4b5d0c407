"""The options and arguments that several commands share, each with its name and its help once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出。")]
As = Annotated[str, typer.Option("--as", metavar="账号", help="以谁的身份。")]
At = Annotated[str | None, typer.Option("--at", metavar="日期", help="如同在这一天看（仅演示库）。")]
ToActAt = Annotated[str | None, typer.Option("--at", metavar="日期", help="如同在这一天办理（仅演示库）。")]
No = Annotated[str, typer.Argument(metavar="案号", help="如 TL-2025-000041。")]
Target = Annotated[
    str, typer.Argument(metavar="对象", help="案号、TL-2025-000041/approval-3、…/item（新建）或 new（报案）。")
]
Service = Annotated[str, typer.Argument(metavar="送达记录", help="如 TL-2025-000041/service-7，claims show 列出。")]
Number = Annotated[str, typer.Argument(metavar="文号", help="如 铜人社职认〔2025〕12号；括号随意。")]
Series = Annotated[str | None, typer.Option("--series", metavar="系列", help="只列一个系列的，如 confirmation。")]
Year = Annotated[int | None, typer.Option("--year", metavar="年份", help="只列一年的。")]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="文件", help="写到文件；- 为标准输出。")]
Written = Annotated[Path, typer.Option("-o", "--output", metavar="文件", help="写到文件；- 为标准输出。")]
