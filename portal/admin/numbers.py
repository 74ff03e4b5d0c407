"""文号: every number series with its last and its next number. It counts by itself and is set by nobody."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from portal.queries import address, page_in
from portal.shell import desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.number_board import number_series
from workflows.roles import Role
from workflows.transaction import reading

PATH = "/admin/numbers"
PAGE_ROWS = 50


def number_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def numbers(request: Request, page: str = "1", who: SignedIn = Depends(of_roles(Role.ADMINISTRATOR))) -> Response:
        desk, here = desk_of(request), page_in(page)
        with reading(desk) as connection:
            every = number_series(connection, desk.rules)
        pages = max(1, -(-len(every) // PAGE_ROWS))
        facts = {
            "rows": every[(here - 1) * PAGE_ROWS : here * PAGE_ROWS],
            "total": len(every),
            "before": address(PATH, {}, page=here - 1) if here > 1 else "",
            "after": address(PATH, {}, page=here + 1) if here < pages else "",
            "page": f"第 {here} 页，共 {pages} 页",
        }
        return show(request, who, "admin/numbers.html", **facts)

    return routes
