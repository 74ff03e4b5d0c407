"""What proves who somebody is: reading and writing passwords, secrets of one-time codes and recovery codes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from hmac import compare_digest

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.store.rows import insert_rows, select_one, update_row
from claims.store.tables import table
from workflows.one_time_codes import recovery_hash, step_of

CREDENTIAL = table("credential")


class CodeIs(Enum):
    """What a code turned out to be."""

    RIGHT = auto()
    RECOVERY = auto()
    REPLAYED = auto()
    WRONG = auto()

    @property
    def is_good(self) -> bool:
        """Whether it proves anything."""
        return self in (CodeIs.RIGHT, CodeIs.RECOVERY)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The credentials of an account; secrets are not in its repr. `pending` is a secret that is being set up."""

    username: str
    password_hash: str | None = field(default=None, repr=False)
    must_change: bool = False
    totp: str | None = field(default=None, repr=False)
    pending: str | None = field(default=None, repr=False)
    recovery: tuple[str, ...] = field(default=(), repr=False)

    @property
    def has_totp(self) -> bool:
        """Whether one-time codes are set up."""
        return self.totp is not None


def credentials_of(connection: Connection, username: str) -> Credentials:
    """The credentials of an account; empty where it has none yet."""
    row = select_one(connection, "credential", username=username)
    private = select_one(connection, "credential_private", username=username)
    if row is None or private is None:
        return Credentials(username)
    body = json.loads(private["body"])
    return Credentials(
        username,
        body.get("password_hash"),
        bool(row["must_change"]),
        body.get("totp"),
        body.get("pending"),
        tuple(body.get("recovery", ())),
    )


def lock_credentials(connection: Connection, username: str) -> Credentials:
    """The same, locked until the end of the transaction, so that two changes follow each other."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    blank = insert(CREDENTIAL).values(username=username, must_change=False)
    connection.execute(blank.on_conflict_do_nothing())
    connection.execute(select(CREDENTIAL.c.username).where(CREDENTIAL.c.username == username).with_for_update())
    if select_one(connection, "credential_private", username=username) is None:
        insert_rows(connection, "credential_private", [{"username": username, "body": canonical_json({})}])
    return credentials_of(connection, username)


def write_password(
    connection: Connection, username: str, password_hash: str, instant: datetime, *, must_change: bool
) -> None:
    """Give an account a password, by its hash."""
    now = lock_credentials(connection, username)
    _write_private(connection, now, password_hash=password_hash)
    set_now = {"password_set_at": instant_text(instant), "must_change": must_change}
    update_row(connection, "credential", {"username": username}, set_now)


def remove_password(connection: Connection, username: str) -> None:
    """An account has no password any more, until it is given one."""
    _write_private(connection, lock_credentials(connection, username), password_hash=None)
    update_row(connection, "credential", {"username": username}, {"password_set_at": None, "must_change": False})


def write_pending_secret(connection: Connection, username: str, secret: str) -> None:
    """Keep a secret that is being set up; it proves nothing until a code of it has been shown."""
    _write_private(connection, lock_credentials(connection, username), pending=secret)


def confirm_secret(connection: Connection, username: str, code: str, recovery: list[str], instant: datetime) -> bool:
    """Take the pending secret into use where `code` is one of its codes; `recovery` are the new recovery codes."""
    now = lock_credentials(connection, username)
    step = None if now.pending is None else step_of(now.pending, code, instant)
    if step is None:
        return False
    hashes = [recovery_hash(one) for one in recovery]
    _write_private(connection, now, totp=now.pending, pending=None, recovery=hashes)
    update_row(
        connection, "credential", {"username": username}, {"totp_since": instant_text(instant), "last_step": step}
    )
    return True


def remove_totp(connection: Connection, username: str) -> None:
    """One-time codes and recovery codes are no more; the next sign-in sets them up anew where they are required."""
    now = lock_credentials(connection, username)
    _write_private(connection, now, totp=None, pending=None, recovery=[])
    update_row(connection, "credential", {"username": username}, {"totp_since": None})


def take_code(connection: Connection, username: str, code: str, instant: datetime) -> CodeIs:
    """Use a one-time or a recovery code up: neither is good twice."""
    now = lock_credentials(connection, username)
    step = None if now.totp is None else step_of(now.totp, code, instant)
    if step is not None:
        fresh = or_(CREDENTIAL.c.last_step.is_(None), CREDENTIAL.c.last_step < step)
        used = update(CREDENTIAL).where(CREDENTIAL.c.username == username, fresh).values(last_step=step)
        return CodeIs.RIGHT if connection.execute(used).rowcount == 1 else CodeIs.REPLAYED
    given = recovery_hash(code)
    left = [kept for kept in now.recovery if not compare_digest(kept, given)]
    if now.has_totp and len(left) < len(now.recovery):
        _write_private(connection, now, recovery=left)
        return CodeIs.RECOVERY
    return CodeIs.WRONG


def _write_private(connection: Connection, now: Credentials, **changed: object) -> None:
    body = {
        "password_hash": now.password_hash,
        "totp": now.totp,
        "pending": now.pending,
        "recovery": list(now.recovery),
        **changed,
    }
    document = canonical_json({name: value for name, value in body.items() if value})
    update_row(connection, "credential_private", {"username": now.username}, {"body": document})
