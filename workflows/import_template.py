"""The template of an import file: the headings to fill in under, and what every column means."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from claims.errors import BadInput
from workflows.import_columns import COLUMNS, Column
from workflows.import_files import REMARK, SHEET, Columns

EXPLAINED, WRONG = "填写说明", "错误"
WRONG_HEAD = ("原文件的行", "列", "要改的地方")
HEAD = ("列名", "必填", "说明", "可填的值", "例子（合成）")
ROWS_WITH_LISTS = 2000
WIDTH = 18


def write_template(path: Path) -> None:
    """Write an empty template of the kind that the file's name asks for. Raises BadInput for another kind."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise BadInput("import_suffix", file=path.name, known="、".join(WRITERS))
    writer(path)


def template_csv(columns: Columns = COLUMNS) -> str:
    """The template of a file with these columns as CSV text: remarks on every column, then the headings."""
    out = io.StringIO(newline="")
    out.writelines(f"{REMARK} {remark}\n" for remark in _remarks(columns))
    csv.writer(out, lineterminator="\n").writerow(column.heading for column in columns)
    return out.getvalue()


def template_jsonl() -> str:
    """The template as JSON lines: remarks on every key, and an example that is a remark too."""
    example = {column.heading: column.example for column in COLUMNS if column.example}
    lines = (*_remarks(COLUMNS), f"例子（合成）：{json.dumps(example, ensure_ascii=False)}")
    return "".join(f"{REMARK} {line}\n" for line in lines)


def _explained(column: Column) -> tuple[str, ...]:
    return (
        column.heading,
        "是" if column.required else "否",
        column.meaning,
        "、".join(column.words),
        column.example,
    )


def _remarks(columns: Columns) -> Iterator[str]:
    for column in columns:
        known = f"；可填：{'、'.join(column.words)}" if column.words else ""
        yield f"{column.heading}（{'必填' if column.required else '可不填'}）：{column.meaning}{known}"


def _write_xlsx(path: Path) -> None:
    path.write_bytes(template_xlsx())


def template_xlsx(rows: Sequence[Sequence[str]] = (), faults: Sequence[Sequence[str]] = ()) -> bytes:
    """The template as a workbook; with `rows` those already filled in, and what is wrong in them on a sheet of its own."""
    from xlsxwriter import Workbook  # only this command needs it

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        heading = book.add_format({"bold": True, "bg_color": "#FFF2CC", "border": 1})
        optional = book.add_format({"bold": True, "border": 1})
        sheet = book.add_worksheet(SHEET)
        _fill_in_sheet(sheet, text, heading, optional)
        _write_rows(sheet, 1, rows, text)
        if faults:
            _write_rows(book.add_worksheet(WRONG), 0, (WRONG_HEAD, *faults), text)
        explained = book.add_worksheet(EXPLAINED)
        explained.set_column(0, len(HEAD) - 1, WIDTH * 2)
        _write_rows(explained, 0, (HEAD, *map(_explained, COLUMNS)), text)
    return out.getvalue()


def _write_rows(sheet: Any, first: int, rows: Iterable[Sequence[str]], text: Any) -> None:
    """Rows of text: a cell that begins like a formula is none."""
    for place, row in enumerate(rows, start=first):
        for column, cell in enumerate(row):
            sheet.write_string(place, column, cell, text)


def _fill_in_sheet(sheet: Any, text: Any, heading: Any, optional: Any) -> None:
    """Headings, required ones coloured; cells are text, so that an ID number keeps all its digits."""
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(COLUMNS) - 1, WIDTH, text)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column.heading, heading if column.required else optional)
        if column.words:
            sheet.data_validation(1, place, ROWS_WITH_LISTS, place, {"validate": "list", "source": list(column.words)})


WRITERS: dict[str, Callable[[Path], object]] = {
    ".xlsx": _write_xlsx,
    ".csv": lambda path: path.write_text(template_csv(), encoding="utf-8-sig"),
    ".jsonl": lambda path: path.write_text(template_jsonl(), encoding="utf-8"),
}
