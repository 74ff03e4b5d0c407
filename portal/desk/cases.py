"""案件: the list of cases, filtered by what stands in the address, and written out as it is shown."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import words
from claims.periods import Unit
from portal.desk.case_export import HEADINGS, case_lines
from portal.desk.case_filters import Filters, filters_of, unread_words, wanted_of
from portal.desk.counter import TAKERS
from portal.downloads import csv_attachment
from portal.lights import Light, Term, light_of
from portal.navigation import READERS
from portal.queries import APART, address, counted_text
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.access_log import Access, note_read
from workflows.case_choices import colleagues_of
from workflows.case_list import COUNTED_MAX, PAGE_ROWS, Found, case_list, platforms_of
from workflows.letter_board import FoundLetters
from workflows.roles import OFFICERS
from workflows.transaction import Desk, reading

PATH = "/desk/cases"
FILE = PATH + ".csv"
EXPORTED_MOST = 5_000


def cases_routes() -> APIRouter:
    """The routes of the list and of its file."""
    routes = APIRouter()

    @routes.get(PATH)
    def cases(request: Request, who: SignedIn = Depends(of_roles(*READERS))) -> Response:
        filters, found = _found(request, who, request.query_params.get("after", ""))
        return _page(request, who, filters, found)

    @routes.get(FILE)
    def as_csv(request: Request, who: SignedIn = Depends(of_roles(*OFFICERS))) -> Response:
        found = _found(request, who, page_rows=EXPORTED_MOST)[1]
        if found.after is not None:
            total = counted_text(found.total, COUNTED_MAX)
            said = Said("failure", words("cases_too_many", total=total, most=EXPORTED_MOST))
            return _page(request, who, *_found(request, who), status=422, said=said)
        desk = desk_of(request)
        note_read(desk, who.username, Access.EXPORT, field="cases")
        return csv_attachment(HEADINGS, case_lines(found), f"案件-{desk.today()}.csv")

    return routes


def _found(request: Request, who: SignedIn, after: str = "", page_rows: int = PAGE_ROWS) -> tuple[Filters, Found]:
    desk = desk_of(request)
    with reading(desk) as connection:
        colleagues = colleagues_of(connection, desk.today())
        filters = filters_of(request, desk, platforms_of(connection, desk.rules), colleagues)
        wanted = wanted_of(filters, desk, after)
        return filters, case_list(connection, who.actor, desk.today(), wanted, page_rows)


def _page(
    request: Request, who: SignedIn, filters: Filters, found: Found, status: int = 200, said: Said | None = None
) -> Response:
    desk, asked, unread = desk_of(request), dict(filters.asked), unread_words(filters)
    facts: dict[str, Any] = {
        "said": said or (Said("warning", unread) if unread else None),
        "rows": [(head, _light(found, head.no, desk)) for head in found.heads],
        "total": counted_text(found.total, COUNTED_MAX),
        "may_report": bool(who.roles & TAKERS),
        "file": address(FILE, asked) if who.roles & OFFICERS else "",
        "fields": filters.fields(),
        "chips": filters.chips(PATH),
        "first": address(PATH, asked) if request.query_params.get("after") else "",
        "more": address(PATH, asked, after=place_text(found)) if found.after else "",
        "sorts": {name: _sort(asked, name) for name in ("no", "accident", "reported")},
    }
    return show(request, who, "desk/cases.html", status, **facts)


def place_text(found: Found | FoundLetters) -> str:
    """The place behind which the next page begins, as it stands in an address; empty on the last page."""
    return APART.join(map(str, found.after or ()))


def _light(found: Found, no: str, desk: Desk) -> Light | None:
    if no not in found.due:
        return None
    due_on, unit = found.due[no]
    return light_of(Term(due_on, Unit(unit)), desk.calendar, desk.today())


def _sort(asked: dict[str, str], name: str) -> tuple[str, str]:
    """The address that sorts by a column, and how the column is sorted now, for `aria-sort`."""
    now = asked["sort"] or "-reported"
    state = "ascending" if now == name else "descending" if now == f"-{name}" else "none"
    return address(PATH, asked, sort=name if now == f"-{name}" else f"-{name}"), state
