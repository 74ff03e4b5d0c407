"""The sign-ins of those inside, for who administers them: posts, locks, sessions, and what administrators did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from claims.clock import instant_text, legal_day, minute_text
from claims.store.rows import Row
from claims.store.tables import table
from workflows.people import RIDER_ORG
from workflows.roles import ROLE_NAMES, Role
from workflows.security_log import EVENT, Happened

PAGE_ROWS = 50
ACCOUNT, POST, CREDENTIAL, SESSION = (table(name) for name in ("account", "post", "credential", "sign_in_session"))
ADMINISTERED = (
    Happened.ACCOUNT_OPENED,
    Happened.POST_GIVEN,
    Happened.POST_PROPOSED,
    Happened.POST_DECLINED,
    Happened.ACCOUNT_CLOSED,
    Happened.SIGN_IN_ASKED,
    Happened.SIGN_IN_DECLINED,
    Happened.PASSWORD_GIVEN,
    Happened.TOTP_REMOVED,
    Happened.UNLOCKED,
    Happened.SESSION_ENDED,
    Happened.LINKED,
    Happened.SENT_AGAIN,
    Happened.EMERGENCY_ASKED,
    Happened.EMERGENCY_ANSWERED,
)


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as it is shown: its name, its days, its limit in fen, and whether it is held today."""

    name: str
    valid_from: str
    valid_to: str
    limit_fen: int | None
    is_held: bool


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """A sign-in as it is shown; `has_own_password` is false where the password was given and not changed yet."""

    username: str
    display_name: str
    org: str
    posts: tuple[ShownPost, ...]
    has_password: bool
    has_own_password: bool
    has_totp: bool
    sessions: int


@dataclass(frozen=True, slots=True)
class AdminAct:
    """Something that an administrator did; `at` in Asia/Shanghai, `detail` a code or a name of ours."""

    at: str
    what: Happened
    username: str | None
    by: str
    detail: str | None


def accounts(connection: Connection, instant: datetime, asked: str, page: int) -> tuple[list[ShownAccount], int]:
    """A page of the sign-ins of those inside, whose name or sign-in holds `asked`, and how many there are in all.

    Those of injured persons are their own and no administrator's.
    """
    wanted = ACCOUNT.c.org != RIDER_ORG
    if asked:
        held = (
            ACCOUNT.c.username.contains(asked, autoescape=True),
            ACCOUNT.c.display_name.contains(asked, autoescape=True),
        )
        wanted = wanted & or_(*held)
    total = int(connection.execute(select(func.count()).select_from(ACCOUNT).where(wanted)).scalar_one())
    found = select(ACCOUNT).where(wanted).order_by(ACCOUNT.c.username).limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)
    return _shown(connection, _rows(connection, found), instant), total


def accounts_of(connection: Connection, instant: datetime, org: str, page: int) -> tuple[list[ShownAccount], int]:
    """A page of the sign-ins of one house, by name, and how many there are."""
    wanted = ACCOUNT.c.org == org
    total = int(connection.execute(select(func.count()).select_from(ACCOUNT).where(wanted)).scalar_one())
    found = select(ACCOUNT).where(wanted).order_by(ACCOUNT.c.display_name, ACCOUNT.c.username)
    return _shown(connection, _rows(connection, found.limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)), instant), total


def account(connection: Connection, instant: datetime, username: str) -> ShownAccount | None:
    """One of them."""
    found = select(ACCOUNT).where(ACCOUNT.c.username == username, ACCOUNT.c.org != RIDER_ORG)
    shown = _shown(connection, _rows(connection, found), instant)
    return shown[0] if shown else None


def admin_acts(connection: Connection, page: int, username: str = "") -> tuple[list[AdminAct], int]:
    """A page of what administrators did, the newest first, and how many acts there are; about one account where named."""
    wanted = EVENT.c.by.is_not(None) | (EVENT.c.what == Happened.ACCOUNT_OPENED.value)
    wanted = wanted & EVENT.c.what.in_([kind.value for kind in ADMINISTERED])
    if username:
        wanted = wanted & (EVENT.c.username == username)
    total = int(connection.execute(select(func.count()).select_from(EVENT).where(wanted)).scalar_one())
    found = select(EVENT).where(wanted).order_by(EVENT.c.at.desc(), EVENT.c.id.desc())
    rows = _rows(connection, found.limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS))
    acts = [
        AdminAct(minute_text(row["at"]), Happened(row["what"]), row["username"], row["by"] or "", row["detail"])
        for row in rows
    ]
    return acts, total


def _shown(connection: Connection, rows: Sequence[Row], instant: datetime) -> list[ShownAccount]:
    names = [row["username"] for row in rows]
    known = {
        row["username"]: row for row in _rows(connection, select(CREDENTIAL).where(CREDENTIAL.c.username.in_(names)))
    }
    posts = _rows(connection, select(POST).where(POST.c.username.in_(names)).order_by(POST.c.valid_from, POST.c.role))
    sessions = _sessions(connection, names, instant)
    return [
        ShownAccount(
            username=row["username"],
            display_name=row["display_name"],
            org=row["org"],
            posts=tuple(_post(post, instant) for post in posts if post["username"] == row["username"]),
            has_password=bool(known.get(row["username"], {}).get("password_set_at")),
            has_own_password=not known.get(row["username"], {}).get("must_change", True),
            has_totp=bool(known.get(row["username"], {}).get("totp_since")),
            sessions=sessions.get(row["username"], 0),
        )
        for row in rows
    ]


def _sessions(connection: Connection, names: Sequence[str], instant: datetime) -> Mapping[str, int]:
    now = instant_text(instant)
    lasting = (SESSION.c.ended_at.is_(None), SESSION.c.ends_at > now, SESSION.c.idle_ends_at > now)
    found = select(SESSION.c.username, func.count()).where(SESSION.c.username.in_(names), *lasting)
    return {name: int(count) for name, count in connection.execute(found.group_by(SESSION.c.username))}


def _post(row: Row, instant: datetime) -> ShownPost:
    today, until = legal_day(instant), row["valid_to"]
    held = row["valid_from"] <= today and (until is None or until >= today)
    name = ROLE_NAMES[Role(row["role"])]
    return ShownPost(name, row["valid_from"].isoformat(), until.isoformat() if until else "", row["limit_fen"], held)


def _rows(connection: Connection, statement: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]
