"""Whole books at once: reports from a file, the ledger as a table, every chain checked."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from claims.errors import BadInput
from claims.money import yuan
from commands.desks import desk
from commands.terminal import is_stdout, progress, read_day, remark, say, say_error, say_json, writing

if TYPE_CHECKING:
    from workflows.exporting import Cut, Totals
    from workflows.importing import Result

IMPORTED = {"taken": "已导入", "repeated": "已导入过", "refused": "退回"}
EXCEL_TEXT = "utf-8-sig"  # spreadsheets take a file without the mark for another encoding


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


def export_ledger(
    as_of: str | None, value_to: str | None, known_on: str | None, output: Path | None, *, as_json: bool
) -> None:
    """The ledger as CSV, to a file or to stdout; totals and balances go to stderr."""
    from workflows.exporting import export_csv

    cut = _cut(as_of, value_to, known_on)
    with desk() as opened, progress() as tell, _opened(output) as out:
        totals = export_csv(opened, out, cut, lambda rows: tell("导出分类账", rows, 0))
    if as_json and not is_stdout(output):
        say_json({"file": str(output), **_totals_json(totals)})
    else:
        _remark_totals(totals)


def _cut(as_of: str | None, value_to: str | None, known_on: str | None) -> Cut:
    from workflows import exporting

    if as_of is not None:
        if value_to is not None or known_on is not None:
            raise BadInput("as_of_and_parts")
        return exporting.as_of(read_day(as_of, "--as-of"))
    to = None if value_to is None else read_day(value_to, "--value-to")
    known = None if known_on is None else exporting.end_of(read_day(known_on, "--known-on"))
    return exporting.Cut(to, known)


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """The file, which is there whole or not at all; or stdout, marked for spreadsheets unless a person looks at it."""
    if output is None or is_stdout(output):
        encoding = "utf-8" if sys.stdout.isatty() else EXCEL_TEXT
        out = TextIOWrapper(sys.stdout.buffer, encoding=encoding, newline="", write_through=True)
        yield out
        out.detach()
        return
    partial = output.with_name(f".{output.name}.partial")
    try:
        with writing(output):
            with partial.open("w", encoding=EXCEL_TEXT, newline="") as file:
                yield file
            partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


def _remark_totals(totals: Totals) -> None:
    from claims.ledger import ACCOUNT_NAMES, Account

    remark(
        f"{totals.rows} 笔，借方合计 {yuan(totals.sum_fen)}，贷方合计 {yuan(totals.sum_fen)}；各科目余额（借减贷）："
    )
    for account in sorted(totals.balances_fen):
        remark(f"  {account} {ACCOUNT_NAMES[Account(account)]}　{yuan(totals.balances_fen[account])}")


def _totals_json(totals: Totals) -> Mapping[str, object]:
    return {"rows": totals.rows, "sum_fen": totals.sum_fen, "balances_fen": dict(sorted(totals.balances_fen.items()))}


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
