"""An Idempotency-Key: the same request of a platform is answered alike however often it comes; another one is refused.

The key is the platform's, under whichever of its keys it signs. It is taken before the act and the answer is kept after it;
who is killed between the two leaves a key without an answer, and the same request then finds the act done by the key of
the command itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection, update
from sqlalchemy.dialects import postgresql, sqlite

from claims.canonical import canonical_json, sha256_hex
from claims.clock import instant_text
from claims.errors import BadInput, Conflict
from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows.api_requests import Caller
from workflows.transaction import Desk, in_one_transaction, reading

KEY = re.compile(r"[A-Za-z0-9_.:-]{8,64}", re.ASCII)
ANSWER = table("api_answer")


@dataclass(frozen=True, slots=True)
class Taken:
    """A key that has been taken. `command_key` is that of the command, `username` who acts, also if another of the
    platform's accounts sends it again; `status` and `body` are the answer, if it has been given.
    """

    id: str
    username: str
    status: int | None = None
    body: str = ""

    @property
    def command_key(self) -> str:
        """The key of the command that the request makes."""
        return f"api:{self.id}"


def find(desk: Desk, caller: Caller, key: str, call: str, body_sha256: str) -> Taken | None:
    """The key as it was taken for this request; None where it is free.

    Raises BadInput api_key_form for what is no key, Conflict api_key_other_body where it was taken for another request.
    """
    row = _row(desk, caller, key, call, body_sha256)
    with reading(desk) as connection:
        kept = select_one(connection, "api_answer", id=row["id"])
    return None if kept is None else _same(kept, row)


def take(desk: Desk, caller: Caller, key: str, call: str, body_sha256: str) -> Taken:
    """Take the key for this request, or find that another one like it was faster. Raises as `find`."""
    row = _row(desk, caller, key, call, body_sha256)
    return _same(in_one_transaction(desk, lambda connection: _take(connection, row)), row)


def _row(desk: Desk, caller: Caller, key: str, call: str, body_sha256: str) -> Row:
    if not KEY.fullmatch(key):
        raise BadInput("api_key_form")
    return {
        "id": sha256_hex(canonical_json([caller.platform, key])),
        "platform": caller.platform,
        "username": caller.username,
        "call": call,
        "body_sha256": sha256_hex(canonical_json([key, body_sha256])),
        "taken_at": instant_text(desk.instant()),
    }


def _same(kept: Row, row: Row) -> Taken:
    if (kept["call"], kept["body_sha256"]) != (row["call"], row["body_sha256"]):
        raise Conflict("api_key_other_body")
    return Taken(kept["id"], kept["username"], kept["status"], kept["body"] or "")


def _take(connection: Connection, row: Row) -> Row:
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(insert(ANSWER).values(row).on_conflict_do_nothing())
    return select_rows(connection, "api_answer", id=row["id"])[0]


def keep_answer(desk: Desk, taken: Taken, status: int, body: str) -> None:
    """Keep what was answered; the first answer stands."""
    first = update(ANSWER).where(ANSWER.c.id == taken.id, ANSWER.c.status.is_(None))
    in_one_transaction(desk, lambda connection: connection.execute(first.values(status=status, body=body)))
