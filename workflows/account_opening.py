"""Opening sign-ins for the bureau's people, in production too: the first administrator, and everybody after by name.

The first administrator is opened by whoever installs the program, once; after that every account is opened by an
administrator under his own name. Every post inside the house takes a second person, so that no administrator alone makes
himself, or anybody, an officer or another administrator. Only while nobody else ever could agree, the second one is his.
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
from workflows.people import BUREAU_ORG, INSURER_ORG, PLATFORM_ORG, RIDER_ORG, HeldPost, give_post, open_account
from workflows.roles import OFFICERS, PARTIES, ROLE_NAMES, Actor, Role
from workflows.security_log import Happened, note
from workflows.transaction import Desk, in_one_transaction

BY_TWO = frozenset(Role) - PARTIES - {Role.SYSTEM}
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


@dataclass(frozen=True, slots=True)
class Giving:
    """Posts for an account: one that is to be opened under `name`, or one that is there (None)."""

    username: str
    name: str | None
    org: str
    id_index: str
    posts: tuple[HeldPost, ...]

    @property
    def by_two(self) -> frozenset[Role]:
        """Those of the posts that take two persons."""
        return BY_TWO & {post.role for post in self.posts}


def opening(desk: Desk, wanted: NewAccount, today: date) -> Giving:
    """What is to be opened, the person known by the index of his number. Raises BadInput."""
    name = wanted.name.strip()
    if not name:
        raise BadInput("person_without_name")
    if not wanted.posts:
        raise BadInput("account_without_post")
    if wanted.org not in (BUREAU_ORG, INSURER_ORG) and not wanted.org.startswith(PLATFORM_ORG):
        raise BadInput("org_unknown", org=wanted.org)
    number = read_id_number(wanted.id_number, today)
    if desk.production and number.synthetic:
        raise BadInput("account_of_nobody")  # under it one person could sign as two
    return Giving(wanted.username, name, wanted.org, id_index(read_index_key(desk.var_dir), number), wanted.posts)


def more_posts(connection: Connection, username: str, posts: tuple[HeldPost, ...]) -> Giving:
    """Posts for an account that is there. Raises BadInput, Refused."""
    account = select_one(connection, "account", username=username)
    if account is None or account["org"] == RIDER_ORG:
        raise Refused("no_such_account", username=username)
    if not posts:
        raise BadInput("account_without_post")
    return Giving(username, None, account["org"], account["id_index"], posts)


def open_sign_in(desk: Desk, wanted: NewAccount, instant: datetime, by: str | None) -> str:
    """Open an account for which nobody has to agree; returns its first password.

    `by` is an administrator; None only for the first one, who gets this one post. Raises BadInput, Refused.
    """
    giving = opening(desk, wanted, legal_day(instant))

    def work(connection: Connection) -> str:
        one_at_a_time(connection)
        give(connection, desk, giving, instant, by, None)
        return first_password(connection, desk, giving.username, instant)

    return in_one_transaction(desk, work)


def first_password(connection: Connection, desk: Desk, username: str, instant: datetime) -> str:
    """A password made by chance for an account, which opens nothing but the page that changes it."""
    password = made_password()
    password_hash = hashed(password, cheap=desk.sign_in.cheap_hashes)
    write_password(connection, username, password_hash, instant, must_change=True)
    return password


def add_posts(desk: Desk, username: str, posts: tuple[HeldPost, ...], instant: datetime, by: str) -> None:
    """Give an account more posts, under the same conditions. Raises BadInput, Refused."""

    def work(connection: Connection) -> None:
        give(connection, desk, more_posts(connection, username, posts), instant, by, None)

    in_one_transaction(desk, work)


def one_at_a_time(connection: Connection) -> None:
    """Of two first administrators, or two who put the same forward at once, one waits until the other has done."""
    connection.execute(select(INSTALLATION.c.id).with_for_update())


def give(
    connection: Connection, desk: Desk, giving: Giving, instant: datetime, by: str | None, second: str | None
) -> None:
    """Give the posts, the account first where it is to be opened. Raises BadInput, Refused."""
    _check_who(connection, giving, legal_day(instant), by, second)
    enter(connection, desk, giving, instant, by, second)


def enter(
    connection: Connection, desk: Desk, giving: Giving, instant: datetime, by: str | None, second: str | None
) -> None:
    """The same once it is known who may give them. Raises BadInput where a post does not suit the account."""
    if giving.name is not None:
        open_account(connection, giving.username, giving.name, giving.org, giving.id_index, giving.posts)
    else:
        for post in giving.posts:
            give_post(connection, giving.username, post)
    happened = Happened.POST_GIVEN if giving.name is None else Happened.ACCOUNT_OPENED
    note(connection, desk, happened, instant, username=giving.username, by=by, detail=told(giving.posts, second))


def has_administrator(connection: Connection, today: date) -> bool:
    """Whether anybody holds the post of an administrator today or will."""
    lasting = POST.c.valid_to.is_(None) | (POST.c.valid_to >= today)
    held = select(POST.c.username).where(POST.c.role == Role.ADMINISTRATOR.value, lasting)
    return connection.execute(held.limit(1)).first() is not None


def is_inside(connection: Connection, username: str, today: date) -> bool:
    """Whether an account holds a post inside the house today or will."""
    lasting = POST.c.valid_to.is_(None) | (POST.c.valid_to >= today)
    held = select(POST.c.id).where(POST.c.username == username, POST.c.role.in_([*BY_TWO]), lasting)
    return connection.execute(held.limit(1)).first() is not None


def _check_who(connection: Connection, giving: Giving, today: date, by: str | None, second: str | None) -> None:
    if by is None:
        if has_administrator(connection, today):
            raise Refused("administrator_there_already")
        if {post.role for post in giving.posts} != {Role.ADMINISTRATOR}:
            raise Refused("first_is_administrator")
    else:
        opener = administrator(connection, by, today)
        if takes_two(connection, giving, opener):
            _check_second(connection, giving, opener, today, second)
    _check_apart(connection, giving)


def takes_two(connection: Connection, giving: Giving, opener: Actor) -> bool:
    """Whether another person has to agree: where there never was one who could, a second administrator is opened by one."""
    if giving.by_two == {Role.ADMINISTRATOR} and giving.id_index != opener.id_index:
        return could_agree(connection, opener.id_index, giving.id_index)
    return bool(giving.by_two)


def could_agree(connection: Connection, *but: str) -> bool:
    """Whether there is, or ever was, anybody who may agree, these persons aside: whoever is alone has not made himself so."""
    account = table("account")
    held = select(POST.c.username).join(account, account.c.username == POST.c.username)
    others = held.where(POST.c.role.in_([role.value for role in SECONDING]), account.c.id_index.not_in(but))
    return connection.execute(others.limit(1)).first() is not None


def check_proposal(connection: Connection, giving: Giving, today: date, by: str) -> None:
    """An administrator puts posts forward, and none for himself. Raises Refused."""
    if administrator(connection, by, today).id_index == giving.id_index:
        raise Refused("post_to_oneself", role=_named(giving))
    _check_apart(connection, giving)


def administrator(connection: Connection, by: str, today: date) -> Actor:
    """The administrator of this sign-in. Raises Refused where it is none today."""
    opener = _actor(connection, by, today)
    if opener is None or Role.ADMINISTRATOR not in opener.roles:
        raise Refused("sign_ins_not_yours", actor=by)
    return opener


def _check_second(connection: Connection, giving: Giving, opener: Actor, today: date, second: str | None) -> None:
    """What takes two persons is given by neither of them to himself."""
    if second is None:
        raise Refused("post_by_two", role=_named(giving))
    if len({opener.id_index, entitled(connection, second, today).id_index, giving.id_index}) < 3:
        raise Refused("post_to_oneself", role=_named(giving))


def entitled(connection: Connection, second: str, today: date) -> Actor:
    """Who may agree to what an administrator does for a sign-in. Raises Refused."""
    other = _actor(connection, second, today)
    if other is None or not other.roles & SECONDING:
        raise Refused("second_not_entitled", actor=second)
    return other


def _named(giving: Giving) -> str:
    return "、".join(name for role, name in ROLE_NAMES.items() if role in giving.by_two)


def _check_apart(connection: Connection, giving: Giving) -> None:
    """Who administers the program handles no case, under whatever sign-ins."""
    account = table("account")
    of_person = account.c.id_index == giving.id_index
    held = select(POST.c.role).join(account, account.c.username == POST.c.username).where(of_person)
    every = {post.role for post in giving.posts} | {Role(role) for role in connection.execute(held).scalars()}
    if Role.ADMINISTRATOR in every and every & APART:
        raise Refused("administrator_apart")


def _actor(connection: Connection, username: str, today: date) -> Actor | None:
    return open_actor(connection, username, today)[0]


def told(posts: Iterable[HeldPost], second: str | None) -> str:
    """The codes of the posts and who agreed, as the log has them."""
    roles = "+".join(sorted(post.role.value for post in posts))
    return f"{roles} {second}" if second else roles
