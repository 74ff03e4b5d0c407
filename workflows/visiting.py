"""Who shows this token: the session that it opens, and the person with the posts he holds today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from claims.canonical import sha256_hex
from claims.clock import legal_day
from claims.store.rows import Compiled, Row, compile_once, fetch
from claims.store.tables import table
from workflows.locking import ACCOUNT, ACTOR_COLUMNS, POST, post_in_force, read_actor
from workflows.roles import Actor
from workflows.security_log import Happened, note
from workflows.sessions import end_sessions, is_due_to_be_seen, lasts, see
from workflows.transaction import Desk, in_one_transaction, reading

SESSION, CREDENTIAL = table("sign_in_session"), table("credential")
_texts: dict[str, Compiled] = {}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in. `must_change` is whether he has to choose a password of his own first."""

    session: Row
    actor: Actor
    display_name: str
    must_change: bool


def visitor_of(desk: Desk, token: str, instant: datetime, *, noted: bool = True) -> Visitor | None:
    """The visitor of a token while its session lasts; one who holds no post any more is signed out here.

    Without `noted` the visit is none: a page that asks by itself does not keep a session alive.
    """
    if not token.isascii():
        return None
    with reading(desk) as connection:
        bound = {"token": sha256_hex(token), "day": legal_day(instant)}
        rows = fetch(connection, _statement(connection), bound)
    if not rows or rows[0]["stage"] != "open" or not lasts(rows[0], instant):
        return None
    row, actor = rows[0], read_actor(rows)
    if not actor.roles:
        in_one_transaction(desk, lambda connection: _post_is_over(connection, desk, row, instant))
        return None
    if noted and is_due_to_be_seen(row, instant):
        in_one_transaction(desk, lambda connection: see(connection, row, instant))
    return Visitor(row, actor, row["display_name"], bool(row["must_change"]))


def _post_is_over(connection: Connection, desk: Desk, row: Row, instant: datetime) -> None:
    if end_sessions(connection, row["username"], instant, "post_ended"):
        facts = {"username": row["username"], "session_id": row["id"], "detail": "post_ended"}
        note(connection, desk, Happened.SESSION_ENDED, instant, **facts)


def _statement(connection: Connection) -> Compiled:
    """The session of a token, with the account and each post that it holds on a day."""
    name = connection.dialect.name
    if name not in _texts:
        joined = (
            SESSION.join(ACCOUNT, ACCOUNT.c.username == SESSION.c.username)
            .outerjoin(CREDENTIAL, CREDENTIAL.c.username == SESSION.c.username)
            .outerjoin(POST, post_in_force())
        )
        columns = (*SESSION.c, ACCOUNT.c.display_name, CREDENTIAL.c.must_change, *ACTOR_COLUMNS)
        found: Select[Any] = select(*columns).select_from(joined)
        _texts[name] = compile_once(connection, found.where(SESSION.c.token_sha256 == bindparam("token")))
    return _texts[name]
