"""What an administrator does about the sign-ins of others, each act under his own name and in the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, update

from claims.canonical import sha256_hex
from claims.clock import instant_text, legal_day
from claims.errors import BadInput, Refused
from claims.store.rows import insert_rows, select_one, select_rows
from claims.store.tables import table
from workflows import sign_in_tries
from workflows.credentials import remove_password, write_password
from workflows.credentials import remove_totp as without_totp
from workflows.locking import open_actor
from workflows.passwords import hashed, made_password
from workflows.people import RIDER_ORG
from workflows.roles import Role
from workflows.security_log import Happened, note
from workflows.sessions import end_sessions
from workflows.transaction import Desk, in_one_transaction

SUBJECT_MAX = 255
POST, LINK = table("post"), table("account_link")


def give_password(desk: Desk, by: str, username: str, instant: datetime) -> str:
    """A password made by chance, which opens nothing but the page that changes it; all sessions of the account end.

    Raises Refused where `by` is no administrator, or where there is no such account.
    """
    password = made_password()
    password_hash = hashed(password, cheap=desk.sign_in.cheap_hashes)

    def give(connection: Connection) -> None:
        _check(connection, by, username, instant)
        write_password(connection, username, password_hash, instant, must_change=True)
        sign_in_tries.unlock(connection, username)
        end_sessions(connection, username, instant, "password_given")
        note(connection, desk, Happened.PASSWORD_GIVEN, instant, username=username, by=by)

    in_one_transaction(desk, give)
    return password


def remove_totp(desk: Desk, by: str, username: str, instant: datetime) -> None:
    """Take away the one-time codes of a lost telephone; the owner sets up new ones when he next signs in."""

    def remove(connection: Connection) -> None:
        _check(connection, by, username, instant)
        without_totp(connection, username)
        end_sessions(connection, username, instant, "totp_removed")
        note(connection, desk, Happened.TOTP_REMOVED, instant, username=username, by=by)

    in_one_transaction(desk, remove)


def unlock(desk: Desk, by: str, username: str, instant: datetime) -> bool:
    """Let an account try again before its quarter of an hour is over; returns whether it was locked."""

    def free(connection: Connection) -> bool:
        _check(connection, by, username, instant)
        locked = sign_in_tries.unlock(connection, username)
        note(connection, desk, Happened.UNLOCKED, instant, username=username, by=by)
        return locked

    return in_one_transaction(desk, free)


def end_all_sessions(desk: Desk, by: str, username: str, instant: datetime) -> int:
    """Sign an account out everywhere; returns how many sessions there were."""

    def end(connection: Connection) -> int:
        _check(connection, by, username, instant)
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
        _check(connection, by, username, instant)
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


def link(desk: Desk, by: str, username: str, issuer: str, subject: str, instant: datetime) -> None:
    """Let a subject of the authority's identity provider sign in to an account. Raises Refused where either is taken."""
    if not issuer:
        raise Refused("oidc_not_set_up")
    if not subject or len(subject) > SUBJECT_MAX or not subject.isprintable():
        raise BadInput("oidc_subject_form")

    def write(connection: Connection) -> None:
        _check(connection, by, username, instant)
        taken = [
            *select_rows(connection, "account_link", issuer=issuer, subject=subject),
            *select_rows(connection, "account_link", issuer=issuer, username=username),
        ]
        if taken:
            raise Refused("oidc_linked_already")
        row = {"id": sha256_hex(f"{issuer}\n{subject}"), "issuer": issuer, "subject": subject, "username": username}
        insert_rows(connection, "account_link", [{**row, "linked_by": by, "linked_at": instant_text(instant)}])
        note(connection, desk, Happened.LINKED, instant, username=username, by=by)

    in_one_transaction(desk, write)


def _check(connection: Connection, by: str, username: str, instant: datetime) -> None:
    actor, _ = open_actor(connection, by, legal_day(instant))
    if actor is None or Role.ADMINISTRATOR not in actor.roles:
        raise Refused("sign_ins_not_yours", actor=by)
    account = select_one(connection, "account", username=username)
    if account is None or account["org"] == RIDER_ORG:  # those of injured persons are their own
        raise Refused("no_such_account", username=username)
