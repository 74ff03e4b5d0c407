"""人员: who signs in for the platform. Everybody has an account of his own, which the bureau opens and closes."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from portal.platform.looking import ONE
from portal.queries import page_in, turning
from portal.shell import desk_of, show
from portal.signed_in import SignedIn
from workflows.account_list import PAGE_ROWS, accounts_of
from workflows.transaction import reading

PATH = "/p/people"


def people_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def people(request: Request, page: str = "1", who: SignedIn = ONE) -> Response:
        desk, number = desk_of(request), page_in(page)
        with reading(desk) as connection:
            found, total = accounts_of(connection, desk.instant(), who.actor.org, number)
        pager = turning(PATH, {}, number, total, PAGE_ROWS)
        return show(request, who, "platform/people.html", people=found, total=total, **pager)

    return routes
