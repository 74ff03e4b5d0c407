"""Which lines of the bank still wait for people, and which have been decided, by whom ever and however.

A line that no move of the bank's own answered is decided by a finding of two persons on a payment, by a receipt under its
reference, by being set down as nothing to book, or by the payment having left the state in which it asked a question.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from claims.bank.lines import Result
from claims.errors import Refused
from claims.ledger import Account
from claims.store.locks import Lock, hold
from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows.bank_buckets import FOR_A_PERSON, WAITING, Bucket

SET_DOWN = "bank_line_set_down"
GROUNDS = ("不是本局的支付", "银行差错，没有发生收付", "银行已另行更正")
FINDINGS = ("note_overpaid", "confirm_late", "refund_in_part", "refund_with_overpaid", "match_line")
WITH_LINE = (*FINDINGS, "bank_paid", "bank_refund", "overpaid_returned")
RECEIPTS = ("recovery_receipt", "recourse_receipt")
ALIKE = ("payment_id", "amount_fen", "result", "bank_ref", "original_ref")
LEFT_AGAIN = (Bucket.LATE, Bucket.DOUBLED)
CAME_BACK = ("returned", "corrected", "reissued", "cancelled")
BANK_LINE, BANK_SORTED, BANK_FILE = table("bank_line"), table("bank_sorted"), table("bank_file")


@dataclass(frozen=True, slots=True)
class Waits:
    """A line that waits for people: the line, its bucket (empty: not sorted yet), why it is there, since when."""

    line: Row
    bucket: str
    reason: str
    since: date

    @property
    def needs_decision(self) -> bool:
        """Whether people must act; the rest waits for the bank, under the clock of its payment."""
        return self.bucket != Bucket.UNKNOWN


def waiting_lines(connection: Connection) -> list[Waits]:
    """Every line that waits, the oldest file first."""
    wanted = (
        select(BANK_LINE, BANK_SORTED.c.bucket, BANK_SORTED.c.reason, BANK_FILE.c.imported_on)
        .join(BANK_FILE, BANK_FILE.c.no == BANK_LINE.c.file_no)
        .outerjoin(BANK_SORTED, BANK_SORTED.c.line_id == BANK_LINE.c.id)
        .where(BANK_SORTED.c.bucket.in_(FOR_A_PERSON) | BANK_SORTED.c.bucket.is_(None))
        .order_by(BANK_FILE.c.imported_on, BANK_LINE.c.file_no, BANK_LINE.c.line_no)
    )
    rows = [dict(row) for row in connection.execute(wanted).mappings()]
    named = decided_lines(connection) if rows else {}
    found = [Waits(row, row["bucket"] or "", row["reason"] or "bank_line_open", row["imported_on"]) for row in rows]
    return [one for one in found if not _is_decided(connection, one.line, one.bucket, named)]


def hold_lines(connection: Connection) -> None:
    """Wait until nobody else decides about a line, and be the only one who does until the transaction ends."""
    hold(connection, Lock.BANK_LINES)


def require_waiting(connection: Connection, name: str) -> Row:
    """The line of that id, which waits for a decision of people. Raises Refused where it does not.

    A line in no bucket yet is sorted first; one that still has its payment in question is answered with it.
    """
    line = select_one(connection, "bank_line", id=name)
    known = select_one(connection, "bank_sorted", line_id=name)
    if line is None or known is None or known["bucket"] == Bucket.UNKNOWN or not waits(connection, line):
        raise Refused("bank_line_not_waiting", line=name)
    if known["bucket"] == Bucket.PARTIAL and line["result"] == Result.PAID:
        raise Refused("bank_line_in_mismatch", line=name, payment=line["payment_id"])
    return line


def waits(connection: Connection, line: Row) -> bool:
    """Whether this line waits for people."""
    known = select_one(connection, "bank_sorted", line_id=line["id"])
    if known is not None and known["bucket"] not in FOR_A_PERSON:
        return False
    return not _is_decided(connection, line, known["bucket"] if known else "", decided_lines(connection))


def left_again(connection: Connection, payments: Collection[str]) -> Row | None:
    """A line that says that money of one of the payments left once more or after all, and that nobody has decided."""
    wanted = (
        select(BANK_LINE)
        .join(BANK_SORTED, BANK_SORTED.c.line_id == BANK_LINE.c.id)
        .where(BANK_LINE.c.payment_id.in_(sorted(payments)), BANK_SORTED.c.bucket.in_(LEFT_AGAIN))
        .where(BANK_LINE.c.result == Result.PAID.value)
        .order_by(BANK_LINE.c.file_no, BANK_LINE.c.line_no)
    )
    rows = [dict(row) for row in connection.execute(wanted).mappings()]
    return next((row for row in rows if waits(connection, row)), None)


def decided_lines(connection: Connection) -> dict[str, str]:
    """The lines that people have decided, with the payment that a finding was made on (empty: set down)."""
    event, book = table("event"), table("book_event")
    made = select(event.c.subject, event.c.data).where(event.c.machine == "payment", event.c.trigger.in_(FINDINGS))
    found = {json.loads(row.data)["line"]: str(row.subject) for row in connection.execute(made)}
    for row in connection.execute(select(book.c.data).where(book.c.kind == SET_DOWN)):
        found[json.loads(row.data)["line"]] = ""
    return found


def cash_of_lines(connection: Connection, transfers: Sequence[Row]) -> dict[str, int]:
    """What was booked out of 1001 (in: less than nothing) for each line that people have decided, in fen."""
    event = table("event")
    found = dict.fromkeys(decided_lines(connection), 0)
    if not found:
        return {}
    made = select(event.c.id, event.c.data).where(event.c.machine == "payment", event.c.trigger.in_(WITH_LINE))
    line_of = {row.id: json.loads(row.data).get("line") for row in connection.execute(made)}
    for row in transfers:
        line = line_of.get(row["event_id"])
        if row["cash"] and line in found:
            found[line] += row["amount_fen"] if row["credit"] == Account.BANK else -row["amount_fen"]
    return found


def other_use(connection: Connection, reference: str, amount_fen: int) -> Row | None:
    """A line with the reference that is not simply this sum coming in and booked nowhere; None where there is none."""
    hold_lines(connection)
    for line in select_rows(connection, "bank_line", bank_ref=reference):
        known = select_one(connection, "bank_sorted", line_id=line["id"])
        came_before = known is not None and known["bucket"] == Bucket.DUPLICATE
        fits = line["result"] == Result.REFUNDED and line["amount_fen"] == amount_fen
        if not fits or not (came_before or waits(connection, line)):
            return line
    return None


def _is_decided(connection: Connection, line: Row, bucket: str, named: Collection[str]) -> bool:
    if not bucket:
        return False
    if line["id"] in named or _answered_by_payment(connection, line, bucket):
        return True
    return _came_again(connection, line, named) or _received(connection, line)


def _answered_by_payment(connection: Connection, line: Row, bucket: str) -> bool:
    """Whether the payment has left the state in which the line asked a question."""
    payment = select_one(connection, "payment", id=line["payment_id"])
    state = payment["state"] if payment else ""
    if bucket == Bucket.UNKNOWN:
        return state not in WAITING
    if bucket == Bucket.PARTIAL and line["result"] == Result.PAID:
        return payment is None or (state, payment["bank_ref"]) != ("mismatch", line["bank_ref"])
    if bucket == Bucket.PARTIAL and line["result"] == Result.REJECTED:
        return state not in WAITING
    return bucket == Bucket.LATE and line["result"] == Result.REJECTED and state in CAME_BACK


def _came_again(connection: Connection, line: Row, named: Collection[str]) -> bool:
    """Whether a line that says the same has been booked: the bank tells of one movement once, under one reference."""
    if not line["bank_ref"]:
        return False
    for other in select_rows(connection, "bank_line", **{name: line[name] for name in ALIKE}):
        known = select_one(connection, "bank_sorted", line_id=other["id"])
        if other["id"] != line["id"] and (other["id"] in named or (known is not None and known["event_id"])):
            return True
    return False


def _received(connection: Connection, line: Row) -> bool:
    """Whether what came in under the reference was booked as a receipt from who owed it."""
    if line["result"] != Result.REFUNDED or not line["bank_ref"]:
        return False
    return any(select_one(connection, name, bank_ref=line["bank_ref"]) is not None for name in RECEIPTS)
