"""The options that commands share, each with its one name and its one help text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出。")]
As = Annotated[str, typer.Option("--as", metavar="账号", help="以谁的身份。")]
At = Annotated[str | None, typer.Option("--at", metavar="日期", help="如同在这一天看（仅演示库）。")]
ActAt = Annotated[str | None, typer.Option("--at", metavar="日期", help="如同在这一天办理（仅演示库）。")]
No = Annotated[str, typer.Argument(metavar="案号", help="如 TL-2025-000041。")]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="文件", help="写到文件。")]
