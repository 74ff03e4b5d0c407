"""Signing in: a password, then a one-time code where there is one; and the session that comes of it.

Passwords are looked at outside any transaction, since they take long on purpose; the try was counted before.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from claims.clock import legal_day
from claims.errors import BadInput, Refused
from claims.store.rows import Row, select_one
from workflows import sessions
from workflows.credentials import CodeIs, Credentials, credentials_of, take_code
from workflows.locking import open_actor
from workflows.passwords import is_right, read_password
from workflows.people import USERNAME
from workflows.security_log import Happened, Whence, note
from workflows.sessions import Opened, end_sessions, open_session
from workflows.sign_in_tries import Purpose, Try, begin_try, clear_tries, minutes_locked
from workflows.transaction import Desk, in_one_transaction, reading

NAME_MAX = 100


class Next(StrEnum):
    """What is still wanted of who signs in."""

    NOTHING = "nothing"
    CODE = "code"
    ENROL = "enrol"


@dataclass(frozen=True, slots=True)
class SignedOn:
    """What a right password, code or identity gives: a session, and what is wanted next."""

    opened: Opened
    wanted: Next


def sign_in(desk: Desk, name: str, password: str, instant: datetime, whence: Whence, before: str = "") -> SignedOn:
    """Sign in by password. `before` is the token that the browser shows already; its session ends.

    Raises Refused: sign_in_wrong with the tries `left`, sign_in_locked with the `minutes`, sign_in_no_post.
    """
    typed = read_name(name)
    tried = in_one_transaction(desk, lambda connection: begin_try(connection, Purpose.PASSWORD, typed, instant))
    if tried.locked:
        raise refused_while_locked(desk, tried, instant)
    with reading(desk) as connection:
        account = account_of(connection, typed)
        known = Credentials("") if account is None else credentials_of(connection, typed)
    right = is_right(read_password(password), known.password_hash, cheap=desk.sign_in.cheap_hashes)
    if account is None or not right:
        note_wrong(desk, Happened.PASSWORD_WRONG, tried, None if account is None else typed, instant, whence)
        raise _wrong(desk, tried, instant)

    def begin(connection: Connection) -> SignedOn:
        clear_tries(connection, tried.name_hash)
        now = credentials_of(connection, typed)
        if now.password_hash != known.password_hash:  # it was changed while we looked at the old one
            raise Refused("sign_in_wrong", left=tried.left)
        return begin_session(connection, desk, account, instant, whence, before=before, way="password")

    return in_one_transaction(desk, begin)


def begin_session(
    connection: Connection, desk: Desk, account: Row, instant: datetime, whence: Whence, *, before: str, way: str
) -> SignedOn:
    """The session of somebody whose password, or identity elsewhere, was right. Raises Refused sign_in_no_post."""
    username = str(account["username"])
    actor, _ = open_actor(connection, username, legal_day(instant))
    if actor is None or not actor.roles:
        raise Refused("sign_in_no_post")
    _end_before(connection, before, instant)
    wanted = _wanted(desk, credentials_of(connection, username), account, way)
    stage = "open" if wanted is Next.NOTHING else "password"
    opened = open_session(connection, desk, account, instant, whence, stage=stage, way=way)
    if wanted is Next.NOTHING:
        _note_signed_in(connection, desk, opened.row, instant, whence)
    return SignedOn(opened, wanted)


def sign_in_by_code(desk: Desk, half: Row, code: str, instant: datetime, whence: Whence) -> Opened:
    """The second step: a one-time code, or a recovery code, opens a session with a token of its own.

    Raises Refused: code_wrong with the tries `left`, code_used_already, sign_in_locked.
    """
    username = str(half["username"])
    tried = in_one_transaction(desk, lambda connection: begin_try(connection, Purpose.CODE, username, instant))
    if tried.locked:
        raise refused_while_locked(desk, tried, instant)

    def take(connection: Connection) -> tuple[CodeIs, Opened | None]:
        found = take_code(connection, username, code, instant)
        if not found.is_good:
            return found, None
        clear_tries(connection, tried.name_hash)
        if found is CodeIs.RECOVERY:
            note(connection, desk, Happened.RECOVERY_USED, instant, username=username, whence=whence)
        return found, finish(connection, desk, half, instant, whence)

    found, opened = in_one_transaction(desk, take)
    if opened is None:
        what = Happened.CODE_REPLAYED if found is CodeIs.REPLAYED else Happened.CODE_WRONG
        note_wrong(desk, what, tried, username, instant, whence)
        if found is CodeIs.REPLAYED:
            raise Refused("code_used_already")
        raise refused_while_locked(desk, tried, instant) if tried.is_last else Refused("code_wrong", left=tried.left)
    return opened


def finish(connection: Connection, desk: Desk, half: Row, instant: datetime, whence: Whence) -> Opened:
    """The half session ends, a whole one begins. Raises Refused session_over where another has ended it meanwhile."""
    username = str(half["username"])
    if end_sessions(connection, username, instant, "signed_in", only=half["id"]) == 0:
        raise Refused("session_over")
    account = select_one(connection, "account", username=username) or {}
    opened = open_session(connection, desk, account, instant, whence, stage="open", way=half["way"])
    _note_signed_in(connection, desk, opened.row, instant, whence)
    return opened


def step_up(desk: Desk, session: Row, password: str, code: str, instant: datetime, whence: Whence) -> None:
    """Show again who it is, by password or by code: good for ten minutes. Raises Refused as signing in does."""
    username = str(session["username"])
    purpose = Purpose.CODE if code else Purpose.PASSWORD
    tried = in_one_transaction(desk, lambda connection: begin_try(connection, purpose, username, instant))
    if tried.locked:
        raise refused_while_locked(desk, tried, instant)
    proven = is_password_of(desk, username, password) if not code else None

    def prove(connection: Connection) -> bool:
        if not (take_code(connection, username, code, instant).is_good if proven is None else proven):
            return False
        clear_tries(connection, tried.name_hash)
        sessions.step_up(connection, session["id"], instant)
        facts = {"username": username, "session_id": session["id"]}
        note(connection, desk, Happened.STEPPED_UP, instant, whence=whence, **facts)
        return True

    if not in_one_transaction(desk, prove):
        note_wrong(desk, Happened.STEP_UP_FAILED, tried, username, instant, whence)
        raise refused_while_locked(desk, tried, instant) if tried.is_last else Refused("step_up_wrong", left=tried.left)


def sign_out(desk: Desk, session: Row, instant: datetime) -> None:
    """End a session on the wish of its owner."""

    def end(connection: Connection) -> None:
        username = str(session["username"])
        if end_sessions(connection, username, instant, "signed_out", only=session["id"]):
            note(connection, desk, Happened.SIGNED_OUT, instant, username=username, session_id=session["id"])

    in_one_transaction(desk, end)


def is_password_of(desk: Desk, username: str, password: str) -> bool:
    """Whether it is the password of the account; takes as long where there is none."""
    with reading(desk) as connection:
        kept = credentials_of(connection, username).password_hash
    return is_right(read_password(password), kept, cheap=desk.sign_in.cheap_hashes)


def read_name(given: str) -> str:
    """A typed sign-in name in one form; too long a one is cut, since it is nobody's."""
    return unicodedata.normalize("NFKC", given[:NAME_MAX]).strip().lower()


