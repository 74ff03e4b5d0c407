"""The ledger as CSV (RFC 4180, UTF-8 with a mark, so that spreadsheets read it): the same bytes from either database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from claims.store.engine import is_sqlite
from workflows.exporting.columns import HEADINGS, NAME_HEADINGS, cells, harmless
from workflows.exporting.extract import AT_A_TIME, Extract, driver_cursor, raw_rows
from workflows.exporting.names import Names
from workflows.exporting.sink import Sink
from workflows.exporting.statements import cells_statement, where

MARK = b"\xef\xbb\xbf"  # spreadsheets take a file without it for another encoding
LINE_END = b"\r\n"
COPIED_AT_A_TIME = 200  # some 64 KiB: the server writes on while these are hashed, as far as the socket holds


def write_csv(source: Extract, sink: Sink, names: Names | None = None, *, marked: bool = True) -> None:
    """Write the cut, a transfer a line in order of value date. With `names` two columns more, and slower."""
    headings = HEADINGS if names is None else (*HEADINGS, *NAME_HEADINGS)
    sink.write((MARK if marked else b"") + _lines([headings]))
    if names is not None:
        with raw_rows(source) as rows:
            _write_rows(source, sink, (_named(row, names) for row in rows))
    else:
        condition, values = where(source.connection, source.cut)
        write_rows(source, sink, cells_statement(source.connection, condition, source.totals.used), values)


def write_rows(source: Extract, sink: Sink, statement: str, values: dict[str, Any]) -> None:
    """Write what a statement gives, a row a line, without a Python object for a row."""
    if is_sqlite(source.connection):
        with closing(driver_cursor(source.connection)) as cursor:
            _write_rows(source, sink, cursor.execute(statement, values))
    else:
        _copy_rows(source, sink, statement, values)


def _write_rows(source: Extract, sink: Sink, rows: Iterable[Sequence[Any]]) -> None:
    done, rows = 0, iter(rows)
    while lines := _lines(islice(rows, AT_A_TIME)):
        sink.write(lines)
        done = min(done + AT_A_TIME, source.totals.rows)
        source.tell(done)


def _copy_rows(source: Extract, sink: Sink, statement: str, values: dict[str, Any]) -> None:
    """PostgreSQL writes the lines; only their ends are another's custom."""
    with closing(driver_cursor(source.connection)) as cursor:
        cursor.execute("SET LOCAL DateStyle TO 'ISO, YMD'")
        # Workers of the server would take the processor that reads, and be no sooner done.
        cursor.execute("SET LOCAL max_parallel_workers_per_gather TO 0")
        with cursor.copy(f"COPY ({statement}) TO STDOUT WITH (FORMAT csv)", values or None) as copy:
            done, lines = 0, iter(copy)
            while piece := _ended(islice(lines, COPIED_AT_A_TIME)):
                sink.write(piece)
                done = min(done + COPIED_AT_A_TIME, source.totals.rows)
                source.tell(done)


def _ended(lines: Iterable[Any]) -> bytearray:
    """Lines one after another, each with the end that the file has; in one buffer, for to slice each costs more."""
    piece = bytearray()
    for line in lines:
        piece += line
        piece[-1:] = LINE_END
    return piece


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _named(row: Sequence[Any], names: Names) -> list[str]:
    return [*cells(row), *map(harmless, names.of(row))]
