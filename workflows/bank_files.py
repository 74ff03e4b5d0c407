"""Taking a bank file in: its bytes are kept, every line becomes a row, and the same file is never taken twice.

The import is an act on the fund's books: the hash of the file stands in the chain of book events, so that a file which is
changed or dropped afterwards is found. What its lines cause comes after, line by line (`workflows/bank_sorting.py`).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import Connection

from claims.bank.formats import BankFormat, format_named, format_of
from claims.bank.lines import Answer
from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.errors import BadInput, Refused
from claims.store.rows import Row, insert_rows, select_one
from notifications.numbers import next_serial
from workflows.bookkeeping import alone, book
from workflows.locking import open_actor
from workflows.roles import Role
from workflows.transaction import Desk, in_one_transaction, reading

RETURN, STATEMENT = "return", "statement"
KIND_NAMES = {RETURN: "回盘", STATEMENT: "对账单"}
PLAIN_ID = re.compile(r"[A-Za-z0-9/_-]{1,60}")
STRANGE = "?"


@dataclass(frozen=True, slots=True)
class Taken:
    """The number of a bank file, and whether it was taken in now or had been before."""

    file_no: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A file as somebody hands it in: its kind, name, bytes and format, and how many lines and fen it tells of."""

    kind: str
    name: str
    content: bytes
    format: str
    line_count: int
    sum_fen: int

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return sha256(self.content).hexdigest()


def usual_format(desk: Desk, day: date) -> str:
    """The name of the format that the bureau's bank uses."""
    return desk.rules.at("bank.format", day).as_text()


def reading_format(desk: Desk, content: bytes, day: date, named: str | None) -> BankFormat:
    """The format in which a file is read: the one that is named, else the bank's usual one. Raises BadInput."""
    return format_named(named) if named else format_of(content, usual_format(desk, day))


def known_file(desk: Desk, content: bytes, kind: str) -> Row | None:
    """The file of these bytes, if it has been taken in. Raises BadInput where it was taken in as another kind."""
    with reading(desk) as connection:
        row = select_one(connection, "bank_file", sha256=sha256(content).hexdigest())
    if row is not None and row["kind"] != kind:
        raise BadInput("bank_file_other_kind", file=row["no"], kind=KIND_NAMES[row["kind"]])
    return row


def require_cashier(connection: Connection, username: str, day: date) -> None:
    """Raises Refused where the account is not a cashier's."""
    actor, _ = open_actor(connection, username, day)
    if actor is None or Role.CASHIER not in actor.roles:
        raise Refused("not_a_cashier", actor=username)


def take_answers(
    desk: Desk, username: str, name: str, content: bytes, day: date, named_format: str | None = None
) -> Taken:
    """Take in a return file as `username`; its lines are stored and wait to be sorted.

    Raises BadInput, with everything that is wrong, for a file that cannot be read whole, Refused for an account that is
    not a cashier's.
    """
    with reading(desk) as connection:
        require_cashier(connection, username, day)
    known = known_file(desk, content, RETURN)
    if known is not None:
        return Taken(known["no"], is_new=False)
    format_ = reading_format(desk, content, day, named_format)
    answers = format_.read_answers(content)
    given = Given(RETURN, name, content, format_.name, len(answers), sum(one.amount_fen for one in answers))

    def work(connection: Connection) -> Taken:
        taken = enter(desk, connection, username, given, day)
        if taken.is_new:
            _insert_answers(connection, taken.file_no, answers)
        return taken

    return in_one_transaction(desk, work)


def enter(desk: Desk, connection: Connection, username: str, given: Given, day: date) -> Taken:
    """The rows of the file itself, under the next number; where another import was first, the number it has there."""
    alone(connection)
    known = select_one(connection, "bank_file", sha256=given.sha256)
    if known is not None:
        return Taken(known["no"], is_new=False)
    serial = next_serial(connection, f"bank_file.{day.isoformat()}", day.year, day, in_order=False)
    file_no = desk.rules.at("bank.file_number", day).as_text().format(day=day, number=serial)
    told = {
        "format": given.format,
        "kind": given.kind,
        "line_count": given.line_count,
        "sha256": given.sha256,
        "sum_fen": given.sum_fen,
    }
    key = f"bank_file:{given.sha256}"
    book(
        desk,
        connection,
        "bank_file",
        by=(username, Role.CASHIER),
        on=day,
        key=key,
        data={**told, "file": file_no},
    )
    row = {
        **told,
        "no": file_no,
        "size_bytes": len(given.content),
        "imported_by": username,
        "imported_on": day,
        "recorded_at": instant_text(desk.instant()),
    }
    insert_rows(connection, "bank_file", [row])
    body = base64.b64encode(given.content).decode("ascii")
    insert_rows(connection, "bank_file_private", [{"file_no": file_no, "name": given.name, "body": body}])
    return Taken(file_no, is_new=True)


def line_id(file_no: str, line_no: int) -> str:
    """The id of a line: `BK-20250615-01/3`."""
    return f"{file_no}/{line_no}"


def _insert_answers(connection: Connection, file_no: str, answers: Sequence[Answer]) -> None:
    lines = [
        {
            "id": line_id(file_no, one.line_no),
            "file_no": file_no,
            "line_no": one.line_no,
            "batch_no": _plain(one.batch_no),
            "payment_id": _plain(one.payment_id),
            "amount_fen": one.amount_fen,
            "result": one.result.value,
            "bank_ref": one.bank_ref,
            "original_ref": one.original_ref,
            "told_on": one.told_on,
        }
        for one in answers
    ]
    private = [
        {
            "line_id": line_id(file_no, one.line_no),
            "body": canonical_json(
                {
                    "account": one.account,
                    "account_name": one.account_name,
                    "payment_id": one.payment_id,
                    "reason": one.reason,
                }
            ),
        }
        for one in answers
    ]
    insert_rows(connection, "bank_line", lines)
    insert_rows(connection, "bank_line_private", private)


def _plain(written: str) -> str:
    """An id as the bank wrote it; what cannot be an id of ours may be a name, and stays in the private row."""
    return written if not written or PLAIN_ID.fullmatch(written) else STRANGE
