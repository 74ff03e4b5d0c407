"""What SQL one `advance` sends: captured from a real run, and rewritten so that a reference program can send the same.

Between two cases only the case number and the values derived from it differ (hashes, salts, ids). Those are built from
a counter; everything else is the same constant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Connection

import notifications.numbers
import workflows.command
from claims.store import rows
from claims.store.rows import Compiled

Statement = tuple[str, tuple[str, ...] | None, dict[str, Any]]
HOLDERS = (rows, workflows.command, notifications.numbers)
UNIQUE = re.compile(r"[0-9a-f]{32,64}|[0-9A-HJKMNP-TV-Z]{26}")  # hashes and salts, codes of letters
LETTER_NUMBER = re.compile(r"(?<=〕)\d+(?=号)")
PLACE = re.compile(r"%\((\w+)\)s")


@contextmanager
def captured() -> Iterator[list[Statement]]:
    """Collect every statement that the store runs meanwhile, with its parameters."""
    sent: list[Statement] = []
    real = rows.run

    def watch(connection: Connection, compiled: Compiled, values: Mapping[str, Any]) -> Any:
        sent.append((compiled.sql, compiled.order, dict(values)))
        return real(connection, compiled, values)

    for holder in HOLDERS:
        holder.__dict__["run"] = watch
    try:
        yield sent
    finally:
        for holder in HOLDERS:
            holder.__dict__["run"] = real


def pgbench_script(sent: list[Statement], number: int) -> str:
    """The captured statements as a pgbench script; `:i` counts the transactions of a client."""
    head = [
        "-- The statements of one advance (提出待遇给付申请), one for one, as the engine sends them. Made by",
        "-- python -m benchmarks.advance --write-script; the benchmark refuses to run where the engine sends others.",
        "\\set i :i + 1",
        "\\set n :first + :client_id * :share + :i",
        "BEGIN;",
    ]
    # The number of the letter comes back from its series: \gset keeps it for the letter's own row.
    body = [
        _one_line(_with_values(sql, values, number)) + (" \\gset" if " RETURNING " in _one_line(sql) else ";")
        for sql, _, values in sent
    ]
    return "\n".join([*head, *body, "COMMIT;", ""])


def _with_values(sql: str, values: Mapping[str, Any], number: int) -> str:
    constants = re.sub(r"'([^']*:[^']*)'", lambda constant: _quoted(constant[1]), sql)
    return PLACE.sub(lambda place: _placed(place[1], values[place[1]], number), constants)


def _placed(name: str, value: Any, number: int) -> str:
    if name == "serial":
        return ":last_serial"
    if name == "number":
        before, after = LETTER_NUMBER.split(value)
        return f"({_quoted(before)} || :last_serial::text || {_quoted(after)})"
    return _literal(value, number)


def _one_line(sql: str) -> str:
    return " ".join(sql.split())


def _literal(value: Any, number: int) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return f"'{value.isoformat()}'"
    if UNIQUE.fullmatch(value):
        return f"(:n::text || {_quoted(value[8:])})"
    parts = [_quoted(part) if part else "" for part in value.split(str(number))]
    joined = " || ".join(
        piece for place, part in enumerate(parts) for piece in ((":n::text", part) if place else (part,)) if piece
    )
    return f"({joined})" if " || " in joined else joined or "''"


def _quoted(text: str) -> str:
    """A constant; a colon would be taken for a variable by pgbench."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace(":", "\\x3A")
    return f"E'{escaped}'"


def sqlite_values(sent: list[Statement], number: int, base: int) -> list[tuple[str, tuple[Any, ...]]]:
    """The captured statements with the values of case `number`, captured from case `base`."""
    return [
        (sql, tuple(_moved(name, values[name], number, base) for name in order or ())) for sql, order, values in sent
    ]


def _moved(name: str, value: Any, number: int, base: int) -> Any:
    if name == "serial":
        return number
    if name == "number":
        return LETTER_NUMBER.sub(str(number), value)
    if isinstance(value, str):
        if UNIQUE.fullmatch(value):
            return f"{number}{value[8:]}"
        return value.replace(str(base), str(number))
    return value
