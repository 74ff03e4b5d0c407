"""Whole books at once: reports from a file, every chain checked."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from commands.desks import desk
from commands.terminal import is_stdout, progress, remark, say, say_error, say_json, writing

if TYPE_CHECKING:
    from workflows.importing import Result

IMPORTED = {"taken": "已导入", "repeated": "已导入过", "refused": "退回"}


def take_reports(path: Path, username: str, *, as_json: bool) -> None:
    """Take the reports of a file. Exit code 1 where a line is refused."""
    from workflows.importing import import_file

    results: list[Result] = []
    with desk() as opened, progress() as tell:
        for result in import_file(opened, username, path):
            results.append(result)
            tell("导入报案", len(results), 0)
    counts = Counter(str(result.status) for result in results)
    if as_json:
        say_json({"results": [result.as_json() for result in results], **{name: counts[name] for name in IMPORTED}})
    else:
        for result in results:
            say(f"第 {result.line} 行　{IMPORTED[result.status]}　{result.claim_no}".rstrip())
            for fault in result.faults:
                say(f"　　{fault}")
    remark("，".join(f"{label} {counts[name]} 行" for name, label in IMPORTED.items()))
    if counts["refused"]:
        say_error(f"有 {counts['refused']} 行没有导入，请按上面的提示改正后重新导入整个文件；已导入的行不会重复。")
        raise typer.Exit(1)


def template(output: Path | None) -> None:
    """An empty import file with its explanations; as CSV on stdout where no file is named."""
    from workflows.import_template import template_csv, write_template

    if output is None or is_stdout(output):
        sys.stdout.write(template_csv())
        remark("要 Excel 模板，请加 -o 模板.xlsx（也可以是 .csv 或 .jsonl）。")
        return
    with writing(output):
        write_template(output)
    say(f"模板：{output}")


def verify(*, letters: bool, as_json: bool) -> None:
    """Check the chain and the state of every case, with `letters` its files. Exit code 1 where something was altered."""
    from workflows.verifying import verify as check_all

    with desk() as opened, progress() as tell:
        verified = check_all(opened, lambda done, total: tell("校验案件", done, total), letters=letters)
    if as_json:
        flaws = [
            {"claim_no": one.claim_no, "where": one.where, "code": one.code, "message": one.message()}
            for one in verified.flaws
        ]
        say_json({"cases": verified.cases, "events": verified.events, "flaws": flaws})
    else:
        say(
            f"{verified.cases} 个案件、{verified.events} 个事件：{'没有发现改动' if not verified.flaws else '发现改动'}。"
        )
        remark("分类账的封存和末尾有没有被截掉，用 claims ledger verify 核验。")
    for flaw in verified.flaws:
        say_error(flaw.message())
    if verified.flaws:
        raise typer.Exit(1)
