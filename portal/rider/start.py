"""The first page: who is hurt reports, who has reported looks where it stands."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.cookies import give_choice
from portal.next_page import safe_next
from portal.rider.frame import rider_page
from portal.shell import BIG


@cache
def start_routes() -> APIRouter:
    """The routes of the first page, and of the size of letters."""
    routes = APIRouter()

    @routes.get("/")
    def start(request: Request) -> Response:
        return rider_page(request, "r/start.html")

    @routes.get("/size")
    def size(request: Request, big: str = "", back: str = "") -> Response:
        answer = RedirectResponse(safe_next(back, "/"), 303)
        give_choice(answer, request, BIG, is_on=big == "1")
        return answer

    return routes
