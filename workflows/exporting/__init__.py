"""The ledger as a file for an auditor: every transfer with both its dates, as of a day that is over.

`cut.py` says what is taken in, `extract.py` reads it out of one state of the database, one module a format writes it.
Who pulls, and that it is logged, stands in `workflows/pulling.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from claims.store.ledger import FORMULA_STARTS
from workflows.exporting.columns import COLUMNS, HEADINGS, harmless, yuan_number
from workflows.exporting.csv_file import write_csv
from workflows.exporting.cut import EVERYTHING, Cut, as_of, end_of
from workflows.exporting.extract import Totals, extract
from workflows.exporting.sink import Sink
from workflows.transaction import Desk, snapshot

__all__ = [
    "COLUMNS",
    "EVERYTHING",
    "FORMULA_STARTS",
    "HEADINGS",
    "Cut",
    "Totals",
    "as_of",
    "end_of",
    "export_csv",
    "harmless",
    "yuan_number",
]


def export_csv(
    desk: Desk, out: BinaryIO, cut: Cut = EVERYTHING, progress: Callable[[int, int], None] | None = None
) -> Totals:
    """Write the ledger as CSV to a stream of bytes and return what it comes to; nothing is logged.

    For programs that compare or pass on; a person pulls with `workflows.pulling.pull`.
    """
    with snapshot(desk) as connection:
        source = extract(connection, cut, progress)
        write_csv(source, Sink(out))
    return source.totals
