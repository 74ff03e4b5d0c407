"""登录事项: what an administrator asks for the sign-in of another, done when a second person, at his own sign-in, has agreed.

He is told a new password, who asked never knows it: so nobody alone signs in under another's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from claims.clock import instant_text, legal_day
from claims.errors import Refused
from claims.store.rows import insert_rows, select_one, update_row
from claims.store.tables import table
from workflows.account_opening import administrator, could_agree, entitled
from workflows.people import PLATFORM_ORG
from workflows.post_proposals import may_answer
from workflows.roles import Actor
from workflows.security_log import Happened, note
from workflows.sign_in_office import ACTS, Help, Helped, check_link, require_administrator
from workflows.transaction import Desk, in_one_transaction, reading

REQUEST, ACCOUNT = table("sign_in_request"), table("account")
WAITS = REQUEST.c.granted.is_(None)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits: for whose sign-in and what, who asked when; whether the viewer may agree, or take it back."""

    id: int
    username: str
    name: str
    what: Help
    subject: str
    by: str
    at: str
    may_grant: bool
    is_own: bool


def help_sign_in(desk: Desk, what: Help, helped: Helped) -> str | None:
    """Do it, where the account is a platform's, and return the password that was given; else ask for it and return None.
    Raises BadInput, Refused.
    """

    def work(connection: Connection) -> str | None:
        require_administrator(connection, helped.by, helped.username, helped.instant)
        if not _takes_two(connection, helped):
            return ACTS[what](connection, desk, helped)
        if what is Help.LINK:
            check_link(helped)
        mine = select(REQUEST.c.id).where(REQUEST.c.username == helped.username, REQUEST.c.what == what.value, WAITS)
        if connection.execute(mine).first() is not None:
            raise Refused("sign_in_request_waits", username=helped.username)
        row = {
            "username": helped.username,
            "what": what.value,
            "issuer": helped.issuer or None,
            "subject": helped.subject or None,
            "asked_by": helped.by,
            "asked_at": instant_text(helped.instant),
        }
        insert_rows(connection, "sign_in_request", [row])
        _note(connection, desk, Happened.SIGN_IN_ASKED, helped, what)
        return None

    return in_one_transaction(desk, work)


def answer(desk: Desk, username: str, request_id: int, instant: datetime, *, granted: bool) -> str:
    """Agree, so that it is done, or not; returns the password that was given, else nothing. Raises BadInput, Refused."""

    def work(connection: Connection) -> str:
        found = select(REQUEST).where(REQUEST.c.id == request_id, WAITS).with_for_update()
        row = connection.execute(found).mappings().first()
        if row is None:
            raise Refused("sign_in_request_answered")
        second, what = entitled(connection, username, legal_day(instant)), Help(row["what"])
        answered = {"answered_by": username, "granted": granted, "answered_at": instant_text(instant)}
        update_row(connection, "sign_in_request", {"id": request_id}, answered)
        helped = Helped(
            row["username"],
            row["asked_by"],
            instant,
            username,
            issuer=row["issuer"] or "",
            subject=row["subject"] or "",
        )
        if not granted:
            _note(connection, desk, Happened.SIGN_IN_DECLINED, helped, what)
            return ""
        asker = administrator(connection, helped.by, legal_day(instant))
        if len({asker.id_index, second.id_index, _index(connection, helped.username)}) < 3:
            raise Refused("sign_in_to_oneself")
        return ACTS[what](connection, desk, helped)

    return in_one_transaction(desk, work)


def requests(desk: Desk, actor: Actor) -> list[Asked]:
    """Those that wait, the oldest first."""
    about, by = ACCOUNT.alias("about"), ACCOUNT.alias("by")
    joined = REQUEST.join(about, about.c.username == REQUEST.c.username).join(by, by.c.username == REQUEST.c.asked_by)
    told_too = (about.c.display_name, about.c.id_index.label("about_index"), by.c.id_index.label("by_index"))
    found = select(*REQUEST.c, *told_too).select_from(joined).where(WAITS).order_by(REQUEST.c.id).limit(SHOWN)
    with reading(desk) as connection:
        rows = connection.execute(found).mappings().all()
    return [
        Asked(
            id=row["id"],
            username=row["username"],
            name=row["display_name"],
            what=Help(row["what"]),
            subject=row["subject"] or "",
            by=row["asked_by"],
            at=row["asked_at"],
            may_grant=may_answer(actor) and actor.id_index not in (row["by_index"], row["about_index"]),
            is_own=row["by_index"] == actor.id_index,
        )
        for row in rows
    ]


def _takes_two(connection: Connection, helped: Helped) -> bool:
    """Whether the account is one of the house, with a post today or without, and there ever was anybody who could agree.

    One without a post is given one some day: whoever let himself into it before would then hold that post.
    """
    account = select_one(connection, "account", username=helped.username)
    if account is None or account["org"].startswith(PLATFORM_ORG):
        return False
    return could_agree(connection, _index(connection, helped.by), account["id_index"])


def _index(connection: Connection, username: str) -> str:
    return str(connection.execute(select(ACCOUNT.c.id_index).where(ACCOUNT.c.username == username)).scalar_one())


def _note(connection: Connection, desk: Desk, what: Happened, helped: Helped, wanted: Help) -> None:
    by = helped.second or helped.by
    note(connection, desk, what, helped.instant, username=helped.username, by=by, detail=wanted.value)
