"""What an administrator does about the sign-ins of others, each act under his own name and in the log.

What would let him sign in as another, `ACTS`, waits for a second person where the account is one of the house
(`workflows/sign_in_requests.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, update

from claims.canonical import sha256_hex
from claims.clock import instant_text, legal_day
from claims.errors import BadInput, Refused
from claims.store.rows import insert_rows, select_one, select_rows
from claims.store.tables import table
from workflows import sign_in_tries
from workflows.account_opening import administrator, first_password
from workflows.credentials import credentials_of, remove_password
from workflows.credentials import remove_totp as without_totp
from workflows.people import RIDER_ORG
from workflows.security_log import Happened, note
from workflows.sessions import end_sessions
from workflows.transaction import Desk, in_one_transaction

SUBJECT_MAX = 255
POST, LINK = table("post"), table("account_link")


class Help(StrEnum):
    """What would let another sign in to an account."""

    PASSWORD = "password"
    TOTP = "totp"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Helped:
    """An account whose sign-in is helped, and who does it, `second` agreeing. A link is to `subject` at `issuer`."""

    username: str
    by: str
    instant: datetime
    second: str | None = None
    issuer: str = ""
    subject: str = ""


def give_password(connection: Connection, desk: Desk, helped: Helped) -> str:
    """A password made by chance, which opens nothing but the page that changes it; all sessions of the account end."""
    sign_in_tries.unlock(connection, helped.username)
    end_sessions(connection, helped.username, helped.instant, "password_given")
    _note(connection, desk, Happened.PASSWORD_GIVEN, helped)
    return first_password(connection, desk, helped.username, helped.instant)


def remove_totp(connection: Connection, desk: Desk, helped: Helped) -> str:
    """Take away the one-time codes of a lost telephone; the owner sets up new ones when he next signs in."""
    without_totp(connection, helped.username)
    end_sessions(connection, helped.username, helped.instant, "totp_removed")
    _note(connection, desk, Happened.TOTP_REMOVED, helped)
    return ""


def begin_anew(connection: Connection, desk: Desk, helped: Helped) -> str:
    """The account opens to nothing that was set before, codes, links and sessions, but to the password that is returned."""
    if credentials_of(connection, helped.username).has_totp:
        remove_totp(connection, desk, helped)
    connection.execute(delete(LINK).where(LINK.c.username == helped.username))
    return give_password(connection, desk, helped)


def check_link(helped: Helped) -> None:
    """Raises Refused where there is no provider, BadInput for what is no subject of one."""
    if not helped.issuer:
        raise Refused("oidc_not_set_up")
    if not helped.subject or len(helped.subject) > SUBJECT_MAX or not helped.subject.isprintable():
        raise BadInput("oidc_subject_form")


def link(connection: Connection, desk: Desk, helped: Helped) -> str:
    """Let a subject of the authority's identity provider sign in to an account.

    Raises BadInput, Refused where either is taken.
    """
    check_link(helped)
    issuer, subject, username = helped.issuer, helped.subject, helped.username
    taken = [
        *select_rows(connection, "account_link", issuer=issuer, subject=subject),
        *select_rows(connection, "account_link", issuer=issuer, username=username),
    ]
    if taken:
        raise Refused("oidc_linked_already")
    row = {"id": sha256_hex(f"{issuer}\n{subject}"), "issuer": issuer, "subject": subject, "username": username}
    insert_rows(
        connection, "account_link", [{**row, "linked_by": helped.by, "linked_at": instant_text(helped.instant)}]
    )
    _note(connection, desk, Happened.LINKED, helped)
    return ""


ACTS: Mapping[Help, Callable[[Connection, Desk, Helped], str]] = {
    Help.PASSWORD: give_password,
    Help.TOTP: remove_totp,
    Help.LINK: link,
}


def _note(connection: Connection, desk: Desk, what: Happened, helped: Helped) -> None:
    note(connection, desk, what, helped.instant, username=helped.username, by=helped.by, detail=helped.second)


def unlock(desk: Desk, by: str, username: str, instant: datetime) -> bool:
    """Let an account try again before its quarter of an hour is over; returns whether it was locked."""

    def free(connection: Connection) -> bool:
        require_administrator(connection, by, username, instant)
        locked = sign_in_tries.unlock(connection, username)
        note(connection, desk, Happened.UNLOCKED, instant, username=username, by=by)
        return locked

    return in_one_transaction(desk, free)


def end_all_sessions(desk: Desk, by: str, username: str, instant: datetime) -> int:
    """Sign an account out everywhere; returns how many sessions there were."""

    def end(connection: Connection) -> int:
        require_administrator(connection, by, username, instant)
        ended = end_sessions(connection, username, instant, "ended")
        note(connection, desk, Happened.SESSION_ENDED, instant, username=username, by=by, detail="all")
        return ended

    return in_one_transaction(desk, end)


def close_account(desk: Desk, by: str, username: str, instant: datetime) -> None:
    """The posts of an account end today, those that have not begun never begin, and nothing signs in to it from now on.

    It stays, since what was done under it does. Raises Refused as above, and close_oneself.
    """
    today = legal_day(instant)

    def close(connection: Connection) -> None:
        require_administrator(connection, by, username, instant)
        if username == by:
            raise Refused("close_oneself")
        own = POST.c.username == username
        lasting = POST.c.valid_to.is_(None) | (POST.c.valid_to > today)
        connection.execute(delete(POST).where(own, POST.c.valid_from > today))
        connection.execute(update(POST).where(own, lasting).values(valid_to=today))
        connection.execute(delete(LINK).where(LINK.c.username == username))
        remove_password(connection, username)
        without_totp(connection, username)
        end_sessions(connection, username, instant, "ended")
        note(connection, desk, Happened.ACCOUNT_CLOSED, instant, username=username, by=by)

    in_one_transaction(desk, close)


def require_administrator(connection: Connection, by: str, username: str, instant: datetime) -> None:
    """Raises Refused: sign_ins_not_yours, no_such_account; the sign-ins of injured persons are their own."""
    administrator(connection, by, legal_day(instant))
    account = select_one(connection, "account", username=username)
    if account is None or account["org"] == RIDER_ORG:
        raise Refused("no_such_account", username=username)
