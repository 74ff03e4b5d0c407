"""The first page: who is hurt reports, who has reported looks where it stands."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.cookies import is_secure
from portal.next_page import safe_next
from portal.rider.frame import rider_page
from portal.shell import BIG

YEAR_SECONDS = 365 * 24 * 3600


def start_routes() -> APIRouter:
    """The routes of the first page, and of the size of letters."""
    routes = APIRouter()

    @routes.get("/")
    def start(request: Request) -> Response:
        return rider_page(request, "r/start.html")

    @routes.get("/size")
    def size(request: Request, big: str = "", back: str = "") -> Response:
        answer = RedirectResponse(safe_next(back, "/"), 303)
        answer.set_cookie(
            BIG, "1" if big == "1" else "0", YEAR_SECONDS, secure=is_secure(request), httponly=True, samesite="lax"
        )
        return answer

    return routes
