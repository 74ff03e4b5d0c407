"""A report as it is said on a page: its answer in one sentence, its cells as people read them, and what its chart shows."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from datetime import date
from typing import Any

from claims.money import yuan
from claims.queries import YUAN, QueryColumn
from claims.store.rows import Row
from portal.charts import Chart, bar_chart
from workflows.fact_words import fact_word
from workflows.report_words import translated
from workflows.reporting import Report, Span, lines

# The figure that a chart shows, where that is not the first one.
CHARTED = {"persons_and_amounts_by_item": "net_fen", "days_taken": "days_median"}
SENTENCES = {"persons_confirmed": "共确认 {confirmed} 人"}
FIGURES_SAID = 3


def span_words(span: Span) -> str:
    """「2022-07 至 2025-06」 for whole months, else the days."""
    first, last = span.from_on, span.to_on
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    return f"{first:%Y-%m} 至 {last:%Y-%m}" if whole else f"{first} 至 {last}"


def sentence(report: Report) -> str:
    """The answer in one sentence, the span first."""
    when, totals = span_words(report.span), report.totals
    whose = "，".join(part for part in (report.span.platform, fact_word("industry", report.span.industry)) if part)
    head = f"{when}{f'（{whose}）' if whose else ''} "
    if not totals:
        return head + "这段时间没有数据。"
    known = SENTENCES.get(report.query.name)
    if known and len(totals) == 1:
        return head + known.format(**totals[0])
    if len(totals) == 1 and not report.query.keys:
        figures = report.query.figures[:FIGURES_SAID]
        return head + "，".join(_figure(column, totals[0]) for column in figures)
    adding = [column for column in report.query.figures if column.additive][:FIGURES_SAID]
    if report.query.said("总计") or not adding:
        return head + f"分 {len(totals)} 项，见表"
    summed: Row = {column.name: sum(int(row[column.name] or 0) for row in totals) for column in adding}
    return head + "共" + "，".join(_figure(column, summed) for column in adding)


def _figure(column: QueryColumn, row: Row) -> str:
    value = shown(column, row.get(column.name))
    return f"{column.label} {value}" if column.unit == YUAN or value == "—" else f"{column.label} {value} {column.unit}"


def shown(column: QueryColumn, value: Any) -> str:
    """A cell as people read it."""
    if value is None:
        return "" if column.is_key else "—"
    if column.is_key:
        return str(value)
    return yuan(int(value)) if column.unit == YUAN else f"{value:,}"


def table_rows(report: Report) -> list[tuple[str, list[str]]]:
    """All lines with what they are (row, total, grand), as text."""
    return [
        (what, [shown(column, cell) for column, cell in zip(report.columns, cells, strict=True)])
        for what, cells in lines(report)
    ]


def chart(report: Report) -> Chart | None:
    """The picture of the main figure row by row; of a single row, of its figures of one unit."""
    keys = [column for column in report.columns if column.is_key]
    if not keys:
        row = report.totals[0] if report.totals else {}
        unit = Counter(column.unit for column in report.query.figures).most_common(1)[0][0]
        chosen = [column for column in report.query.figures if column.unit == unit]
        values = [(one.label, int(row.get(one.name) or 0), _with_unit(one, row.get(one.name))) for one in chosen]
        return bar_chart(report.query.title, values)
    names = {column.name: column for column in report.query.figures}
    figure = names.get(CHARTED.get(report.query.name, ""), report.query.figures[0])
    values = [
        (" · ".join(_key(column, row) for column in keys if _key(column, row)), int(row[figure.name] or 0),
         _with_unit(figure, row[figure.name]))
        for row in report.rows
    ]  # fmt: skip
    return bar_chart(f"{report.query.title}：{figure.label}", values)


def _key(column: QueryColumn, row: Row) -> str:
    return translated(column.vocabulary, row.get(column.name))


def _with_unit(column: QueryColumn, value: Any) -> str:
    read = shown(column, value)
    return read if column.unit == YUAN or read == "—" else f"{read} {column.unit}"


def default_span(today: date) -> tuple[date, date]:
    """The year up to today."""
    return today.replace(month=1, day=1), today
