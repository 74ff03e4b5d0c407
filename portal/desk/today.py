"""今日工作台: what falls due for the person who looks, grouped by day, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import words
from portal.days import day_text
from portal.lights import Light, Term, light_of
from portal.navigation import READERS
from portal.queries import APART, address, day_in
from portal.shell import desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.allotments import GIVES
from workflows.emergency_looks import ANSWERS
from workflows.emergency_looks import waiting as emergencies
from workflows.inbox_tasks import Place, Range
from workflows.post_proposals import proposals
from workflows.roles import Actor
from workflows.sign_in_requests import requests
from workflows.today import Waiting, today_of
from workflows.today_tabs import Standing, done_today, others_for, paused_for, reminders
from workflows.transaction import Desk, reading

PATH = "/desk"
READER = Depends(of_roles(*READERS))
Found = Callable[[Connection, Actor, date], list[Standing]]
RANGES = {Range.OVERDUE: "超期", Range.TODAY: "今天到期", Range.SOON: "三日内", Range.LATER: "其余"}
TABS = ((PATH, "待我办"), ("/desk/paused", "已暂停"), ("/desk/waiting", "等别人"), ("/desk/done", "今天已办"))
UNALLOTTED = ("/desk/unallotted", "待分派")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the desk."""

    waiting: Waiting
    light: Light | None
    waited_days: int


def today_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def today(request: Request, only: str = "", after: str = "", who: SignedIn = READER) -> Response:
        desk, wanted = desk_of(request), Range(only) if only in RANGES else None
        with reading(desk) as connection:
            found = today_of(connection, desk, who.actor, wanted, place_in(after))
            told = reminders(connection, desk, who.actor)
        rows = [row_of(one, desk) for one in found.waiting]
        asked = {"only": wanted or ""}
        return show(
            request,
            who,
            "desk/today.html",
            heading=f"今日工作台 · {day_text(desk.today(), desk.today())}",
            groups=[(group.value, list(part)) for group, part in groupby(rows, key=lambda row: row.waiting.group)],
            count=found.counts,
            ranges=RANGES,
            only=wanted,
            next_day=day_text(found.next_on) if found.next_on else "",
            first=address(PATH, asked) if after else "",
            more=address(PATH, asked, after=place_text(found.after)) if found.after else "",
            tabs=tabs_for(who),
            live="desk",
            to_answer=_to_answer(desk, who),
            told=told,
        )

    @routes.get("/desk/paused")
    def paused(request: Request, who: SignedIn = READER) -> Response:
        return _standing(request, who, paused_for, "已暂停", "没有停着的期限。")

    @routes.get("/desk/waiting")
    def waiting(request: Request, who: SignedIn = READER) -> Response:
        return _standing(request, who, others_for, "等别人", "没有在等别人的事项。")

    @routes.get("/desk/done")
    def done(request: Request, who: SignedIn = READER) -> Response:
        desk = desk_of(request)
        with reading(desk) as connection:
            rows = done_today(connection, desk, who.username)
        return show(request, who, "desk/done_today.html", heading="今天已办", rows=rows, tabs=tabs_for(who))

    return routes


def _to_answer(desk: Desk, who: SignedIn) -> list[tuple[str, str]]:
    """What of administrators waits for an answer, to who may give it, each with where that is done."""
    if not who.roles & ANSWERS:
        return []
    asked = (
        ("emergency_pending", len(emergencies(desk, who.actor)), "/desk/emergency"),
        (
            "post_proposals_pending",
            len([one for one in proposals(desk, who.actor, waiting=True) if one.may_grant]),
            "/desk/posts",
        ),
        (
            "sign_in_requests_pending",
            len([one for one in requests(desk, who.actor) if one.may_grant]),
            "/desk/posts",
        ),
    )
    return [(words(code, count=count), href) for code, count, href in asked if count]


def tabs_for(who: SignedIn) -> tuple[tuple[str, str], ...]:
    """The tabs of the desk; whoever gives work out has one more."""
    return (TABS[0], UNALLOTTED, *TABS[1:]) if who.roles & set(GIVES) else TABS


def _standing(request: Request, who: SignedIn, found: Found, heading: str, nothing: str) -> Response:
    desk = desk_of(request)
    with reading(desk) as connection:
        rows = found(connection, who.actor, desk.today())
    lit = [(one, light_of(_term(one), desk.calendar, desk.today())) for one in rows]
    return show(request, who, "desk/standing.html", heading=heading, rows=lit, nothing=nothing, tabs=tabs_for(who))


def _term(one: Standing) -> Term:
    return Term(one.due_on, one.unit, "paused" if one.paused else "running", provisional=one.provisional)


def row_of(one: Waiting, desk: Desk) -> Row:
    """A thing that waits with its light."""
    entry = one.entry
    light = None
    if entry.governing_on is not None:
        term = Term(entry.governing_on, entry.unit, warned=entry.warned, provisional=entry.provisional)
        light = light_of(term, desk.calendar, desk.today())
    waited = max(0, (desk.today() - one.head.since_on).days) if one.head else 0
    return Row(one, light, waited)


def place_text(place: Place) -> str:
    """A place in the order as it stands in an address."""
    return APART.join((str(place.calm), place.day.isoformat(), place.target, place.source, place.clock_id))


def place_in(text: str) -> Place | None:
    """The place that an address names; None, the beginning, for what names none."""
    parts = text.split(APART) if text.isprintable() else []
    day = day_in(parts[1]) if len(parts) == len(fields(Place)) else None
    return Place(int(parts[0] == "1"), day, *parts[2:]) if day is not None else None
