"""Which investigators there are, what each has in hand, and to whom a case was handed, for how long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from claims.store.tables import table
from workflows.overtaken import Beside, Overtaken
from workflows.roles import Role
from workflows.security_log import Happened
from workflows.transaction import Desk, reading

ACCOUNT, POST, ASSIGNMENT = table("account"), table("post"), table("assignment")
SECURITY = table("security_event")


@dataclass(frozen=True, slots=True)
class Assigned:
    """A case in an investigator's hands; `running` is whether today lies within it."""

    username: str
    name: str
    begins_on: date
    ends_on: date
    by: str
    running: bool


def hands(assigned: Iterable[Assigned]) -> str:
    """In whose hands a case is, as a text by which a page can tell whether it still is."""
    return "；".join(f"{one.name} {one.begins_on} 至 {one.ends_on}" for one in assigned) or "没有委托"


def overtaken_hands(desk: Desk, username: str, no: str, seen: str) -> Overtaken | None:
    """Both versions, where another than `username` has handed the case on since it was in the hands `seen`."""
    now = hands(assignments_of(desk, no))
    wanted = (SECURITY.c.detail == no, SECURITY.c.what.in_([Happened.ASSIGNED.value, Happened.ASSIGNMENT_ENDED.value]))
    giver = ACCOUNT.join(SECURITY, SECURITY.c.by == ACCOUNT.c.username)
    found = select(ACCOUNT.c.display_name, SECURITY.c.at, SECURITY.c.by).select_from(giver).where(*wanted)
    with reading(desk) as connection:
        last = connection.execute(found.order_by(SECURITY.c.at.desc()).limit(1)).first()
    if seen in ("", now) or last is None or last.by == username:
        return None
    return Overtaken(last.display_name, last.at, (Beside("委托", seen, now),))


def investigators(desk: Desk) -> tuple[tuple[str, str, int], ...]:
    """The investigators of today: account, name, and how many cases each has in hand."""
    today = desk.today()
    open_now = (ASSIGNMENT.c.begins_on <= today, ASSIGNMENT.c.ends_on >= today)
    load = select(func.count()).where(ASSIGNMENT.c.username == ACCOUNT.c.username, *open_now).scalar_subquery()
    held = (
        POST.c.role == Role.INVESTIGATOR,
        POST.c.valid_from <= today,
        or_(POST.c.valid_to.is_(None), POST.c.valid_to >= today),
    )
    found = select(ACCOUNT.c.username, ACCOUNT.c.display_name, load).join(POST, POST.c.username == ACCOUNT.c.username)
    with reading(desk) as connection:
        rows = connection.execute(found.where(*held).distinct().order_by(ACCOUNT.c.username))
        return tuple((row[0], row[1], int(row[2])) for row in rows)


def assignments_of(desk: Desk, no: str) -> tuple[Assigned, ...]:
    """To whom the case was handed, the latest first."""
    giver = ACCOUNT.alias("giver")
    joined = ASSIGNMENT.join(ACCOUNT, ACCOUNT.c.username == ASSIGNMENT.c.username)
    joined = joined.join(giver, giver.c.username == ASSIGNMENT.c.assigned_by)
    columns = (
        ASSIGNMENT.c.username,
        ACCOUNT.c.display_name,
        ASSIGNMENT.c.begins_on,
        ASSIGNMENT.c.ends_on,
        giver.c.display_name,
    )
    found = select(*columns).select_from(joined).where(ASSIGNMENT.c.claim_no == no).order_by(ASSIGNMENT.c.id.desc())
    with reading(desk) as connection:
        rows = connection.execute(found).all()
    return tuple(Assigned(*row, running=row[2] <= desk.today() <= row[3]) for row in rows)
