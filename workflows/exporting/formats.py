"""The formats of an exported ledger, and who writes them."""

from __future__ import annotations

import tempfile
from enum import StrEnum
from pathlib import Path

from workflows.exporting.beancount_file import write_beancount
from workflows.exporting.csv_file import write_csv
from workflows.exporting.heading import Heading
from workflows.exporting.names import Names
from workflows.exporting.parquet_file import write_parquet
from workflows.exporting.sink import Sink
from workflows.exporting.xlsx_file import write_xlsx


class Format(StrEnum):
    """What a ledger can be exported as."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    BEANCOUNT = "beancount"


BINARY = frozenset({Format.XLSX, Format.PARQUET})
WITH_NAMES = frozenset({Format.CSV, Format.XLSX})


def can_hold_names(file_format: Format) -> bool:
    """Whether names are ever written in this format: only where a person reads it."""
    return file_format in WITH_NAMES


def write(
    heading: Heading, file_format: Format, sink: Sink, names: Names | None, folder: Path | None, *, marked: bool = True
) -> None:
    """Write a pull in a format. What can be written to a file only is made in `folder`, and goes from there."""
    match file_format:
        case Format.CSV:
            write_csv(heading.source, sink, names, marked=marked)
        case Format.BEANCOUNT:
            write_beancount(heading, sink)
        case Format.XLSX | Format.PARQUET:
            with tempfile.TemporaryDirectory(prefix=".ledger-", dir=folder) as work:
                made = Path(work) / f"ledger.{file_format}"
                if file_format is Format.XLSX:
                    write_xlsx(heading, made, names)
                else:
                    write_parquet(heading.source, made)
                sink.write_file(made)
