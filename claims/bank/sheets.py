"""From the bytes of a file to rows of cells: CSV in the encodings that banks and Excel write, and XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from claims.errors import BadInput

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
LARGEST_BYTES = 20_000_000
ROWS_MAX = 100_000
Row = Sequence[object]


def is_xlsx(content: bytes) -> bool:
    """Whether the bytes are those of a workbook."""
    return content.startswith(ZIP)


def check_size(content: bytes) -> None:
    """Raises BadInput for a file that is empty, too large, or of a kind that nobody reads here."""
    if not content.strip():
        raise BadInput("bank_file_empty")
    if len(content) > LARGEST_BYTES:
        raise BadInput("bank_file_large", megabytes=len(content) // 1_000_000, most=LARGEST_BYTES // 1_000_000)
    if content.startswith(OLE):
        raise BadInput("bank_file_old_excel")


def csv_rows(content: bytes) -> Iterator[tuple[int, Row]]:
    """The rows of a text file with their numbers as an editor counts. Raises BadInput where it is no text."""
    reader = csv.reader(io.StringIO(_decoded(content), newline=""), delimiter=_delimiter(content), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as fault:
        raise BadInput("bank_file_unreadable") from fault


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(UTF16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            read = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in read:
            return read
    raise BadInput("bank_file_unreadable")


def _delimiter(content: bytes) -> str:
    return "\t" if content.count(b"\t") > content.count(b",") else ","


def xlsx_rows(content: bytes) -> Iterator[tuple[int, Row]]:
    """The rows of the first sheet of a workbook. Raises BadInput where it is none."""
    from openpyxl import load_workbook  # takes a quarter of a second

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            rows = [tuple(row) for row in _at_most(sheet.iter_rows(values_only=True))]
        finally:
            book.close()
    except (OSError, ValueError, SyntaxError, KeyError, IndexError, zipfile.BadZipFile) as fault:
        raise BadInput("bank_file_unreadable") from fault
    yield from enumerate(rows, start=1)


def _at_most(rows: Iterable[Row]) -> Iterator[Row]:
    for place, row in enumerate(rows):
        if place >= ROWS_MAX:
            raise BadInput("bank_file_large", megabytes=place, most=ROWS_MAX)
        yield row


def csv_bytes(rows: Iterable[Row]) -> bytes:
    """Rows as CSV that Excel opens: UTF-8 with its mark, lines ended as on Windows."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Iterable[Row]) -> bytes:
    """Rows as a workbook in which every cell is text, so that no account loses a digit."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        written = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("Sheet1")
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, str(cell), written)
    return out.getvalue()
