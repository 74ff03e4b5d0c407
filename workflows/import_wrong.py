"""Only the wrong lines of a file, to be put right and brought again: the same cells under the same headings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from workflows.import_columns import COLUMNS, as_text
from workflows.import_preview import Foreseen
from workflows.import_template import template_xlsx


def wrong_lines_xlsx(lines: Sequence[Foreseen]) -> bytes:
    """The lines as a workbook that can be imported, and on a second sheet what is wrong with each."""
    rows = [[_text(one.line.cells.get(column.name)) for column in COLUMNS] for one in lines]
    faults = [[str(one.line.number), fault.column, fault.message] for one in lines for fault in one.faults]
    return template_xlsx(rows, faults)


def _text(cell: object) -> str:
    """A cell as a person would type it again."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.strftime("%H:%M") if isinstance(cell, time) else as_text(cell)
