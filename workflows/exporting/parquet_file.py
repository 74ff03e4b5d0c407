"""The ledger as Parquet, for who computes with it: sums as whole fen, days as days. Needs the optional DuckDB."""

from __future__ import annotations

import errno
from pathlib import Path

from claims.errors import ClaimsError
from workflows.exporting.columns import NAMES, NOT_KNOWN, RAW
from workflows.exporting.csv_file import write_rows
from workflows.exporting.extract import Extract
from workflows.exporting.sink import Sink
from workflows.exporting.statements import raw_statement, where

TYPES = {"id": "BIGINT", "value_on": "DATE", "line": "INTEGER", "amount_fen": "BIGINT", "cash": "BOOLEAN"} | {
    "reverses": "BIGINT"
}
TEXT = "VARCHAR"


def write_parquet(source: Extract, path: Path) -> None:
    """Write the pull to `path`, in order of value date. Raises OSError, and ClaimsError where DuckDB is not
    installed.
    """
    try:
        import duckdb
    except ImportError as fault:
        raise ClaimsError("parquet_without_duckdb") from fault
    plain = path.with_name("ledger.csv")
    condition, values = where(source.connection, source.cut)
    with plain.open("wb") as file:
        write_rows(source, Sink(file), raw_statement(source.connection, condition), values)
    with duckdb.connect(config={"threads": 1, "preserve_insertion_order": True}) as database:
        try:
            database.execute(_copy(plain, path, source.totals.used))
        except duckdb.IOException as fault:
            raise OSError(errno.EIO, "DuckDB cannot write") from fault
    plain.unlink()


def _copy(plain: Path, path: Path, used: dict[str, tuple[str, ...]]) -> str:
    """The statement that turns the plain file into Parquet, with the Chinese names of the codes that occur."""
    types = ", ".join(f"{_text(name)}: {_text(TYPES.get(name, TEXT))}" for name in RAW)
    chosen = ", ".join([*RAW, *(f"{_named(name, used.get(name, ()))} AS {name}_name" for name in NAMES)])
    options = f"header = false, delim = ',', quote = '\"', escape = '\"', auto_detect = false, columns = {{{types}}}"
    return (
        f"COPY (SELECT {chosen} FROM read_csv({_text(str(plain))}, {options})) TO {_text(str(path))} (FORMAT parquet)"
    )


def _named(column: str, used: tuple[str, ...]) -> str:
    known = " ".join(f"WHEN {_text(code)} THEN {_text(NAMES[column].get(code, NOT_KNOWN))}" for code in used)
    return f"CASE {column} {known} END" if known else f"CAST(NULL AS {TEXT})"


def _text(value: str) -> str:
    escaped = value.replace("'", "''")
    return f"'{escaped}'"
