"""动态: everything that the person was told about a case, the latest first, a page at a time."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from portal.days import instant_shown
from portal.queries import page_in
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER, shown_part
from portal.shell import desk_of
from portal.signed_in import SignedIn
from workflows.rider_view import told_of
from workflows.transaction import reading

PATH = "/r/cases/{no}/history"
ROWS = 20


def history_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def history(request: Request, no: str, page: str = "", who: SignedIn = RIDER) -> Response:
        shown_part(request, who, no)
        at = page_in(page)
        with reading(desk_of(request)) as connection:
            rows = told_of(connection, no, str(who.actor.person_id), ROWS + 1, (at - 1) * ROWS)
        told = [(instant_shown(one.at), one.what) for one in rows[:ROWS]]
        return rider_page(request, "r/history.html", no=no, told=told, page=at, more=len(rows) > ROWS)

    return routes