def account_of(connection: Connection, typed: str) -> Row | None:
    """The account of a typed name; what cannot be a name is not looked for."""
    return select_one(connection, "account", username=typed) if USERNAME.fullmatch(typed) else None


def _wanted(desk: Desk, known: Credentials, account: Row, way: str) -> Next:
    """Codes are for staff; who comes from the authority's own provider has shown a second thing there."""
    if way != "password":
        return Next.NOTHING
    if known.has_totp:
        return Next.CODE
    return Next.ENROL if desk.totp_required and sessions.kind_of(account["org"]) == "staff" else Next.NOTHING


def _end_before(connection: Connection, token: str, instant: datetime) -> None:
    """The session that this browser had, half or whole, does not live on beside the new one."""
    for stage in ("open", "password"):
        row = sessions.find_session(connection, token, instant, stage) if token else None
        if row is not None:
            end_sessions(connection, row["username"], instant, "signed_in", only=row["id"])


def _note_signed_in(connection: Connection, desk: Desk, row: Row, instant: datetime, whence: Whence) -> None:
    facts = {"username": row["username"], "session_id": row["id"], "detail": row["way"]}
    note(connection, desk, Happened.SIGNED_IN, instant, whence=whence, **facts)


def note_wrong(desk: Desk, what: Happened, tried: Try, username: str | None, instant: datetime, whence: Whence) -> None:
    """Write down that a try was wrong, and that it was the last one."""

    def write(connection: Connection) -> None:
        note(connection, desk, what, instant, username=username, whence=whence)
        if tried.is_last:
            note(connection, desk, Happened.LOCKED, instant, username=username, whence=whence)

    in_one_transaction(desk, write)


def _wrong(desk: Desk, tried: Try, instant: datetime) -> Refused:
    return refused_while_locked(desk, tried, instant) if tried.is_last else Refused("sign_in_wrong", left=tried.left)


def refused_while_locked(desk: Desk, tried: Try, instant: datetime) -> Refused:
    """The refusal of a try that may not be made, with the minutes to wait."""
    with reading(desk) as connection:
        minutes = minutes_locked(connection, tried.name_hash, instant)
    return Refused("sign_in_locked", minutes=max(1, minutes))


def changed_by_owner(old: str, new: str, again: str) -> str:
    """The new password of a form, in one form. Raises BadInput where the two differ or nothing changes."""
    if read_password(new) != read_password(again):
        raise BadInput("passwords_differ")
    if read_password(new) == read_password(old):
        raise BadInput("password_unchanged")
    return read_password(new)
