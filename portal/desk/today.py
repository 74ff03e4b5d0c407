"""今日工作台: what falls due for the person who looks, grouped by day, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from portal.actors import actor_of
from portal.days import day_text
from portal.lights import Light, Term, light_of
from portal.navigation import READERS
from portal.shell import desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.allotments import GIVES
from workflows.roles import Actor
from workflows.today import Group, Waiting, counted, waiting_for
from workflows.today_tabs import Reminder, Standing, done_today, others_for, paused_for, reminders
from workflows.transaction import Desk, reading

READER = Depends(of_roles(*READERS))
Found = Callable[[Connection, Actor, date], list[Standing]]
RANGES = {"overdue": "超期", "today": "今天到期", "soon": "三日内", "later": "其余"}
SHOWN_MAX = 200
REMINDERS = 20
TABS = (("/desk", "待我办"), ("/desk/paused", "已暂停"), ("/desk/waiting", "等别人"), ("/desk/done", "今天已办"))
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

    @routes.get("/desk")
    def today(request: Request, only: str = "", who: SignedIn = READER) -> Response:
        desk = desk_of(request)
        told = _told(desk, who)
        found = waiting_for(desk, who.username)
        wanted = [one for one in found if _in_range(one, only, desk)]
        wanted.sort(key=lambda one: list(Group).index(one.group))
        rows = [row_of(one, desk) for one in wanted[:SHOWN_MAX]]
        return show(
            request,
            who,
            "desk/today.html",
            heading=f"今日工作台 · {day_text(desk.today(), desk.today())}",
            groups=[(group.value, list(part)) for group, part in groupby(rows, key=lambda row: row.waiting.group)],
            count=counted(found, desk.today()),
            ranges=RANGES,
            only=only if only in RANGES else "",
            total=len(wanted),
            most=SHOWN_MAX,
            next_day=_next_day(found),
            tabs=tabs_for(who),
            live="desk",
            reminders=told[:REMINDERS],
            reminded=len(told),
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


def tabs_for(who: SignedIn) -> tuple[tuple[str, str], ...]:
    """The tabs of the desk; whoever gives work out has one more."""
    return (TABS[0], UNALLOTTED, *TABS[1:]) if who.roles & set(GIVES) else TABS


def _told(desk: Desk, who: SignedIn) -> list[Reminder]:
    with reading(desk) as connection:
        return reminders(connection, desk, actor_of(connection, desk, who))


def _standing(request: Request, who: SignedIn, found: Found, heading: str, nothing: str) -> Response:
    desk = desk_of(request)
    with reading(desk) as connection:
        rows = found(connection, actor_of(connection, desk, who), desk.today())
    lit = [(one, light_of(_term(one), desk.calendar, desk.today())) for one in rows]
    return show(request, who, "desk/standing.html", heading=heading, rows=lit, nothing=nothing, tabs=tabs_for(who))


def _term(one: Standing) -> Term:
    return Term(one.due_on, one.unit, "paused" if one.paused else "running", provisional=one.provisional)


def _in_range(one: Waiting, only: str, desk: Desk) -> bool:
    """Whether a thing is in the range that the address asks for; an unknown range asks for all."""
    return only not in RANGES or bool(getattr(counted([one], desk.today()), only))


def row_of(one: Waiting, desk: Desk) -> Row:
    """A thing that waits with its light."""
    entry = one.entry
    light = None
    if entry.governing_on is not None:
        term = Term(entry.governing_on, entry.unit, warned=entry.warned, provisional=entry.provisional)
        light = light_of(term, desk.calendar, desk.today())
    waited = max(0, (desk.today() - one.head.since_on).days) if one.head else 0
    return Row(one, light, waited)


def _next_day(found: list[Waiting]) -> str:
    """The nearest day of all that waits, in words; empty where nothing has a day."""
    days = [one.entry.governing_on for one in found if one.entry.governing_on is not None]
    return day_text(min(days)) if days else ""
