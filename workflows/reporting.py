"""Reports 统计: a question put over a span of days, by month, quarter or year, of all or of one platform or industry.

The totals are asked too and not added up, since persons and medians of the parts do not add up to those of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.errors import BadInput
from claims.queries import REPORTS, Query, QueryColumn, queries, query
from claims.store.rows import Row
from workflows.asking import ask, hold_still
from workflows.report_words import translated
from workflows.transaction import Desk, reading

BY = {"month": "按月", "quarter": "按季", "year": "按年"}
EACH = {"platform": "平台企业", "industry": "行业"}
WHOLE, TOTAL, GRAND_TOTAL = "", "合计", "总计"
# What somebody will look for here and cannot find: there is nothing in this system to make it from.
NOT_PRODUCED = (
    "支缴率：本系统没有缴费一侧的数据，不能计算；缴费由平台企业向税务机关申报。",
    "参保人数、接单量和伤害发生率：平台企业只报送事故案件的订单，没有全部从业人员和全部订单的数据。",
    "官方统计报表的表样没有找到公开文本，本系统的报表是按业务需要设计的（待核）。",
)


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked for: from which day to which, by what period (`month`, `quarter`, `year` or whole), for each platform or
    industry, or of one platform or industry only.
    """

    from_on: date
    to_on: date
    by: str = WHOLE
    each: str = WHOLE
    platform: str = ""
    industry: str = ""

    def __post_init__(self) -> None:
        if self.from_on > self.to_on:
            raise BadInput("report_span", first=self.from_on, last=self.to_on)

    @property
    def values(self) -> dict[str, str | int]:
        """The named parameters of the questions."""
        return {
            "from_on": self.from_on.isoformat(),
            "to_on": self.to_on.isoformat(),
            "by": self.by,
            "each": self.each,
            "platform": self.platform,
            "industry": self.industry,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """An answer: the question, the span, the rows by period, and the rows of the whole span."""

    query: Query
    span: Span
    rows: tuple[Row, ...]
    totals: tuple[Row, ...]

    @property
    def columns(self) -> tuple[QueryColumn, ...]:
        """All columns, those that the span adds first."""
        added = []
        if self.span.by:
            added.append(QueryColumn("period", "期间", "文"))
        if self.span.each:
            added.append(QueryColumn("grouped", EACH[self.span.each], "文"))
        return (*added, *self.query.columns)

    @property
    def grand_total(self) -> Row | None:
        """The sums of what adds up over all rows of the whole span; None for one row, and where they are steps of one way."""
        if len(self.totals) < 2 or self.query.said("总计"):
            return None
        adding = [column.name for column in self.query.figures if column.additive]
        return {name: sum(int(row[name] or 0) for row in self.totals) for name in adding}


def report(desk: Desk, name: str, span: Span) -> Report:
    """The answer to the question called `name`. Raises BadInput where there is none."""
    with reading(desk) as connection:
        hold_still(connection)
        return _report(connection, query(REPORTS, name), span)


def all_reports(desk: Desk, span: Span) -> tuple[Report, ...]:
    """Every question, all asked of one state of the database."""
    with reading(desk) as connection:
        hold_still(connection)
        return tuple(_report(connection, one, span) for one in queries(REPORTS))


def _report(connection: Connection, asked: Query, span: Span) -> Report:
    rows = ask(connection, asked, span.values)
    totals = ask(connection, asked, replace(span, by=WHOLE, each=WHOLE).values)
    return Report(asked, span, tuple(rows), tuple(totals))


def cells(columns: Sequence[QueryColumn], row: Row, head: str = "") -> list[Any]:
    """The cells of a row: codes in Chinese, sums in fen, nothing where a figure is not there; `head` names a row of totals."""
    found: list[Any] = []
    for column in columns:
        value = row.get(column.name)
        if column.is_key:
            value = "" if head == GRAND_TOTAL else translated(column.vocabulary, value)
        found.append(value)
    if head and columns[0].is_key and not found[0]:
        found[0] = head
    return found


def lines(report: Report) -> list[tuple[str, list[Any]]]:
    """All lines of a report with what they are: `row`, `total` or `grand`; totals only where they say something new."""
    columns = report.columns
    found = [("row", cells(columns, row)) for row in report.rows]
    if report.span.by or report.span.each:
        found += [("total", cells(columns, row, TOTAL)) for row in report.totals]
    if report.grand_total is not None:
        found.append(("grand", cells(columns, report.grand_total, GRAND_TOTAL)))
    return found
