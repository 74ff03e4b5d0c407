"""How often somebody may be wrong: five tries under a name, then a quarter of an hour of waiting.

A try is counted before it is looked at, so that a hundred at once are no more than five; and under the hash of the name that
was typed, so that a name that is nobody's is counted and locked like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from claims.canonical import sha256_hex
from claims.clock import instant_text, parse_instant
from claims.store.rows import update_row
from claims.store.tables import table

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
GOING_MAX = 50
TRY = table("sign_in_try")


class Purpose(StrEnum):
    """What is tried; each is counted by itself, so that a right password does not make codes free to guess."""

    PASSWORD = "password"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was counted: how many are `left` after it. With `locked` it may not be made at all."""

    name_hash: str
    left: int
    locked: bool = False

    @property
    def is_last(self) -> bool:
        """Whether the name is locked unless this one is right."""
        return not self.locked and self.left == 0


def begin_try(connection: Connection, purpose: Purpose, name: str, instant: datetime) -> Try:
    """Count a try under `name`; the last one locks the name until `clear_tries` says that it was right."""
    name_hash = sha256_hex(f"{purpose}:{name}")
    now = instant_text(instant)
    _forget_old(connection, instant)
    row = _locked_row(connection, name_hash, now)
    if row["locked_until"] is not None and row["locked_until"] > now:
        return Try(name_hash, 0, locked=True)
    failed = (0 if row["locked_until"] is not None else int(row["failed"])) + 1
    until = instant_text(instant + LOCKED_FOR) if failed >= TRIES else None
    counted = {"failed": failed, "tried_at": now, "locked_until": until}
    update_row(connection, "sign_in_try", {"name_hash": name_hash}, counted)
    return Try(name_hash, max(0, TRIES - failed))


def clear_tries(connection: Connection, name_hash: str) -> None:
    """The try was right: those before it are forgotten."""
    update_row(connection, "sign_in_try", {"name_hash": name_hash}, {"failed": 0, "locked_until": None})


def unlock(connection: Connection, name: str) -> bool:
    """Forget all tries under a name; returns whether it was locked, now or before."""
    hashes = [sha256_hex(f"{purpose}:{name}") for purpose in Purpose]
    locked = connection.execute(select(TRY.c.locked_until).where(TRY.c.name_hash.in_(hashes))).scalars().all()
    freed = update(TRY).where(TRY.c.name_hash.in_(hashes)).values(failed=0, locked_until=None)
    connection.execute(freed)
    return any(until is not None for until in locked)


def minutes_locked(connection: Connection, name_hash: str, instant: datetime) -> int:
    """For how many more minutes a name is locked, rounded up; 0 where it is not."""
    until = connection.execute(select(TRY.c.locked_until).where(TRY.c.name_hash == name_hash)).scalar_one_or_none()
    left = parse_instant(until) - instant if until else timedelta()
    return max(0, -(-int(left.total_seconds()) // 60))


def _locked_row(connection: Connection, name_hash: str, now: str) -> Mapping[str, Any]:
    """The row of a name, made where there is none, and locked: whoever tries at the same instant comes after."""
    insert: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    blank = {"name_hash": name_hash, "failed": 0, "tried_at": now, "locked_until": None}
    taken = insert(TRY).values(blank).on_conflict_do_update(index_elements=[TRY.c.name_hash], set_={"tried_at": now})
    return dict(connection.execute(taken.returning(*TRY.c)).mappings().one())


def _forget_old(connection: Connection, instant: datetime) -> None:
    """What nobody has tried for a day goes; a row that somebody holds just now is left to him."""
    old = select(TRY.c.name_hash).where(TRY.c.tried_at < instant_text(instant - FORGOTTEN_AFTER))
    connection.execute(delete(TRY).where(TRY.c.name_hash.in_(old.limit(GOING_MAX).with_for_update(skip_locked=True))))
