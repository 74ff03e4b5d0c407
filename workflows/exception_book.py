"""The list of exceptions as a workbook to be worked through: a line each, with room for what was found out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time

from claims.queries import AUDIT, query
from workflows.exception_words import detail_words
from workflows.exceptions import Found
from workflows.report_book import A4
from workflows.transaction import Desk

COLUMNS = (
    ("轻重", 6), ("疑点", 26), ("案号", 16), ("对象", 28), ("日期", 12), ("依据（编号）", 44), ("为什么要看", 32),
    ("什么情况属正常", 32), ("核实情况", 30), ("结论", 12),
)  # fmt: skip
HEAD_ROW = 3
LEFT_TO_FILL_IN = ("", "")


def exception_book(desk: Desk, span: tuple[date, date], found: Sequence[Found]) -> bytes:
    """The exceptions as a workbook (.xlsx); the same bytes every time."""
    from xlsxwriter import Workbook  # only this command needs it

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "审计疑点清单", "created": datetime.combine(span[1], time())})
        font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        title = book.add_format({**font, "font_size": 16, "bold": True, "align": "center"})
        head = book.add_format({**font, "bold": True, "border": 1, "text_wrap": True, "bg_color": "#DDEBF7"})
        text = book.add_format({**font, "border": 1, "text_wrap": True})
        plain = book.add_format(font)
        sheet = book.add_worksheet("疑点清单")
        last = len(COLUMNS) - 1
        organ = desk.rules.at("letters.bureau.name", span[1]).as_text()
        sheet.merge_range(0, 0, 0, last, "审计疑点清单", title)
        sheet.merge_range(
            1, 0, 1, last, f"被审计单位：{organ}　期间：{span[0]}至{span[1]}　查询日：{desk.today()}", plain
        )
        sheet.merge_range(2, 0, 2, last, "疑点不等于违规；本表只有编号，没有姓名和账号。", plain)
        for place, (heading, width) in enumerate(COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(HEAD_ROW, place, heading, head)
        for row, one in enumerate(found, start=HEAD_ROW + 1):
            for place, cell in enumerate(_cells(desk, one)):
                sheet.write_string(row, place, cell, text)
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(1, len(found)), last)
        sheet.freeze_panes(HEAD_ROW + 1, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_footer("&C第 &P 页，共 &N 页")
    return out.getvalue()


def _cells(desk: Desk, one: Found) -> tuple[str, ...]:
    head = query(AUDIT, one.code)
    own = (one.weight, head.title, one.claim_no, one.subject, one.found_on.isoformat())
    detail = detail_words(desk.rules, one.detail)
    return (*own, detail, head.said("为什么"), head.said("误报"), *LEFT_TO_FILL_IN)
