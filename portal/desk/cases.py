"""案件: the list of cases, filtered by what stands in the address."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from claims.periods import Unit
from portal.desk.counter import TAKERS
from portal.lights import Light, Term, light_of
from portal.navigation import READERS
from portal.parts import Chip, Question
from portal.queries import APART, address, counted_text, day_in
from portal.shell import desk_of, show, told_unread
from portal.signed_in import SignedIn, of_roles
from portal.wording import state_words
from workflows.case_list import COUNTED_MAX, Found, Wanted, case_list, platforms_of
from workflows.letter_board import FoundLetters
from workflows.machines import MACHINES
from workflows.transaction import Desk, reading

PATH = "/desk/cases"
NAMES = ("state", "platform", "from", "to", "mark", "sort")
MARKS = {"fast": "绿色通道", "overdue": "有超期"}
STATES = tuple((state, state_words("claim", state).officer) for state in MACHINES["claim"].states)


def cases_routes() -> APIRouter:
    """The route of the list."""
    routes = APIRouter()

    @routes.get(PATH)
    def cases(request: Request, who: SignedIn = Depends(of_roles(*READERS))) -> Response:
        desk, asked = desk_of(request), {name: request.query_params.get(name, "").strip() for name in NAMES}
        after = request.query_params.get("after", "")
        with reading(desk) as connection:
            found = case_list(connection, who.actor, desk.today(), _wanted(asked, after))
            platforms = platforms_of(connection)
        return show(
            request,
            who,
            "desk/cases.html",
            said=told_unread(asked, {"from": "受伤日期自", "to": "受伤日期至"}),
            rows=[(head, _light(found, head.no, desk)) for head in found.heads],
            total=counted_text(found.total, COUNTED_MAX),
            may_report=bool(who.roles & TAKERS),
            fields=_fields(asked, platforms),
            chips=_chips(asked),
            first=address(PATH, asked) if after else "",
            more=address(PATH, asked, after=place_text(found)) if found.after else "",
            sorts={name: _sort(asked, name) for name in ("no", "accident", "reported")},
        )

    return routes


def _wanted(asked: dict[str, str], after: str) -> Wanted:
    sort = asked["sort"] or "-reported"
    return Wanted(
        states=(asked["state"],) if asked["state"] in MACHINES["claim"].states else (),
        platform=asked["platform"],
        accident_from=day_in(asked["from"]),
        accident_to=day_in(asked["to"]),
        fast=asked["mark"] == "fast",
        overdue=asked["mark"] == "overdue",
        sort=sort,
        after=place_in(after, by_number=sort.removeprefix("-") == "no"),
    )


def place_text(found: Found | FoundLetters) -> str:
    """The place behind which the next page begins, as it stands in an address; empty on the last page."""
    return APART.join(map(str, found.after or ()))


def place_in(text: str, *, by_number: bool) -> tuple[date | str, str] | None:
    """The case or letter behind which an address lets the page begin; None, the beginning, for what names none."""
    key, apart, no = text.partition(APART) if text.isprintable() else ("", "", "")
    place = key if by_number else day_in(key)
    return (place, no) if apart and place else None


def _light(found: Found, no: str, desk: Desk) -> Light | None:
    if no not in found.due:
        return None
    due_on, unit = found.due[no]
    return light_of(Term(due_on, Unit(unit)), desk.calendar, desk.today())


def _fields(asked: dict[str, str], platforms: list[str]) -> list[Question]:
    every = (("", "全部"),)
    return [
        Question("state", "状态", "select", asked["state"], choices=(*every, *STATES)),
        Question("platform", "平台", "select", asked["platform"], choices=(*every, *((one, one) for one in platforms))),
        Question("from", "受伤日期自", "date", asked["from"]),
        Question("to", "受伤日期至", "date", asked["to"]),
        Question("mark", "标记", "select", asked["mark"], choices=(*every, *MARKS.items())),
    ]


def _chips(asked: dict[str, str]) -> list[Chip]:
    shown = {"state": dict(STATES), "mark": MARKS}
    labels = {"state": "状态", "platform": "平台", "from": "受伤自", "to": "受伤至", "mark": "标记"}
    return [
        Chip(label, shown.get(name, {}).get(asked[name], asked[name]), address(PATH, asked, **{name: None}))
        for name, label in labels.items()
        if asked[name]
    ]


def _sort(asked: dict[str, str], name: str) -> tuple[str, str]:
    """The address that sorts by a column, and how the column is sorted now, for `aria-sort`."""
    now = asked["sort"] or "-reported"
    state = "ascending" if now == name else "descending" if now == f"-{name}" else "none"
    return address(PATH, asked, sort=name if now == f"-{name}" else f"-{name}"), state
