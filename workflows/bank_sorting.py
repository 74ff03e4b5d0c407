"""Putting the lines of a return file into their buckets, each in a transaction of its own.

A line that causes a move is sorted by the move itself; the others are sorted under the lock of their case. So a line is
sorted once, whoever imports at the same time, and what was killed in the middle goes on with the lines that still wait.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import psycopg
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql

from claims.bank.lines import Result
from claims.clock import instant_text
from claims.errors import Conflict, Refused, words
from claims.store.engine import is_sqlite
from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows.advance import advance
from workflows.bank_buckets import Bucket, Judged, Known, Told, judged
from workflows.bank_overpaid import gone_on_fen, of_bank_fen, overpaid_refs
from workflows.command import Command
from workflows.due import StoredRows
from workflows.roles import SYSTEM
from workflows.transaction import Desk, in_one_transaction, reading

TRIES = 8
BANK_LINE, BANK_SORTED, CLAIM = table("bank_line"), table("bank_sorted"), table("claim")
IN_ORDER = (Result.PAID, Result.REJECTED, Result.REFUNDED, Result.PENDING)  # a success is known before it is refunded
CHANGED_MEANWHILE = frozenset({"line_is_open", "bank_ref_unused", "so_much_overpaid"})
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """A line that could not be sorted, and why; it waits for the next run."""

    line_id: str
    reason: str


def sort_lines(desk: Desk, file_no: str | None, day: date, progress: Progress | None = None) -> list[LeftOpen]:
    """Sort the lines that wait, of one file or of all; gives those that could not be."""
    with reading(desk) as connection:
        waiting = open_lines(connection, file_no)
    left: list[LeftOpen] = []
    for place, line in enumerate(waiting, start=1):
        reason = _sort(desk, line, day)
        if reason is not None:
            left.append(LeftOpen(line["id"], reason))
        if progress is not None:
            progress(place, len(waiting))
    return left


def open_lines(connection: Connection, file_no: str | None = None) -> list[Row]:
    """The lines in no bucket yet, file by file, in the order in which they are to be sorted."""
    sorted_ids = select(BANK_SORTED.c.line_id)
    wanted = select(BANK_LINE).where(BANK_LINE.c.id.not_in(sorted_ids))
    if file_no is not None:
        wanted = wanted.where(BANK_LINE.c.file_no == file_no)
    found = [dict(row) for row in connection.execute(wanted).mappings()]
    return sorted(found, key=lambda row: (row["file_no"], IN_ORDER.index(Result(row["result"])), row["line_no"]))


def _sort(desk: Desk, line: Row, day: date) -> str | None:
    """Sort one line, looking again where somebody was faster; gives the reason where it cannot be sorted."""
    reason = words("bank_line_busy", line=line["id"])
    for _ in range(TRIES):
        with reading(desk) as connection:
            if select_one(connection, "bank_sorted", line_id=line["id"]) is not None:
                return None
            told, known = told_by(connection, line), known_of(connection, line)
        found = judged(told, known)
        if not found.trigger:
            if in_one_transaction(desk, partial(_put, desk, told)):
                return None
            continue
        again, reason = _move(desk, line, known.payment or {}, found, day)
        if not again:
            return reason or None
    return reason


def _move(desk: Desk, line: Row, payment: Row, found: Judged, day: date) -> tuple[bool, str]:
    """Make the move that a line causes; gives whether to look again, and the reason where it was refused."""
    version = payment["version"]
    data = {**found.data, "line": line["id"]}
    with reading(desk) as connection:  # a try that was refused does not stand in the way of the next
        tried = len(select_rows(connection, "attempt", target=payment["id"], trigger=found.trigger))
    key = f"bank:{line['id']}:{version}:{tried}"
    command = Command(payment["id"], found.trigger, SYSTEM.username, day, key, version, data)
    try:
        outcome = advance(desk, command)
    except Conflict as conflict:
        return True, conflict.message()
    except (psycopg.IntegrityError, sqlite3.IntegrityError):  # another payment has just taken the same reference
        return True, words("bank_line_busy", line=line["id"])
    except Refused as refused:
        return False, refused.message()
    if outcome.done:
        return False, ""
    codes = {refusal.code for refusal in outcome.refusals}
    return bool(codes & CHANGED_MEANWHILE), "".join(refusal.message() for refusal in outcome.refusals)


def _put(desk: Desk, told: Told, connection: Connection) -> bool:
    """Sort a line that causes no move, if that is still so under the lock of its case."""
    line = told.line
    payment = select_one(connection, "payment", id=line["payment_id"])
    if payment is not None:
        connection.execute(select(CLAIM.c.no).where(CLAIM.c.no == payment["claim_no"]).with_for_update())
    found = judged(told, known_of(connection, line))
    if found.trigger:
        return False
    row = {
        "line_id": line["id"],
        "bucket": found.bucket.value,
        "reason": found.reason,
        "event_id": None,
        "payment_id": payment["id"] if payment else None,
        "recorded_at": instant_text(desk.instant()),
    }
    if is_sqlite(connection):  # one writer at a time, and its trigger takes an equal row for a replacement
        if select_one(connection, "bank_sorted", line_id=line["id"]) is None:
            connection.execute(BANK_SORTED.insert().values(row))
    else:
        connection.execute(postgresql.insert(BANK_SORTED).values(row).on_conflict_do_nothing())
    return True


def told_by(connection: Connection, line: Row) -> Told:
    """What a stored line says, with its private part while that is there."""
    private = select_one(connection, "bank_line_private", line_id=line["id"])
    body = json.loads(private["body"]) if private else {}
    return Told(line, body.get("account_name", ""), body.get("account", ""), body.get("reason", ""))


def known_of(connection: Connection, line: Row) -> Known:
    """What is known of the payment of a line."""
    payment = select_one(connection, "payment", id=line["payment_id"])
    if payment is None:
        return Known(None, came_before=_came_before(connection, line))
    account = _paid_account(connection, payment)
    file, of_whom = StoredRows(connection, payment["claim_no"]), (payment["item_id"], payment["beneficiary"])
    return Known(
        payment,
        account_name=account.get("account_name", ""),
        account=account.get("account", ""),
        ref_used_by=_user_of_ref(connection, line),
        came_before=_came_before(connection, line),
        overpaid_fen=of_bank_fen(file, *of_whom),
        overpaid_refs=overpaid_refs(connection, file, *of_whom),
        gone_on_fen=gone_on_fen(file, *of_whom),
    )


def _paid_account(connection: Connection, payment: Row) -> dict[str, str]:
    same = {"claim_no": payment["claim_no"], "account_hash": payment["account_hash"]}
    account = select_one(connection, "payee_account", **same)
    private = select_one(connection, "payee_account_private", account_id=account["id"]) if account else None
    return dict(json.loads(private["body"])) if private else {}


def _came_before(connection: Connection, line: Row) -> bool:
    """Whether a line that says the same has been sorted before."""
    alike = ("payment_id", "amount_fen", "result", "bank_ref", "original_ref")
    equal = select_rows(connection, "bank_line", **{name: line[name] for name in alike})
    return any(
        row["id"] != line["id"]
        and (row["result"] != "pending" or row["told_on"] == line["told_on"])
        and select_one(connection, "bank_sorted", line_id=row["id"]) is not None
        for row in equal
    )


def _user_of_ref(connection: Connection, line: Row) -> str | None:
    """The payment for which the bank's reference has been booked: of a refund by a refund, of a success by a success."""
    if not line["bank_ref"]:
        return None
    if line["result"] == "paid":
        payment = select_one(connection, "payment", bank_ref=line["bank_ref"])
        if payment is not None:
            return str(payment["id"])
    for other in select_rows(connection, "bank_line", bank_ref=line["bank_ref"], result=line["result"]):
        known = select_one(connection, "bank_sorted", line_id=other["id"])
        counted = known is not None and (known["event_id"] or known["bucket"] in (Bucket.DOUBLED, Bucket.LATE))
        if other["id"] != line["id"] and counted:
            return str(other["payment_id"])
    return None
