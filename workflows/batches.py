"""Payment batches: opened by one cashier, sealed with a file whose bytes are kept, released by another.

The file's hash, count and sum are what the releaser signs for; the bank gets exactly these bytes, once.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import Connection

from claims.bank.formats import format_named
from claims.bank.lines import Order
from claims.errors import ClaimsError, Refused
from claims.store.rows import Row, insert_rows, select_one, select_rows, update_row
from notifications.numbers import next_serial
from workflows.advance import advance, advance_all
from workflows.bank_files import require_cashier, usual_format
from workflows.command import Command, Outcome
from workflows.locking import lock_batch
from workflows.transaction import Desk, in_one_transaction, reading


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a releaser sees of a sealed batch: hash of the file, number of payments, their sum in fen."""

    batch_no: str
    sha256: str
    count: int
    sum_fen: int


def open_batch(desk: Desk, username: str, day: date) -> str:
    """Open an empty batch; returns its number. Raises Refused where the actor is not a cashier."""

    def work(connection: Connection) -> str:
        require_cashier(connection, username, day)
        serial = next_serial(connection, f"batch.{day.isoformat()}", day.year, day, in_order=False)
        pattern = desk.rules.at("letters.batch_number", day).as_text()
        number = pattern.format(day=day, number=serial)
        row = {"no": number, "made_by": username, "made_on": day, "sealed": False, "count": 0, "sum_fen": 0}
        insert_rows(connection, "batch", [row])
        return number

    return in_one_transaction(desk, work)


@dataclass(frozen=True, slots=True)
class Added:
    """What came of putting a payment into a batch: empty reasons where it is in."""

    payment_id: str
    amount_fen: int
    reasons: tuple[str, ...] = ()


def add_payments(
    desk: Desk, username: str, batch_no: str, day: date, payments: Sequence[str] | None = None
) -> list[Added]:
    """Put the named payments, or all that are pending, into a batch that is not sealed, each in its own transaction.

    One that may not go in (its account rests, somebody else was faster) says why and holds up no other. Raises Refused
    where there is no such open batch, or the actor is not a cashier.
    """
    with reading(desk) as connection:
        require_cashier(connection, username, day)
        batch = select_one(connection, "batch", no=batch_no)
        if batch is None or batch["sealed"]:
            raise Refused("batch_not_open", batch=batch_no)
        pending = select_rows(connection, "payment", state="pending")
        rows = pending if payments is None else [_payment(connection, name) for name in dict.fromkeys(payments)]
    return [_add(desk, username, batch_no, day, row) for row in rows]


def _payment(connection: Connection, name: str) -> Row:
    row = select_one(connection, "payment", id=name)
    if row is None:
        raise Refused("payment_not_there", payment=name)
    return row


def _add(desk: Desk, username: str, batch_no: str, day: date, row: Row) -> Added:
    key = secrets.token_hex(16)
    command = Command(row["id"], "batch", username, day, key, row["version"], {"batch_no": batch_no})
    try:
        outcome = advance(desk, command)
    except ClaimsError as reason:
        return Added(row["id"], row["amount_fen"], (reason.message(),))
    return Added(row["id"], row["amount_fen"], tuple(refusal.message() for refusal in outcome.refusals))


def seal_batch(desk: Desk, username: str, batch_no: str) -> Sealed:
    """Fix the file of a batch: its bytes, hash, count and sum do not change any more.

    Raises Refused where the batch is empty, sealed, or another's.
    """

    def work(connection: Connection) -> Sealed:
        batch = lock_batch(connection, batch_no)
        if batch is None or batch["sealed"] or batch["made_by"] != username:
            raise Refused("batch_not_yours_to_seal", batch=batch_no)
        payments = [row for row in select_rows(connection, "payment", batch_no=batch_no) if row["state"] == "batched"]
        if not payments:
            raise Refused("batch_empty", batch=batch_no)
        name = usual_format(desk, batch["made_on"])
        content = format_named(name).orders(orders_of(connection, payments))
        sealed = Sealed(
            batch_no, sha256(content).hexdigest(), len(payments), sum(row["amount_fen"] for row in payments)
        )
        _keep_file(connection, batch_no, content)
        values = {
            "sealed": True,
            "format": name,
            "sha256": sealed.sha256,
            "count": sealed.count,
            "sum_fen": sealed.sum_fen,
        }
        update_row(connection, "batch", {"no": batch_no}, values)
        return sealed

    return in_one_transaction(desk, work)


def _keep_file(connection: Connection, batch_no: str, content: bytes) -> None:
    body = base64.b64encode(content).decode("ascii")
    if not update_row(connection, "batch_private", {"batch_no": batch_no}, {"body": body}):
        insert_rows(connection, "batch_private", [{"batch_no": batch_no, "body": body}])


def batch_file(desk: Desk, batch_no: str) -> tuple[Row, bytes]:
    """A sealed batch and the bytes of its file as they are stored.

    Raises Refused where it is not sealed, ClaimsError where the bytes are not those of the seal.
    """
    with reading(desk) as connection:
        batch = select_one(connection, "batch", no=batch_no)
        private = select_one(connection, "batch_private", batch_no=batch_no)
    if batch is None or not batch["sealed"]:
        raise Refused("batch_not_sealed", batch=batch_no)
    content = base64.b64decode(private["body"]) if private else b""
    if sha256(content).hexdigest() != batch["sha256"]:
        raise ClaimsError("batch_file_altered", batch=batch_no)
    return batch, content


def release_batch(desk: Desk, username: str, seen: Sealed, day: date) -> list[Outcome]:
    """Release every payment of a sealed batch in one transaction: all of them or none."""
    with reading(desk) as connection:
        payments = [
            row for row in select_rows(connection, "payment", batch_no=seen.batch_no) if row["state"] == "batched"
        ]
        tries = [len(select_rows(connection, "attempt", target=row["id"], trigger="release")) for row in payments]
    data = {"sha256": seen.sha256, "count": seen.count, "sum_fen": seen.sum_fen}
    commands = [_release(row, username, day, data, tried) for row, tried in zip(payments, tries, strict=True)]
    return advance_all(desk, commands)


def _release(payment: Row, username: str, day: date, data: dict[str, object], tried: int) -> Command:
    """The command of one payment; a try that was refused does not stand in the way of the next."""
    key = f"release:{payment['batch_no']}:{payment['id']}:{tried}"
    return Command(payment["id"], "release", username, day, key, payment["version"], data)


def orders_of(connection: Connection, payments: Sequence[Row]) -> list[Order]:
    """The payments as the bank is asked for them, in order of their ids.

    Raises Refused where the account of one is not there any more.
    """
    return [_order(connection, row) for row in sorted(payments, key=lambda row: str(row["id"]))]


def _order(connection: Connection, payment: Row) -> Order:
    account = _account(connection, payment)
    return Order(
        payment["batch_no"] or "",
        payment["id"],
        account["account_name"],
        account["account"],
        account["bank"],
        payment["amount_fen"],
    )


def _account(connection: Connection, payment: Row) -> dict[str, str]:
    known = select_rows(connection, "payee_account", claim_no=payment["claim_no"])
    own = [row for row in known if row["beneficiary"] == payment["beneficiary"]]
    latest = max(own, key=lambda row: row["generation"], default=None)
    if latest is not None and latest["account_hash"] == payment["account_hash"]:
        private = select_one(connection, "payee_account_private", account_id=latest["id"])
        if private is not None:
            return dict(json.loads(private["body"]))
    raise Refused("account_gone", payment=payment["id"])
