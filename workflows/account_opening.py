"""Opening sign-ins for the bureau's people, in production too: the first administrator, and everybody after by name.

The first administrator is opened by whoever installs the program, once; after that every account is opened by an
administrator under his own name. Posts that decide or pay take a second person, so that no administrator makes himself,
or anybody alone, an approver.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, select

from claims.clock import legal_day
from claims.errors import BadInput, Refused
from claims.store.rows import select_one
from claims.store.tables import table
from workflows.credentials import write_password
from workflows.identity import id_index, read_id_number, read_index_key
from workflows.locking import open_actor
from workflows.passwords import hashed, made_password
from workflows.people import BUREAU_ORG, HeldPost, give_post, open_account
from workflows.roles import OFFICERS, ROLE_NAMES, Actor, Role
from workflows.security_log import Happened, note
from workflows.transaction import Desk, in_one_transaction

DECIDING = frozenset({Role.REVIEWER, Role.APPROVER, Role.CASHIER, Role.SECTION_HEAD, Role.LEADER})
SECONDING = frozenset({Role.ADMINISTRATOR, Role.SECTION_HEAD, Role.LEADER})
APART = OFFICERS | {Role.INVESTIGATOR, Role.AUDITOR}  # who runs the program does none of this, and the other way round
POST, INSTALLATION = table("post"), table("installation")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A sign-in that is wanted: its person by name and ID number, where he belongs ("bureau", "insurer", "platform:…")."""

    username: str
    name: str
    id_number: str = field(repr=False)
    posts: tuple[HeldPost, ...]
    org: str = BUREAU_ORG


def open_sign_in(desk: Desk, wanted: NewAccount, instant: datetime, by: str | None, second: str | None = None) -> str:
    """Open an account; returns its first password, made by chance, which opens nothing but the page that changes it.

    `by` is an administrator; None only for the first one, who gets this one post. `second` is another person, needed for
    posts that decide or pay. Raises BadInput, Refused.
    """
    today = legal_day(instant)
    name = wanted.name.strip()
    if not name:
        raise BadInput("person_without_name")
    if not wanted.posts:
        raise BadInput("account_without_post")
    number = read_id_number(wanted.id_number, today)
    if desk.production and number.synthetic:
        raise BadInput("account_of_nobody")  # under it one person could sign as two
    index = id_index(read_index_key(desk.var_dir), number)
    password = made_password()
    password_hash = hashed(password, cheap=desk.sign_in.cheap_hashes)

    def work(connection: Connection) -> None:
        connection.execute(select(INSTALLATION.c.id).with_for_update())  # two first administrators at once: one waits
        _check_who(connection, wanted.posts, index, today, by, second)
        open_account(connection, wanted.username, name, wanted.org, index, wanted.posts)
        write_password(connection, wanted.username, password_hash, instant, must_change=True)
        told = _told(wanted.posts, second)
        note(connection, desk, Happened.ACCOUNT_OPENED, instant, username=wanted.username, by=by, detail=told)

    in_one_transaction(desk, work)
    return password


def add_post(desk: Desk, username: str, post: HeldPost, instant: datetime, by: str, second: str | None = None) -> None:
    """Give an account one more post, under the same conditions. Raises BadInput, Refused."""

    def work(connection: Connection) -> None:
        account = select_one(connection, "account", username=username)
        if account is None:
            raise Refused("no_such_account", username=username)
        _check_who(connection, (post,), account["id_index"], legal_day(instant), by, second)
        give_post(connection, username, post)
        note(connection, desk, Happened.POST_GIVEN, instant, username=username, by=by, detail=_told((post,), second))

    in_one_transaction(desk, work)


def has_administrator(connection: Connection, today: date) -> bool:
    """Whether anybody holds the post of an administrator today or will."""
    lasting = POST.c.valid_to.is_(None) | (POST.c.valid_to >= today)
    held = select(POST.c.username).where(POST.c.role == Role.ADMINISTRATOR.value, lasting)
    return connection.execute(held.limit(1)).first() is not None


def _check_who(
    connection: Connection, posts: Iterable[HeldPost], index: str, today: date, by: str | None, second: str | None
) -> None:
    roles = {post.role for post in posts}
    if by is None:
        if has_administrator(connection, today):
            raise Refused("administrator_there_already")
        if roles != {Role.ADMINISTRATOR}:
            raise Refused("first_is_administrator")
    else:
        _check_two(connection, roles, index, today, by, second)
    _check_apart(connection, roles, index)


def _check_two(connection: Connection, roles: set[Role], index: str, today: date, by: str, second: str | None) -> None:
    """An administrator opens; posts that decide or pay are given by two persons, neither of them to himself."""
    opener = _actor(connection, by, today)
    if opener is None or Role.ADMINISTRATOR not in opener.roles:
        raise Refused("sign_ins_not_yours", actor=by)
    deciding = roles & DECIDING
    if not deciding:
        return
    named = "、".join(ROLE_NAMES[role] for role in ROLE_NAMES if role in deciding)
    if second is None:
        raise Refused("post_by_two", role=named)
    other = _actor(connection, second, today)
    if other is None or not other.roles & SECONDING:
        raise Refused("second_not_entitled", actor=second)
    if len({opener.id_index, other.id_index, index}) < 3:
        raise Refused("post_to_oneself", role=named)


def _check_apart(connection: Connection, roles: set[Role], index: str) -> None:
    """Who administers the program handles no case, under whatever sign-ins."""
    account = table("account")
    held = select(POST.c.role).join(account, account.c.username == POST.c.username).where(account.c.id_index == index)
    every = roles | {Role(role) for role in connection.execute(held).scalars()}
    if Role.ADMINISTRATOR in every and every & APART:
        raise Refused("administrator_apart")


def _actor(connection: Connection, username: str, today: date) -> Actor | None:
    return open_actor(connection, username, today)[0]


def _told(posts: Iterable[HeldPost], second: str | None) -> str:
    roles = "+".join(sorted(post.role.value for post in posts))
    return f"{roles} {second}" if second else roles
