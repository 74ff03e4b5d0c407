"""Reports 统计 on the screen and as files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.errors import BadInput
from claims.money import yuan
from claims.queries import REPORTS, YUAN, queries
from commands.desks import desk
from commands.terminal import is_stdout, read_day, remark, say, say_json, say_table, write_output

if TYPE_CHECKING:
    from workflows.reporting import Report, Span
    from workflows.transaction import Desk

CSV, XLSX = ".csv", ".xlsx"
EXCEL_TEXT = "utf-8-sig"


def say_list(*, as_json: bool) -> None:
    """Which questions can be asked, and which cannot be answered here."""
    from workflows.reporting import NOT_PRODUCED

    known = queries(REPORTS)
    if as_json:
        asked = [{"name": one.name, "title": one.title, "question": one.said("问题")} for one in known]
        say_json({"questions": asked, "not_produced": list(NOT_PRODUCED)})
        return
    say_table("统计报表", ("名称", "报表", "回答的问题"), [(one.name, one.title, one.said("问题")) for one in known])
    for line in NOT_PRODUCED:
        say(f"不能产生：{line}")


def show(
    name: str,
    days: tuple[str | None, str | None],
    *,
    by: str,
    each: str,
    platform: str,
    industry: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """The answer to one question, on the screen, as JSON, or to a file as CSV or workbook."""
    from workflows.reporting import report

    with desk() as opened:
        found = report(opened, name, _span(opened, days, by=by, each=each, platform=platform, industry=industry))
        if as_json:
            say_json(_as_json(found, opened.today()))
        elif output is None:
            _say(found)
        else:
            _write(opened, found, output)


def book(days: tuple[str | None, str | None], *, by: str, output: Path) -> None:
    """All reports in one workbook."""
    from workflows.report_book import report_book
    from workflows.reporting import all_reports

    kind_of(output, (XLSX,))
    with desk() as opened:
        found = all_reports(opened, _span(opened, days, by=by))
        if write_output(output, report_book(opened, found)):
            say(f"{len(found)} 张报表：{output}")


def _span(
    opened: Desk,
    days: tuple[str | None, str | None],
    *,
    by: str,
    each: str = "",
    platform: str = "",
    industry: str = "",
) -> Span:
    from workflows.reporting import Span

    from_on, to_on = span_of(opened, days)
    return Span(from_on, to_on, by, each, platform, industry)


def span_of(opened: Desk, days: tuple[str | None, str | None]) -> tuple[date, date]:
    """The days asked for: up to today, and from the first of January of the last year, where nothing else is said."""
    first, last = days
    to_on = opened.today() if last is None else read_day(last, "--to")
    from_on = to_on.replace(month=1, day=1) if first is None else read_day(first, "--from")
    if from_on > to_on:
        raise BadInput("report_span", first=from_on, last=to_on)
    return from_on, to_on


def kind_of(output: Path, known: Sequence[str]) -> str:
    """The kind of file that `-o` asks for; stdout takes the first. Raises BadInput for another one."""
    kind = known[0] if is_stdout(output) else output.suffix.lower()
    if kind not in known:
        raise BadInput("report_file_kind", file=output.name, known="、".join(known))
    return kind


def _write(opened: Desk, found: Report, output: Path) -> None:
    from workflows.report_book import report_book, report_csv

    as_csv = kind_of(output, (CSV, XLSX)) == CSV
    content = report_csv(found).encode(EXCEL_TEXT) if as_csv else report_book(opened, [found])
    if write_output(output, content):
        say(f"{found.query.title}：{output}")


def _say(found: Report) -> None:
    from workflows.reporting import lines

    columns = found.columns
    rows = [
        [yuan(cell) if column.unit == YUAN and cell is not None else cell for column, cell in zip(columns, cells, strict=True)]
        for _, cells in lines(found)
    ]  # fmt: skip
    right = [column.label for column in columns if not column.is_key]
    say(f"{found.query.title}（{found.span.from_on} 至 {found.span.to_on}）" + ("" if rows else "：没有"))
    say_table("", [column.label for column in columns], rows, right=right)
    for heading in ("计入", "日期"):
        remark(f"{heading}：{found.query.said(heading)}")


def _as_json(found: Report, today: date) -> dict[str, Any]:
    span = found.span
    names = [column.name for column in found.columns]
    return {
        "question": found.query.name,
        "title": found.query.title,
        "from": span.from_on.isoformat(),
        "to": span.to_on.isoformat(),
        "by": span.by,
        "as_of": today.isoformat(),
        "columns": [
            {"name": one.name, "label": one.label, "unit": "分" if one.unit == YUAN else one.unit}
            for one in found.columns
        ],
        "rows": [{name: row[name] for name in names} for row in found.rows],
        "totals": [{column.name: row[column.name] for column in found.query.columns} for row in found.totals],
    }
