"""How the seals of the ledger stand: when the last one was made, what waits, and whether the heads outside agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from claims.clock import parse_instant
from claims.errors import words
from workflows.published_heads import unmatched_head
from workflows.sealing import last_seal
from workflows.transaction import Desk
from workflows.unsealed import waiting


@dataclass(frozen=True, slots=True)
class Seals:
    """The age of the last seal (None: there is none), how many entries wait and since when, whether the last seal carries no
    signature, and why nothing may be released (the code and its words, empty where all heads agree).
    """

    age: timedelta | None
    waiting: int
    waits: timedelta | None
    unsigned: bool
    unmatched: str
    message: str


def seals_at(desk: Desk, connection: Connection, now: datetime) -> Seals:
    """How the seals stand at `now`."""
    unmatched = unmatched_head(desk, connection)
    last, left = last_seal(connection), waiting(connection)
    return Seals(
        age=now - parse_instant(last["sealed_at"]) if last else None,
        waiting=left.count,
        waits=now - parse_instant(left.oldest) if left.oldest else None,
        unsigned=bool(last and not last["signature"]),
        unmatched=unmatched.code if unmatched else "",
        message=words(unmatched.code, **unmatched.facts()) if unmatched else "",
    )
