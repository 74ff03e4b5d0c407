"""应急查看: an administrator, who sees no case, looks at one for an hour because a second person agreed, and why is on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from claims.clock import instant_text, minute_text
from claims.errors import BadInput, Refused
from claims.store.rows import Row, insert_rows, select_one
from claims.store.tables import table
from workflows.access_log import Access, note_read
from workflows.locking import open_actor, own_or_recused
from workflows.roles import Actor, Role
from workflows.security_log import Happened, note
from workflows.sight import closed_cases, seen_among
from workflows.transaction import Desk, in_one_transaction, reading

LASTS = timedelta(minutes=60)
ANSWERED_WITHIN = timedelta(days=1)
ANSWERS = frozenset({Role.SECTION_HEAD, Role.LEADER})
REASON_MAX = 200
FIELD = "emergency"
LOOK, ANSWER, ACCOUNT = table("emergency_look"), table("emergency_answer"), table("account")


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as people read it: `state` is waiting, open, over, refused or lapsed; `until` the end of the hour."""

    id: int
    username: str
    claim_no: str
    reason: str
    asked_at: str
    answered_by: str
    until: str
    state: str


def ask(desk: Desk, username: str, claim_no: str, reason: str) -> None:
    """Ask to look at a case. Raises Refused where `username` may not, or has asked already; BadInput without a reason."""
    told = " ".join(reason.split())
    if not told or len(told) > REASON_MAX:
        raise BadInput("emergency_without_reason", limit=REASON_MAX)

    def work(connection: Connection) -> None:
        actor, _ = open_actor(connection, username, desk.today())
        if actor is None or Role.ADMINISTRATOR not in actor.roles:
            raise Refused("emergency_not_administrator", actor=username)
        if select_one(connection, "claim", no=claim_no) is None:
            raise Refused("no_such_claim", claim=claim_no)
        if any(own_or_recused(connection, actor, [claim_no])):
            raise Refused("own_case_unseen")
        mine = [
            one for one in _shown(connection, desk.instant()) if (one.username, one.claim_no) == (username, claim_no)
        ]
        if any(one.state in ("waiting", "open") for one in mine):
            raise Refused("emergency_waits")
        row = {"username": username, "claim_no": claim_no, "reason": told, "asked_at": instant_text(desk.instant())}
        insert_rows(connection, "emergency_look", [row])
        note(
            connection, desk, Happened.EMERGENCY_ASKED, desk.instant(), username=username, by=username, detail=claim_no
        )

    in_one_transaction(desk, work)


def answer(desk: Desk, username: str, look_id: int, *, granted: bool) -> None:
    """Agree, for an hour from now, or not, as a head or a leader who is another person and sees the case. Raises Refused."""

    def work(connection: Connection) -> None:
        asked = connection.execute(select(LOOK).where(LOOK.c.id == look_id).with_for_update()).mappings().first()
        actor, _ = open_actor(connection, username, desk.today())
        if (
            asked is None
            or actor is None
            or not actor.roles & ANSWERS
            or _is_same(connection, actor, asked["username"])
            or not seen_among(connection, actor, [asked["claim_no"]], desk.today())
        ):
            raise Refused("emergency_not_yours", actor=username)
        now = desk.instant()
        is_late = asked["asked_at"] < instant_text(now - ANSWERED_WITHIN)
        if is_late or select_one(connection, "emergency_answer", look_id=look_id) is not None:
            raise Refused("emergency_answered")
        row: Row = {"look_id": look_id, "answered_by": username, "granted": granted, "answered_at": instant_text(now)}
        insert_rows(connection, "emergency_answer", [{**row, "until": instant_text(now + LASTS) if granted else None}])
        about = {"username": asked["username"], "by": username, "detail": asked["claim_no"]}
        note(connection, desk, Happened.EMERGENCY_ANSWERED, now, **about)

    in_one_transaction(desk, work)


def enter(desk: Desk, username: str, claim_no: str) -> tuple[Row, Actor, Shown]:
    """The case, for who may look at it now; that he looked, and why, is written down. Raises Refused emergency_closed."""
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=claim_no)
        actor, _ = open_actor(connection, username, desk.today())
        mine = (
            one for one in _shown(connection, desk.instant()) if (one.username, one.claim_no) == (username, claim_no)
        )
        look = next((one for one in mine if one.state == "open"), None)
    if claim is None or actor is None or look is None or Role.ADMINISTRATOR not in actor.roles:
        raise Refused("emergency_closed")
    note_read(desk, username, Access.CASE, claim_no, claim["person_id"], FIELD, look.reason)
    return claim, actor, look


def looks_of(desk: Desk, most: int, username: str) -> list[Shown]:
    """The latest requests of one person."""
    with reading(desk) as connection:
        found = _shown(connection, desk.instant())
    return [one for one in found if one.username == username][:most]


def looks(desk: Desk, most: int, actor: Actor) -> list[Shown]:
    """The latest requests for the cases that `actor` may see."""
    return _seen_by(desk, actor)[:most]


def waiting(desk: Desk, actor: Actor) -> list[Shown]:
    """Those of them that wait for an answer."""
    return [one for one in _seen_by(desk, actor) if one.state == "waiting"]


def _seen_by(desk: Desk, actor: Actor) -> list[Shown]:
    with reading(desk) as connection:
        found = _shown(connection, desk.instant())
        closed = closed_cases(connection, actor, desk.today()) if found else frozenset()
    return [one for one in found if one.claim_no not in closed]


def _is_same(connection: Connection, actor: Actor, username: str) -> bool:
    first = select_one(connection, "account", username=username)
    return first is None or first["id_index"] == actor.id_index


def _shown(connection: Connection, now: datetime) -> list[Shown]:
    """Every request with its answer, the latest first."""
    joined = LOOK.outerjoin(ANSWER, ANSWER.c.look_id == LOOK.c.id)
    columns = (*LOOK.c, ANSWER.c.answered_by, ANSWER.c.granted, ANSWER.c.until)
    rows = connection.execute(select(*columns).select_from(joined).order_by(LOOK.c.id.desc())).mappings()
    return [
        Shown(
            id=row["id"],
            username=row["username"],
            claim_no=row["claim_no"],
            reason=row["reason"],
            asked_at=row["asked_at"],
            answered_by=row["answered_by"] or "",
            until=minute_text(row["until"]) if row["until"] else "",
            state=_state(dict(row), now),
        )
        for row in rows
    ]


def _state(row: Row, now: datetime) -> str:
    if row["granted"] is None:
        return "lapsed" if row["asked_at"] < instant_text(now - ANSWERED_WITHIN) else "waiting"
    if not row["granted"]:
        return "refused"
    return "open" if instant_text(now) < row["until"] else "over"
