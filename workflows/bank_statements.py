"""The account's statement: every movement a row, written once; a movement that an earlier file told is not told again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.bank.lines import Movement
from claims.canonical import canonical_json, commitment
from claims.errors import BadInput
from claims.store.rows import Row, insert_rows, select_one, select_rows
from workflows.bank_files import STATEMENT, Given, enter, known_file, line_id, reading_format, require_cashier
from workflows.transaction import Desk, in_one_transaction, reading


@dataclass(frozen=True, slots=True)
class TakenStatement:
    """A statement taken in: its number, whether the file is new, how many movements are new and how many were known."""

    file_no: str
    is_new: bool
    new_lines: int = 0
    known_lines: int = 0


def take_statement(
    desk: Desk, username: str, name: str, content: bytes, day: date, named_format: str | None = None
) -> TakenStatement:
    """Take in a statement as `username`.

    Raises BadInput for a file that cannot be read whole, whose balances do not follow from each other, or that tells of
    days that have not come; Refused for an account that is not a cashier's.
    """
    with reading(desk) as connection:
        require_cashier(connection, username, day)
    known = known_file(desk, content, STATEMENT)
    if known is not None:
        return TakenStatement(known["no"], is_new=False)
    format_ = reading_format(desk, content, day, named_format)
    movements = format_.read_movements(content)
    late = next((one for one in movements if one.day > day), None)
    if late is not None:
        raise BadInput("bank_day_future", line=late.line_no, day=late.day.isoformat(), today=day.isoformat())
    sum_fen = sum(one.amount_fen for one in movements)
    given = Given(STATEMENT, name, content, format_.name, len(movements), sum_fen)

    def work(connection: Connection) -> TakenStatement:
        taken = enter(desk, connection, username, given, day)
        if not taken.is_new:
            return TakenStatement(taken.file_no, is_new=False)
        fresh = [one for one in movements if not _is_known(connection, one)]
        for one in fresh:
            _insert(desk, connection, taken.file_no, one)
        return TakenStatement(taken.file_no, True, len(fresh), len(movements) - len(fresh))

    return in_one_transaction(desk, work)


def _is_known(connection: Connection, one: Movement) -> bool:
    """The balance after it tells a movement from another of the same sum on the same day."""
    same = {
        "day": one.day,
        "direction": one.direction.value,
        "bank_ref": one.bank_ref,
        "amount_fen": one.amount_fen,
        "balance_fen": one.balance_fen,
    }
    return select_one(connection, "statement_line", **same) is not None


def _insert(desk: Desk, connection: Connection, file_no: str, one: Movement) -> None:
    body = {"account": one.counterpart_account, "account_name": one.counterpart_name, "remark": one.remark}
    name, salt = line_id(file_no, one.line_no), desk.salt()
    row = {
        "id": name,
        "file_no": file_no,
        "line_no": one.line_no,
        "day": one.day,
        "direction": one.direction.value,
        "amount_fen": one.amount_fen,
        "bank_ref": one.bank_ref,
        "counterpart_hash": commitment(salt, body),
        "balance_fen": one.balance_fen,
    }
    insert_rows(connection, "statement_line", [row])
    private = {"line_id": name, "salt": salt, "body": canonical_json(body)}
    insert_rows(connection, "statement_line_private", [private])


def opening_balance_fen(desk: Desk) -> int:
    """The balance before the first movement that is on record; 0 where none is."""
    with reading(desk) as connection:
        lines = select_rows(connection, "statement_line")
    if not lines:
        return 0
    first_day = min(row["day"] for row in lines)
    begun = [row for row in lines if row["day"] == first_day]
    before = [_before(row) for row in sorted(begun, key=lambda row: (row["file_no"], row["line_no"]))]
    reached = {row["balance_fen"] for row in begun}
    return next((fen for fen in before if fen not in reached), before[0])


def _before(line: Row) -> int:
    """The balance before a movement; a statement may be written newest first, so its place in the file does not tell."""
    moved_fen = line["amount_fen"] if line["direction"] == "in" else -line["amount_fen"]
    return int(line["balance_fen"] - moved_fen)
