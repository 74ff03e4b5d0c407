"""The log of what happened to sign-ins and rights: append only, without any secret, from where in a private row."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Connection, select

from claims.canonical import canonical_json
from claims.clock import instant_text, minute_text
from claims.store.rows import Row, insert_rows, select_one
from claims.store.tables import table
from workflows.transaction import Desk, in_one_transaction, reading

AGENT_MAX = 200
EVENT = table("security_event")


class Happened(StrEnum):
    """What the log tells."""

    SIGNED_IN = "signed_in"
    PASSWORD_WRONG = "password_wrong"
    CODE_WRONG = "code_wrong"
    CODE_REPLAYED = "code_replayed"
    RECOVERY_USED = "recovery_used"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    STEPPED_UP = "stepped_up"
    STEP_UP_FAILED = "step_up_failed"
    PASSWORD_SET = "password_set"
    PASSWORD_GIVEN = "password_given"
    TOTP_SET = "totp_set"
    TOTP_REMOVED = "totp_removed"
    WRONG_POST = "wrong_post"
    FORM_REFUSED = "form_refused"
    LINKED = "linked"
    OIDC_REFUSED = "oidc_refused"
    ASSIGNED = "assigned"
    ASSIGNMENT_ENDED = "assignment_ended"
    ACCOUNT_OPENED = "account_opened"
    POST_GIVEN = "post_given"
    POST_PROPOSED = "post_proposed"
    POST_DECLINED = "post_declined"
    SIGN_IN_ASKED = "sign_in_asked"
    SIGN_IN_DECLINED = "sign_in_declined"
    ACCOUNT_CLOSED = "account_closed"
    SENT_AGAIN = "sent_again"
    EMERGENCY_ASKED = "emergency_asked"
    EMERGENCY_ANSWERED = "emergency_answered"
    API_KEY_MADE = "api_key_made"
    API_KEY_REVOKED = "api_key_revoked"
    ENDPOINT_SET = "endpoint_set"
    PHONE_CHANGED = "phone_changed"


@dataclass(frozen=True, slots=True)
class Whence:
    """From where somebody comes: the address of the machine, and what the browser calls itself."""

    address: str = ""
    agent: str = ""

    def body(self) -> str:
        """As it is kept."""
        return canonical_json({"address": self.address[:AGENT_MAX], "agent": self.agent[:AGENT_MAX]})


NOWHERE = Whence()


class Salted(Protocol):
    """Where chance comes from."""

    @property
    def salt(self) -> Callable[[], str]:
        """A text that nobody has had before."""
        ...


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry as people read it; `at` in Asia/Shanghai."""

    at: str
    what: Happened
    username: str | None
    by: str | None
    detail: str | None
    whence: Whence


def note(
    connection: Connection,
    desk: Salted,
    what: Happened,
    instant: datetime,
    *,
    username: str | None,
    whence: Whence = NOWHERE,
    by: str | None = None,
    session_id: str | None = None,
    detail: str | None = None,
) -> None:
    """Write an entry. `detail` is a code or a name of ours, never what somebody typed."""
    at = instant_text(instant)
    event_id = f"{at}/{desk.salt()}"
    row = {"id": event_id, "at": at, "what": what.value, "username": username, "by": by}
    insert_rows(connection, "security_event", [{**row, "session_id": session_id, "detail": detail}])
    if whence != NOWHERE:
        insert_rows(connection, "security_event_private", [{"event_id": event_id, "body": whence.body()}])


def note_refusal(
    desk: Desk, what: Happened, instant: datetime, username: str, session_id: str, detail: str, whence: Whence
) -> None:
    """Write that a page was refused, in a transaction of its own."""

    def write(connection: Connection) -> None:
        facts = {"username": username, "session_id": session_id, "detail": detail}
        note(connection, desk, what, instant, whence=whence, **facts)

    in_one_transaction(desk, write)


def entries(desk: Desk, username: str, most: int, *kinds: Happened) -> list[Logged]:
    """The last entries about an account, the newest first; of these kinds only, where any are named."""
    found = select(EVENT).where(EVENT.c.username == username).order_by(EVENT.c.at.desc(), EVENT.c.id.desc())
    if kinds:
        found = found.where(EVENT.c.what.in_([kind.value for kind in kinds]))
    with reading(desk) as connection:
        rows = connection.execute(found.limit(most)).mappings().all()
        return [_read(connection, dict(row)) for row in rows]


def _read(connection: Connection, row: Row) -> Logged:
    private = select_one(connection, "security_event_private", event_id=row["id"])
    body = json.loads(private["body"]) if private else {}
    whence = Whence(body.get("address", ""), body.get("agent", ""))
    return Logged(minute_text(row["at"]), Happened(row["what"]), row["username"], row["by"], row["detail"], whence)
