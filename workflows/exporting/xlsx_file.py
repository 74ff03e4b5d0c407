"""The ledger as a workbook that a bureau's accountant opens: entries, balances, what it rests on, what came since.

Rows go to the disk as they come. The same content gives the same bytes: the workbook says that it was made at its cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from claims.clock import parse_instant
from workflows.exporting.columns import COLUMNS, HEADINGS, NAME_HEADINGS, PLACE, RawRow, Shown, cells, label_of
from workflows.exporting.extract import Extract, raw_rows
from workflows.exporting.heading import TITLE, Heading
from workflows.exporting.names import Names

ROWS_A_SHEET = 1_000_000  # a sheet ends at 1,048,576
WIDTHS = {"记录时间（UTC）": 28, "业务名称": 18, "借方科目名称": 24, "贷方科目名称": 24, "规则版本": 40, "依据文书": 26}
WIDTH = 16
FIRST_ROW = 3
TEXT_LIMIT = 32_767
EMPTY_AT = datetime(1980, 1, 1)  # noqa: DTZ001 (a workbook's dates have no zone)
AMOUNT_COLUMN = next(place for place, column in enumerate(COLUMNS) if column.shown is Shown.YUAN)
DAY_COLUMN = next(place for place, column in enumerate(COLUMNS) if column.stored == "value_on")
FACT_WORDS = {
    "rows": "分录笔数",
    "sum_fen": "金额合计（分）",
    "first_on": "最早业务日期",
    "last_on": "最晚业务日期",
    "seal_head": "最近一次封存（批号:根）",
    "program_version": "程序版本",
    "filters": "截取条件",
    "with_names": "含姓名",
    "changes_since": "截止日后补记",
}


def write_xlsx(heading: Heading, path: Path, names: Names | None = None) -> None:
    """Write the workbook to `path`. Raises OSError."""
    options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False}
    workbook = xlsxwriter.Workbook(str(path), options)
    workbook.set_properties({"title": TITLE, "company": heading.organ, "created": _made_at(heading.source)})
    try:
        _fill(_Book(workbook, heading), heading, names)
        workbook.close()
    except FileCreateError as fault:  # wraps what the system said
        raise fault.args[0] from fault
    finally:
        for sheet in workbook.worksheets():
            with suppress(OSError):  # XlsxWriter closes them only where all went well
                sheet.row_data_fh.close()


def _fill(book: _Book, heading: Heading, names: Names | None) -> None:
    book.entries("分录", heading.source, heading.basis, names)
    book.balances()
    book.grounds()
    if heading.since is not None:
        book.entries("截止日后补记", heading.since, f"截止日终了之后才记录；{heading.basis}", names)


def _made_at(source: Extract) -> datetime:
    cut = source.cut.known_before or source.totals.last_recorded_at
    return EMPTY_AT if cut is None else parse_instant(cut).replace(tzinfo=None, microsecond=0)


class _Book:
    """The sheets of one workbook and their formats."""

    def __init__(self, workbook: Any, heading: Heading) -> None:
        self._workbook = workbook
        self._heading = heading
        self._title = workbook.add_format({"bold": True, "font_size": 16})
        self._head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#EEEEEE", "text_wrap": True})
        self._yuan = workbook.add_format({"num_format": "#,##0.00"})
        self._day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._sum = workbook.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"})

    def entries(self, name: str, source: Extract, basis: str, names: Names | None) -> None:
        """The entries in order, on as many sheets as they need, with their sum at the end."""
        headings = HEADINGS if names is None else (*HEADINGS, *NAME_HEADINGS)
        sheet, place, sheets = self._sheet(name, headings, basis), 0, 1
        with raw_rows(source) as rows:
            for row in rows:
                if place == ROWS_A_SHEET:
                    sheets += 1
                    sheet, place = self._sheet(f"{name}{sheets}", headings, basis), 0
                self._entry(sheet, FIRST_ROW + place, row, names)
                place += 1
        last = FIRST_ROW + place
        sheet.write_string(last, 0, "合计", self._sum)
        sheet.write_string(last, 1, f"{source.totals.rows} 笔", self._sum)
        sheet.write_number(last, AMOUNT_COLUMN, source.totals.sum_fen / 100, self._sum)

    def _entry(self, sheet: Any, line: int, row: RawRow, names: Names | None) -> None:
        written = cells(row) if names is None else [*cells(row), *names.of(row)]
        for place, cell in enumerate(written):
            if place == AMOUNT_COLUMN:
                sheet.write_number(line, place, row[PLACE["amount_fen"]] / 100, self._yuan)
            elif place == DAY_COLUMN:
                sheet.write_datetime(line, place, date.fromisoformat(cell), self._day)
            elif cell:
                sheet.write_string(line, place, cell[:TEXT_LIMIT])

    def balances(self) -> None:
        """Debits, credits and balance of every account."""
        totals = self._heading.source.totals
        debited, credited, balances = totals.debits_fen, totals.credits_fen, totals.balances_fen
        sheet = self._sheet("科目余额", ("科目", "名称", "借方发生额（元）", "贷方发生额（元）", "余额（借减贷，元）"))
        for line, (code, balance) in enumerate(balances.items(), start=FIRST_ROW):
            sheet.write_string(line, 0, code)
            sheet.write_string(line, 1, label_of("debit", code))
            self._amounts(sheet, line, (debited.get(code, 0), credited.get(code, 0), balance), self._yuan)
        last = FIRST_ROW + len(balances)
        sheet.write_string(last, 0, "合计", self._sum)
        sheet.write_string(last, 1, "", self._sum)
        self._amounts(sheet, last, (sum(debited.values()), sum(credited.values()), sum(balances.values())), self._sum)

    def _amounts(self, sheet: Any, line: int, amounts_fen: Sequence[int], style: Any) -> None:
        for place, fen in enumerate(amounts_fen, start=2):
            sheet.write_number(line, place, fen / 100, style)

    def grounds(self) -> None:
        """What the export rests on: its cut, the last seal, the rule values."""
        facts = self._heading.facts
        sheet = self._sheet("封存与清单", ("名称", "内容"))
        listed = [(label, _said(facts[name])) for name, label in FACT_WORDS.items() if name in facts]
        versions = [("规则版本", version) for version in facts["rule_versions"]]
        for line, (label, value) in enumerate([*listed, *versions], start=FIRST_ROW):
            sheet.write_string(line, 0, label)
            sheet.write_string(line, 1, value[:TEXT_LIMIT])
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 80)

    def _sheet(self, name: str, headings: Sequence[str], basis: str | None = None) -> Any:
        sheet = self._workbook.add_worksheet(name)
        for place, heading in enumerate(headings):
            sheet.set_column(place, place, WIDTHS.get(heading, WIDTH))
        sheet.freeze_panes(FIRST_ROW, 0)
        self._line(sheet, 0, [TITLE], self._title)
        about = (
            f"单位：{self._heading.organ}",
            f"期间：{self._heading.period}",
            f"口径：{basis or self._heading.basis}",
        )
        self._line(sheet, 1, ["　　".join(about)])
        self._line(sheet, FIRST_ROW - 1, headings, self._head)
        return sheet

    def _line(self, sheet: Any, line: int, written: Iterable[str], style: Any = None) -> None:
        for place, cell in enumerate(written):
            sheet.write_string(line, place, cell, style)


def _said(value: Any) -> str:
    if value is None:
        return "没有"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "；".join(f"{name}={one}" for name, one in value.items()) or "全部"
    return str(value)
