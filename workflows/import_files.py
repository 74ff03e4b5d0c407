"""Opening an import file: .xlsx, .csv or .jsonl become lines of cells by column, whatever program wrote them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from claims.errors import BadInput
from claims.faults import Fault
from claims.files import os_reason
from workflows.import_columns import COLUMNS, Column, as_text

SHEET = "报案"
UNPACKED_MAX_BYTES = 64 * 1024 * 1024  # a small file can unfold to what fills the memory
Columns = Sequence[Column]
REMARK = "#"
REQUIRED_MARK = "*＊ "


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number as an editor counts, its cells by the name of the column, what is wrong with it."""

    number: int
    cells: Mapping[str, object]
    faults: Sequence[Fault] = field(default_factory=tuple)


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a file that hold anything.

    Raises BadInput for a file of another kind, one that cannot be opened, and one whose headings are not the columns'.
    """
    _opener(path.name)
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise BadInput("import_unreadable", file=path.name, reason=os_reason(fault)) from fault
    yield from lines_in(path.name, content)


def lines_in(name: str, content: bytes, columns: Columns = COLUMNS) -> Iterator[Line]:
    """The same of a file that is at hand already, by its name and its bytes; with other columns than those of reports where
    they are given. Raises as `read_lines`.
    """
    opener = _opener(name)
    try:
        yield from opener(content, columns)
    except (OSError, ValueError, SyntaxError, KeyError, csv.Error, zipfile.BadZipFile) as fault:
        raise BadInput("import_unreadable", file=name, reason="内容与扩展名不符，或者文件已损坏") from fault


def bounded_lines(name: str, content: bytes, most: int, columns: Columns = COLUMNS) -> list[Line]:
    """All of them, where they are not more than `most`.

    Raises as `lines_in`, and BadInput: import_too_many_lines, import_without_lines.
    """
    lines: list[Line] = []
    for line in lines_in(name, content, columns):
        if len(lines) == most:
            raise BadInput("import_too_many_lines", most=most)
        lines.append(line)
    if not lines:
        raise BadInput("import_without_lines")
    return lines


def _opener(name: str) -> Callable[[bytes, Columns], Iterator[Line]]:
    opener = OPENERS.get(Path(name).suffix.lower())
    if opener is None:
        raise BadInput("import_suffix", file=name, known="、".join(OPENERS))
    return opener


def _csv(content: bytes, columns: Columns) -> Iterator[Line]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")  # what Excel writes on a Chinese Windows
    reader = csv.reader(io.StringIO(text, newline=""))
    yield from _under_headings(((reader.line_num, row) for row in reader), columns)


def _xlsx(content: bytes, columns: Columns) -> Iterator[Line]:
    from openpyxl import load_workbook  # takes a quarter of a second

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > UNPACKED_MAX_BYTES:
            raise ValueError("unpacked it is too large")
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book[SHEET] if SHEET in book.sheetnames else book[book.sheetnames[0]]
        yield from _under_headings(enumerate(sheet.iter_rows(values_only=True), start=1), columns)
    finally:
        book.close()


def _under_headings(rows: Iterator[tuple[int, Sequence[object]]], columns: Columns) -> Iterator[Line]:
    names: list[str] | None = None
    for number, row in rows:
        if _is_blank(row) or as_text(row[0]).startswith(REMARK):
            continue
        if names is None:
            names = _names(row, columns)
        else:
            cells = {name: cell for name, cell in zip(names, row, strict=False) if name}
            yield Line(number, cells, _outside(names, row))
    if names is None:
        raise BadInput("import_without_headings", headings="、".join(column.heading for column in columns))


def _is_blank(row: Iterable[object]) -> bool:
    return all(cell is None or not as_text(cell) for cell in row)


def _outside(names: Sequence[str], row: Sequence[object]) -> list[Fault]:
    """A line with cells under no heading has slipped: its cells are not where they belong."""
    strays = [cell for name, cell in zip_longest(names, row, fillvalue="") if not name]
    return [] if _is_blank(strays) else [Fault("", "import_cell_without_heading")]


def _by_heading(columns: Columns) -> Mapping[str, str]:
    """The name of each column by its heading, and by itself."""
    return {said: column.name for column in columns for said in (column.heading, column.name)}


def _names(row: Sequence[object], columns: Columns) -> list[str]:
    """The names of the columns in their places, empty under no heading. Raises BadInput with all that is wrong."""
    headings = ["" if cell is None else as_text(cell).strip(REQUIRED_MARK) for cell in row]
    known = _by_heading(columns)
    unknown = [heading for heading in headings if heading and heading not in known]
    names = [known.get(heading, "") for heading in headings]
    missing = [column.heading for column in columns if column.required and column.name not in names]
    twice = [column.heading for column in columns if names.count(column.name) > 1]
    if unknown or missing or twice:
        raise BadInput(
            "import_headings",
            missing="、".join(missing) or "无",
            unknown="、".join(unknown) or "无",
            twice="、".join(twice) or "无",
        )
    return names


def _jsonl(content: bytes, columns: Columns) -> Iterator[Line]:
    known = _by_heading(columns)
    for number, text in enumerate(content.decode("utf-8-sig").splitlines(), start=1):
        if text.strip() and not text.lstrip().startswith(REMARK):
            yield _json_line(number, text, known)


def _json_line(number: int, text: str, known: Mapping[str, str]) -> Line:
    try:
        record = json.loads(text)
    except ValueError:
        return Line(number, {}, [Fault("", "import_not_json")])
    if not isinstance(record, dict):
        return Line(number, {}, [Fault("", "import_not_json")])
    unknown = [Fault(name, "import_unknown_column") for name in record if name not in known]
    return Line(number, {known[name]: cell for name, cell in record.items() if name in known}, unknown)


OPENERS: dict[str, Callable[[bytes, Columns], Iterator[Line]]] = {".xlsx": _xlsx, ".csv": _csv, ".jsonl": _jsonl}
