"""管理记录: what administrators did, each under his own name, newest first."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from portal.queries import page_in, turning
from portal.shell import desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.account_list import PAGE_ROWS, admin_acts
from workflows.roles import Role
from workflows.transaction import reading

PATH = "/admin/acts"


def acts_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def acts(request: Request, who: SignedIn = Depends(of_roles(Role.ADMINISTRATOR))) -> Response:
        page, username = (
            page_in(request.query_params.get("page", "1")),
            request.query_params.get("username", "").strip(),
        )
        with reading(desk_of(request)) as connection:
            found, total = admin_acts(connection, page, username)
        facts = {
            "acts": found,
            "total": total,
            "username": username,
            **turning(PATH, {"username": username}, page, total, PAGE_ROWS),
        }
        return show(request, who, "admin/acts.html", **facts)

    return routes
