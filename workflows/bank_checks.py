"""Whether what is kept of the bank is what was taken in: files against their book events, lines against their files."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Connection

from claims.bank.formats import FORMATS
from claims.bank.lines import Answer
from claims.errors import BadInput
from claims.store.rows import Row, readable_rows, select_rows

COMMITTED = ("sha256", "kind", "format", "line_count", "sum_fen")
LINE = ("amount_fen", "result", "bank_ref", "original_ref", "told_on")


def bank_flaws(connection: Connection) -> Iterator[tuple[str, str]]:
    """Where something differs, and the code of the words for it; a private row that was erased lawfully is no flaw."""
    events = {row["command_id"]: row for row in select_rows(connection, "book_event", kind="bank_file")}
    for file in select_rows(connection, "bank_file"):
        event = events.pop(f"bank_file:{file['sha256']}", None)
        private = _readable(connection, "bank_file_private", file_no=file["no"])
        content = base64.b64decode(private["body"]) if private else None
        if not _committed(file, event) or (content is not None and sha256(content).hexdigest() != file["sha256"]):
            yield file["no"], "flaw_of_bank_file"
        elif content is not None and file["kind"] == "return" and not _lines_hold(connection, file, content):
            yield file["no"], "flaw_of_bank_lines"
    yield from ((str(row["id"]), "flaw_of_bank_file") for row in events.values())
    for batch in select_rows(connection, "batch", sealed=True):
        private = _readable(connection, "batch_private", batch_no=batch["no"])
        if private and sha256(base64.b64decode(private["body"])).hexdigest() != batch["sha256"]:
            yield batch["no"], "flaw_of_batch_file"


def _readable(connection: Connection, name: str, **where: str) -> Row | None:
    """The private row, if it is there; its body is empty where it does not open, which no hash fits."""
    found = readable_rows(connection, name, **where)
    return found[0] if found else None


def _committed(file: Row, event: Row | None) -> bool:
    """Whether the chain of the fund tells of the file what its row tells."""
    if event is None:
        return False
    try:
        told = json.loads(event["data"])
    except ValueError:
        return False
    return told.get("file") == file["no"] and all(told.get(name) == file[name] for name in COMMITTED)


def _lines_hold(connection: Connection, file: Row, content: bytes) -> bool:
    """Whether the stored lines are those of the file, read again. A format that is gone cannot be asked."""
    format_ = FORMATS.get(file["format"])
    if format_ is None:
        return True
    try:
        answers = {one.line_no: _told(one) for one in format_.read_answers(content)}
    except BadInput:
        return False
    stored = {
        row["line_no"]: tuple(row[name] for name in LINE)
        for row in select_rows(connection, "bank_line", file_no=file["no"])
    }
    return stored == answers


def _told(one: Answer) -> tuple[object, ...]:
    return (one.amount_fen, one.result.value, one.bank_ref, one.original_ref, one.told_on)
