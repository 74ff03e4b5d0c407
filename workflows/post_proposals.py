"""岗位提议: posts inside the house are put forward by an administrator and given when another person, at his own sign-in, has
agreed. He is told the first password of an account that is opened so: who put it forward never knows it. So it is with an
account that comes back to such a post after it held none: whatever was set for it meanwhile opens nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from claims.canonical import canonical_json
from claims.clock import instant_text, legal_day
from claims.errors import Refused
from claims.store.rows import Row, insert_rows, update_row
from claims.store.tables import table
from workflows.account_opening import (
    SECONDING,
    Giving,
    check_proposal,
    enter,
    entitled,
    first_password,
    give,
    is_inside,
    one_at_a_time,
    told,
)
from workflows.people import AREAS_APART, HeldPost
from workflows.roles import Actor, Role
from workflows.security_log import Happened, note
from workflows.sign_in_office import Helped, begin_anew
from workflows.transaction import Desk, in_one_transaction, reading, sandboxed

PROPOSAL = table("post_proposal")
WAITS = PROPOSAL.c.granted.is_(None)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as people read it. `is_new`: the account is to be opened. `state`: waiting, granted, refused or withdrawn;
    while it waits, whether it is the viewer's own, who may take it back, and whether he may agree to it.
    """

    id: int
    username: str
    name: str
    is_new: bool
    org: str
    posts: tuple[HeldPost, ...]
    by: str
    at: str
    answered_by: str
    state: str
    is_own: bool
    may_grant: bool


def propose(desk: Desk, giving: Giving, instant: datetime, by: str) -> None:
    """Put posts forward. Raises BadInput, Refused where they could not be given, or where the account has some that wait."""
    with sandboxed(desk) as trial:
        in_one_transaction(trial, lambda connection: enter(connection, trial, giving, instant, by, None))

    def work(connection: Connection) -> None:
        one_at_a_time(connection)
        check_proposal(connection, giving, legal_day(instant), by)
        mine = select(PROPOSAL.c.id).where(PROPOSAL.c.username == giving.username, WAITS)
        if connection.execute(mine).first() is not None:
            raise Refused("post_proposal_waits", username=giving.username)
        row: Row = {
            "username": giving.username,
            "display_name": giving.name,
            "org": giving.org,
            "id_index": giving.id_index,
            "posts": canonical_json([_kept(post) for post in giving.posts]),
            "proposed_by": by,
            "proposed_at": instant_text(instant),
        }
        insert_rows(connection, "post_proposal", [row])
        _note(connection, desk, Happened.POST_PROPOSED, giving, instant, by)

    in_one_transaction(desk, work)


def answer(desk: Desk, username: str, proposal_id: int, instant: datetime, *, granted: bool) -> str:
    """Agree, so that the posts are given from today on at the earliest, or not; returns the password of an account that is
    opened by it or begins anew, else nothing. Raises BadInput, Refused.
    """

    def work(connection: Connection) -> str:
        found = select(PROPOSAL).where(PROPOSAL.c.id == proposal_id, WAITS).with_for_update()
        row = connection.execute(found).mappings().first()
        if row is None:
            raise Refused("post_proposal_answered")
        giving = _giving(dict(row), legal_day(instant))
        second = entitled(connection, username, legal_day(instant))
        answered = {"answered_by": username, "granted": granted, "answered_at": instant_text(instant)}
        update_row(connection, "post_proposal", {"id": proposal_id}, answered)
        if not granted:
            _note(connection, desk, Happened.POST_DECLINED, giving, instant, username)
            return ""
        was_inside = giving.name is None and is_inside(connection, giving.username, legal_day(instant))
        give(connection, desk, giving, instant, row["proposed_by"], second.username)
        if giving.name is not None:
            return first_password(connection, desk, giving.username, instant)
        back = Helped(giving.username, row["proposed_by"], instant, second.username)
        return "" if was_inside or not giving.by_two else begin_anew(connection, desk, back)

    return in_one_transaction(desk, work)


def may_answer(actor: Actor) -> bool:
    """Whether the actor is one of those who may agree to what another person puts forward."""
    return bool(actor.roles & SECONDING)


def proposals(desk: Desk, actor: Actor, *, waiting: bool) -> list[Proposed]:
    """Those that wait, the oldest first; or the latest of those that have been answered."""
    which = (WAITS, PROPOSAL.c.id) if waiting else (~WAITS, PROPOSAL.c.id.desc())
    about, by = table("account").alias("about"), table("account").alias("by")
    joined = PROPOSAL.join(by, by.c.username == PROPOSAL.c.proposed_by)
    joined = joined.outerjoin(about, about.c.username == PROPOSAL.c.username)
    told_too = (about.c.display_name.label("known_as"), by.c.id_index.label("by_index"))
    found = select(*PROPOSAL.c, *told_too).select_from(joined).where(which[0])
    with reading(desk) as connection:
        rows = connection.execute(found.order_by(which[1]).limit(SHOWN)).mappings().all()
    return [
        Proposed(
            id=row["id"],
            username=row["username"],
            name=row["display_name"] or row["known_as"],
            is_new=row["display_name"] is not None,
            org=row["org"],
            posts=_posts(row["posts"]),
            by=row["proposed_by"],
            at=row["proposed_at"],
            answered_by=row["answered_by"] or "",
            state=_state(dict(row)),
            is_own=row["by_index"] == actor.id_index,
            may_grant=may_answer(actor) and actor.id_index not in (row["by_index"], row["id_index"]),
        )
        for row in rows
    ]


def _state(row: Row) -> str:
    if row["granted"] is None:
        return "waiting"
    if row["granted"]:
        return "granted"
    return "withdrawn" if row["answered_by"] == row["proposed_by"] else "refused"


def _note(connection: Connection, desk: Desk, what: Happened, giving: Giving, instant: datetime, by: str) -> None:
    """An account that is not there yet cannot be named as one, only beside it."""
    known = giving.username if giving.name is None else None
    detail = told(giving.posts, None if known else giving.username)
    note(connection, desk, what, instant, username=known, by=by, detail=detail)


def _giving(row: Row, today: date) -> Giving:
    posts = tuple(replace(post, valid_from=max(post.valid_from, today)) for post in _posts(row["posts"]))
    return Giving(row["username"], row["display_name"], row["org"], row["id_index"], posts)


def _kept(post: HeldPost) -> dict[str, Any]:
    ends = post.valid_to.isoformat() if post.valid_to else None
    days = {"valid_from": post.valid_from.isoformat(), "valid_to": ends}
    return {"role": post.role.value, **days, "limit_fen": post.limit_fen, "areas": AREAS_APART.join(post.areas)}


def _posts(kept: str) -> tuple[HeldPost, ...]:
    return tuple(_post(one) for one in json.loads(kept))


def _post(kept: Mapping[str, Any]) -> HeldPost:
    ends = date.fromisoformat(kept["valid_to"]) if kept["valid_to"] else None
    areas = tuple(kept["areas"].split(AREAS_APART)) if kept["areas"] else ()
    return HeldPost(Role(kept["role"]), date.fromisoformat(kept["valid_from"]), kept["limit_fen"], ends, areas)
