"""What somebody does about his own sign-in: another password, one-time codes, ending sessions elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from claims.errors import Refused
from claims.store.rows import Row, select_one
from workflows.credentials import confirm_secret, credentials_of, write_password, write_pending_secret
from workflows.one_time_codes import NewSecret, new_secret, recovery_codes, secret_address
from workflows.passwords import check_rule, hashed, is_right, read_password
from workflows.security_log import Happened, Whence, note
from workflows.sessions import Opened, end_sessions, open_session
from workflows.sign_in_tries import Purpose, begin_try, clear_tries
from workflows.signing_in import changed_by_owner, finish, note_wrong, refused_while_locked
from workflows.transaction import Desk, in_one_transaction, reading


def change_password(
    desk: Desk, session: Row, old: str, new: str, again: str, instant: datetime, whence: Whence
) -> Opened:
    """Another password for who knows the old one. Every session ends; a fresh one is given to who changed it.

    Raises BadInput for a password that will not do, Refused where the old one is wrong or guessed at.
    """
    username = str(session["username"])
    password = changed_by_owner(old, new, again)
    check_rule(password, username)
    tried = in_one_transaction(desk, lambda connection: begin_try(connection, Purpose.PASSWORD, username, instant))
    if tried.locked:
        raise refused_while_locked(desk, tried, instant)
    with reading(desk) as connection:
        kept = credentials_of(connection, username).password_hash
    if not is_right(read_password(old), kept, cheap=desk.sign_in.cheap_hashes):
        note_wrong(desk, Happened.PASSWORD_WRONG, tried, username, instant, whence)
        raise (
            refused_while_locked(desk, tried, instant)
            if tried.is_last
            else Refused("old_password_wrong", left=tried.left)
        )
    new_hash = hashed(password, cheap=desk.sign_in.cheap_hashes)

    def change(connection: Connection) -> Opened:
        if end_sessions(connection, username, instant, "password_set", only=session["id"]) == 0:
            raise Refused("session_over")
        clear_tries(connection, tried.name_hash)
        write_password(connection, username, new_hash, instant, must_change=False)
        end_sessions(connection, username, instant, "password_set")
        note(connection, desk, Happened.PASSWORD_SET, instant, username=username, whence=whence)
        account = select_one(connection, "account", username=username) or {}
        return open_session(connection, desk, account, instant, whence, stage="open", way=session["way"])

    return in_one_transaction(desk, change)


def begin_totp(desk: Desk, username: str) -> NewSecret:
    """The secret that is being set up, a fresh one where none is: a page that is loaded again shows the same."""

    def begin(connection: Connection) -> NewSecret:
        pending = credentials_of(connection, username).pending
        if pending is not None:
            return NewSecret(pending, secret_address(pending, username))
        made = new_secret(username)
        write_pending_secret(connection, username, made.text)
        return made

    return in_one_transaction(desk, begin)


def confirm_totp(
    desk: Desk, session: Row, code: str, instant: datetime, whence: Whence
) -> tuple[list[str], Opened | None]:
    """Take the secret into use by one of its codes; returns the recovery codes, and the session that a half one becomes.

    Raises Refused code_wrong, and totp_there_already where a half session would replace the codes of an account.
    """
    username, is_half = str(session["username"]), session["stage"] != "open"
    tried = in_one_transaction(desk, lambda connection: begin_try(connection, Purpose.CODE, username, instant))
    if tried.locked:
        raise refused_while_locked(desk, tried, instant)
    recovery = recovery_codes()

    def confirm(connection: Connection) -> tuple[bool, Opened | None]:
        if is_half and credentials_of(connection, username).has_totp:
            raise Refused("totp_there_already")
        if not confirm_secret(connection, username, code, recovery, instant):
            return False, None
        clear_tries(connection, tried.name_hash)
        note(connection, desk, Happened.TOTP_SET, instant, username=username, whence=whence)
        if is_half:
            return True, finish(connection, desk, session, instant, whence)
        end_sessions(connection, username, instant, "totp_set", but=session["id"])
        return True, None

    right, opened = in_one_transaction(desk, confirm)
    if not right:
        raise Refused("code_wrong", left=tried.left)
    return recovery, opened


def end_own_sessions(desk: Desk, session: Row, only: str | None, instant: datetime, whence: Whence) -> int:
    """End one of one's own sessions, or all others; returns how many."""
    username = str(session["username"])

    def end(connection: Connection) -> int:
        but = session["id"] if only is None else None
        ended = end_sessions(connection, username, instant, "ended", only=only, but=but)
        if ended:
            facts = {"username": username, "session_id": session["id"], "detail": only or "others"}
            note(connection, desk, Happened.SESSION_ENDED, instant, whence=whence, **facts)
        return ended

    return in_one_transaction(desk, end)
