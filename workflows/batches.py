"""Payment batches: opened by one cashier, sealed with a file whose bytes are kept, released by another.

The file's hash, count and sum are what the releaser signs for; the bank gets exactly these bytes, once.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.canonical import sha256_hex
from claims.errors import Refused
from claims.store.rows import Row, insert_rows, select_one, select_rows, update_row
from notifications.numbers import next_serial
from workflows.advance import advance_all
from workflows.command import Command, Outcome
from workflows.locking import lock_batch, open_actor
from workflows.published_heads import require_matched_heads
from workflows.roles import Role
from workflows.transaction import Desk, in_one_transaction, reading

HEAD = ("序号", "户名", "账号", "开户银行", "金额（元）", "用途", "明细号")
PURPOSE = "职业伤害保障待遇"


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
        _require_cashier(connection, username, day)
        serial = next_serial(connection, f"batch.{day.isoformat()}", day.year, day, in_order=False)
        pattern = desk.rules.at("letters.batch_number", day).as_text()
        number = pattern.format(day=day, number=serial)
        row = {"no": number, "made_by": username, "made_on": day, "sealed": False, "count": 0, "sum_fen": 0}
        insert_rows(connection, "batch", [row])
        return number

    return in_one_transaction(desk, work)


def seal_batch(desk: Desk, username: str, batch_no: str) -> Sealed:
    """Fix the file of a batch: its bytes, hash, count and sum do not change any more."""

    def work(connection: Connection) -> Sealed:
        batch = lock_batch(connection, batch_no)
        if batch is None or batch["sealed"] or batch["made_by"] != username:
            raise Refused("batch_not_yours_to_seal", batch=batch_no)
        payments = [row for row in select_rows(connection, "payment", batch_no=batch_no) if row["state"] == "batched"]
        if not payments:
            raise Refused("batch_empty", batch=batch_no)
        payload = _file(connection, payments)
        sealed = Sealed(batch_no, sha256_hex(payload), len(payments), sum(row["amount_fen"] for row in payments))
        values = {
            "sealed": True,
            "payload": payload,
            "sha256": sealed.sha256,
            "count": sealed.count,
            "sum_fen": sealed.sum_fen,
        }
        update_row(connection, "batch", {"no": batch_no}, values)
        return sealed

    return in_one_transaction(desk, work)


def release_batch(desk: Desk, username: str, seen: Sealed, day: date) -> list[Outcome]:
    """Release every payment of a sealed batch in one transaction: all of them or none.

    Raises Refused as `require_matched_heads` does, after a restore from an older copy.
    """
    require_matched_heads(desk)
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


def _require_cashier(connection: Connection, username: str, day: date) -> None:
    actor, _ = open_actor(connection, username, day)
    if actor is None or Role.CASHIER not in actor.roles:
        raise Refused("not_a_cashier", actor=username)


def _file(connection: Connection, payments: list[Row]) -> str:
    """The bank file: one line a payment, in order of payment id."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for place, payment in enumerate(sorted(payments, key=lambda row: row["id"]), start=1):
        account = _account(connection, payment)
        amount = f"{payment['amount_fen'] // 100}.{payment['amount_fen'] % 100:02d}"
        writer.writerow(
            (place, account["account_name"], account["account"], account["bank"], amount, PURPOSE, payment["id"])
        )
    return out.getvalue()


def _account(connection: Connection, payment: Row) -> dict[str, str]:
    known = select_rows(connection, "payee_account", claim_no=payment["claim_no"])
    own = [row for row in known if row["beneficiary"] == payment["beneficiary"]]
    latest = max(own, key=lambda row: row["generation"], default=None)
    if latest is not None and latest["account_hash"] == payment["account_hash"]:
        private = select_one(connection, "payee_account_private", account_id=latest["id"])
        if private is not None:
            return dict(json.loads(private["body"]))
    raise Refused("account_gone", payment=payment["id"])
