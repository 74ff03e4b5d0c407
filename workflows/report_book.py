"""Reports as a workbook or a CSV file: one sheet a question, as the bureau hands tables in, the same bytes every time."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from claims.queries import YUAN, QueryColumn
from workflows.exporting import harmless, yuan_number
from workflows.reporting import BY, NOT_PRODUCED, Report, Span, lines
from workflows.transaction import Desk

CONTENTS = "目录和说明"
SIGNED = (
    "制表：　　　　　　　　　　复核：　　　　　　　　　　负责人：　　　　　　　　　　报出日期：　　　　　　　　　　"
)
SYNTHETIC = "（演示：合成人员，不是真实数据）"
SHEET_NAME_MAX = 31
A4 = 9
HEAD_ROW = 4
KEY_WIDTH, FIGURE_WIDTH = 22, 14
MONEY, WHOLE_NUMBER = "#,##0.00", "#,##0"


def report_csv(report: Report) -> str:
    """One report as CSV: its headings, then a line a row; sums in yuan with two places."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.label for column in report.columns])
    for _, cells in lines(report):
        writer.writerow([_csv_cell(column, cell) for column, cell in zip(report.columns, cells, strict=True)])
    return out.getvalue()


def _csv_cell(column: QueryColumn, cell: Any) -> str:
    if cell is None:
        return ""
    return yuan_number(cell) if column.unit == YUAN else harmless(str(cell)) if column.is_key else str(cell)


def report_book(desk: Desk, reports: Sequence[Report]) -> bytes:
    """The reports as one workbook (.xlsx) with a sheet each, and before several of them a sheet that lists them."""
    from xlsxwriter import Workbook  # only these commands need it

    out = io.BytesIO()
    span = reports[0].span
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "职业伤害保障统计表", "created": datetime.combine(span.to_on, time())})
        looks = _looks(book)
        heading = _heading(desk, span)
        if len(reports) > 1:
            _contents(book.add_worksheet(CONTENTS), looks, heading, reports)
        for report in reports:
            _sheet(book.add_worksheet(sheet_name(report)), looks, heading, report)
    return out.getvalue()


def sheet_name(report: Report) -> str:
    """The name of a report's sheet."""
    return report.query.title[:SHEET_NAME_MAX]


def _looks(book: Any) -> Mapping[str, Any]:
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    lined = {**font, "border": 1}
    sums = {**lined, "bold": True, "bg_color": "#F2F2F2"}
    forms = {
        "title": {**font, "font_size": 16, "bold": True, "align": "center"},
        "said": {**font, "text_wrap": True, "valign": "top"},
        "right": {**font, "align": "right"},
        "plain": font,
        "head": {**lined, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDEBF7"},
        "row文": lined,
        "row元": {**lined, "num_format": MONEY},
        "row数": {**lined, "num_format": WHOLE_NUMBER},
        "total文": sums,
        "total元": {**sums, "num_format": MONEY},
        "total数": {**sums, "num_format": WHOLE_NUMBER},
    }
    return {name: book.add_format(form) for name, form in forms.items()}


def _heading(desk: Desk, span: Span) -> tuple[str, str, str]:
    """The organ, the span, and the day the figures were taken on."""
    organ = desk.rules.at("letters.bureau.name", desk.today()).as_text()  # who hands it in, whatever its days
    whose = "".join(
        f"，{what}：{name}" for what, name in (("平台企业", span.platform), ("行业", span.industry)) if name
    )
    by = f"（{BY[span.by]}）" if span.by else ""
    return (
        f"编制机关：{organ}{'' if desk.production else SYNTHETIC}",
        f"期间：{_day(span.from_on)}至{_day(span.to_on)}{by}{whose}",
        f"数据截至：{_day(desk.today())}　金额单位：元",
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _contents(sheet: Any, looks: Mapping[str, Any], heading: tuple[str, str, str], reports: Sequence[Report]) -> None:
    widths = (8, 34, 90)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.merge_range(0, 0, 0, 2, "职业伤害保障统计表", looks["title"])
    for place, line in enumerate(heading, start=1):
        sheet.merge_range(place, 0, place, 2, line, looks["plain"])
    sheet.write_row(HEAD_ROW, 0, ("序号", "报表", "回答的问题"), looks["head"])
    row = HEAD_ROW
    for row, report in enumerate(reports, start=HEAD_ROW + 1):
        sheet.write_number(row, 0, row - HEAD_ROW, looks["row数"])
        sheet.write_url(row, 1, f"internal:'{sheet_name(report)}'!A1", looks["row文"], report.query.title)
        sheet.write_string(row, 2, report.query.said("问题"), looks["row文"])
    sheet.merge_range(row + 2, 0, row + 2, 2, "不能产生的指标：", looks["plain"])
    for place, line in enumerate(NOT_PRODUCED, start=row + 3):
        sheet.merge_range(place, 0, place, 2, line, looks["said"])
    _to_print(sheet, HEAD_ROW)


def _sheet(sheet: Any, looks: Mapping[str, Any], heading: tuple[str, str, str], report: Report) -> None:
    columns = report.columns
    last = max(len(columns) - 1, 5)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, KEY_WIDTH if column.is_key else FIGURE_WIDTH)
    sheet.merge_range(0, 0, 0, last, report.query.title, looks["title"])
    sheet.set_row(0, 28)
    for place, line in enumerate(heading, start=1):
        sheet.merge_range(place, 0, place, last, line, looks["plain"])
    sheet.write_row(HEAD_ROW, 0, [_label(column) for column in columns], looks["head"])
    sheet.set_row(HEAD_ROW, 32)
    row = HEAD_ROW
    for row, (what, cells) in enumerate(lines(report), start=HEAD_ROW + 1):
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            _write(sheet, row, place, column, cell, looks, "row" if what == "row" else "total")
    if row == HEAD_ROW:
        row += 1
        sheet.merge_range(row, 0, row, last, "（本期没有）", looks["row文"])
    _below(sheet, row + 2, last, looks, report)
    sheet.freeze_panes(HEAD_ROW + 1, len(columns) - len(report.query.figures))
    _to_print(sheet, HEAD_ROW)


def _label(column: QueryColumn) -> str:
    return column.label if column.is_key else f"{column.label}（{column.unit}）"


def _write(
    sheet: Any, row: int, place: int, column: QueryColumn, cell: Any, looks: Mapping[str, Any], what: str
) -> None:
    if cell is None:
        sheet.write_blank(row, place, None, looks[f"{what}文"])
    elif column.is_key:
        sheet.write_string(row, place, str(cell), looks[f"{what}文"])
    elif column.unit == YUAN:
        sheet.write_number(row, place, Decimal(cell).scaleb(-2), looks[f"{what}元"])
    else:
        sheet.write_number(row, place, cell, looks[f"{what}数"])


def _below(sheet: Any, row: int, last: int, looks: Mapping[str, Any], report: Report) -> None:
    """The line for the signatures, left blank, and what counts."""
    sheet.merge_range(row, 0, row, last, SIGNED, looks["plain"])
    for place, (heading, said) in enumerate(report.query.head[1:], start=row + 2):
        sheet.merge_range(place, 0, place, last, f"{heading}：{said}", looks["said"])
        sheet.set_row(place, 30)


def _to_print(sheet: Any, head_row: int) -> None:
    """A4 across, one page wide, the head on every page, pages counted at the foot."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, head_row)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)
