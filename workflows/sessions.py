"""Sessions on the server: whoever shows the token is signed in until he rests too long, the day is over, or it is ended.

The token has 256 bits and is in the cookie only; here lies its SHA-256. `csrf_token` is derived from it, so that nobody who
reads the database can make either.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from claims.canonical import sha256_hex
from claims.clock import instant_text, minute_text, parse_instant
from claims.store.rows import Row, insert_rows, select_one
from claims.store.tables import table
from workflows.people import PLATFORM_ORG, RIDER_ORG
from workflows.security_log import Whence
from workflows.transaction import Desk

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
CODE_AWAITED = timedelta(minutes=10)
STEPPED_UP = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)  # a page that is looked at does not write each time
KEPT = timedelta(days=90)
TOKEN_BYTES = 32
SESSION = table("sign_in_session")
PRIVATE = table("sign_in_session_private")


@dataclass(frozen=True, slots=True)
class Opened:
    """A fresh session: the token for the cookie, which is nowhere else, and the row."""

    token: str
    row: Row


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session as its owner sees it; times in Asia/Shanghai."""

    id: str
    started: str
    seen: str
    whence: Whence
    is_this: bool


def new_token() -> str:
    """256 bits by chance, as 43 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def csrf_token(token: str) -> str:
    """What a form of this session carries to show that it came from our page."""
    return sha256_hex(f"csrf:{token}")


def kind_of(org: str) -> str:
    """Who comes in by an account of this organisation: staff, platform or rider."""
    return "platform" if org.startswith(PLATFORM_ORG) else "rider" if org == RIDER_ORG else "staff"


def open_session(
    connection: Connection, desk: Desk, account: Row, instant: datetime, whence: Whence, *, stage: str, way: str
) -> Opened:
    """A session with a token of its own; at stage `password` it opens nothing but the page for the code."""
    _forget_old(connection, instant)
    token = new_token()
    length = LONGEST if stage == "open" else CODE_AWAITED
    row: Row = {
        "id": desk.salt(),
        "token_sha256": sha256_hex(token),
        "username": account["username"],
        "kind": kind_of(account["org"]),
        "stage": stage,
        "way": way,
        "started_at": instant_text(instant),
        "seen_at": instant_text(instant),
        "idle_ends_at": instant_text(instant + min(IDLE, length)),
        "ends_at": instant_text(instant + length),
        "stepped_up_until": None,
        "ended_at": None,
        "ended_by": None,
    }
    insert_rows(connection, "sign_in_session", [row])
    insert_rows(connection, "sign_in_session_private", [{"session_id": row["id"], "body": whence.body()}])
    return Opened(token, row)


def find_session(connection: Connection, token: str, instant: datetime, stage: str = "open") -> Row | None:
    """The session of a token while it lasts."""
    row = select_one(connection, "sign_in_session", token_sha256=sha256_hex(token)) if token.isascii() else None
    return row if row is not None and row["stage"] == stage and lasts(row, instant) else None


def lasts(row: Row, instant: datetime) -> bool:
    """Whether a session is still there."""
    now = instant_text(instant)
    return row["ended_at"] is None and now < row["idle_ends_at"] and now < row["ends_at"]


def ran_out(connection: Connection, token: str, instant: datetime) -> Row | None:
    """The session of a token where it was open once and has run out by itself today; one that was ended is nobody's."""
    row = select_one(connection, "sign_in_session", token_sha256=sha256_hex(token)) if token.isascii() else None
    if row is None or row["stage"] != "open" or row["ended_at"] is not None or lasts(row, instant):
        return None
    return row if instant - parse_instant(row["seen_at"]) < 2 * LONGEST else None


def is_due_to_be_seen(row: Row, instant: datetime) -> bool:
    """Whether the visit has to be written down."""
    return instant - parse_instant(row["seen_at"]) >= SEEN_EVERY


def see(connection: Connection, row: Row, instant: datetime) -> None:
    """The session is used: its rest begins anew."""
    idle_ends = min(instant_text(instant + IDLE), row["ends_at"])
    seen = {"seen_at": instant_text(instant), "idle_ends_at": idle_ends}
    connection.execute(update(SESSION).where(SESSION.c.id == row["id"], SESSION.c.ended_at.is_(None)).values(seen))


def step_up(connection: Connection, session_id: str, instant: datetime) -> None:
    """Its owner has shown again who he is."""
    until = instant_text(instant + STEPPED_UP)
    still_open = (SESSION.c.id == session_id, SESSION.c.ended_at.is_(None))
    connection.execute(update(SESSION).where(*still_open).values(stepped_up_until=until))


def is_stepped_up(row: Row, instant: datetime) -> bool:
    """Whether that was within the last ten minutes."""
    return row["stepped_up_until"] is not None and instant_text(instant) < row["stepped_up_until"]


def end_sessions(
    connection: Connection,
    username: str,
    instant: datetime,
    why: str,
    *,
    only: str | None = None,
    but: str | None = None,
) -> int:
    """End the sessions of an account that last: all, `only` one, or all `but` one; returns how many."""
    which = [SESSION.c.username == username, SESSION.c.ended_at.is_(None)]
    if only is not None:
        which.append(SESSION.c.id == only)
    if but is not None:
        which.append(SESSION.c.id != but)
    ended = {"ended_at": instant_text(instant), "ended_by": why}
    return int(connection.execute(update(SESSION).where(*which).values(ended)).rowcount)


def sessions_of(connection: Connection, username: str, this: str, instant: datetime) -> list[ShownSession]:
    """The sessions of an account that last now, the newest first."""
    found = select(SESSION).where(SESSION.c.username == username, SESSION.c.stage == "open")
    rows = connection.execute(found.order_by(SESSION.c.started_at.desc(), SESSION.c.id)).mappings().all()
    return [_shown(connection, dict(row), this) for row in rows if lasts(dict(row), instant)]


def whence_of(connection: Connection, session_id: str) -> Whence:
    """From where a session was opened."""
    private = select_one(connection, "sign_in_session_private", session_id=session_id)
    body = json.loads(private["body"]) if private else {}
    return Whence(body.get("address", ""), body.get("agent", ""))


def _shown(connection: Connection, row: Row, this: str) -> ShownSession:
    times = (minute_text(row["started_at"]), minute_text(row["seen_at"]))
    return ShownSession(row["id"], *times, whence_of(connection, row["id"]), row["id"] == this)


def _forget_old(connection: Connection, instant: datetime) -> None:
    """Sessions of a quarter ago are told by the log alone."""
    old = select(SESSION.c.id).where(SESSION.c.ends_at < instant_text(instant - KEPT))
    connection.execute(delete(PRIVATE).where(PRIVATE.c.session_id.in_(old)))
    connection.execute(delete(SESSION).where(SESSION.c.ends_at < instant_text(instant - KEPT)))
