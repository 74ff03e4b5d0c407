"""/live: tells a page that stands open that something has changed, by the names of its regions and nothing else.

The answer is one event and ends; the browser asks again after half a minute. So nobody holds a connection, and a page that
is only left open does not keep its session alive.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from portal.cookies import session_token
from portal.shell import desk_of
from workflows.news import REGIONS, mark_of_case, mark_of_desk
from workflows.transaction import reading
from workflows.visiting import visitor_of

RETRY_MS = 30_000
STOP = 204  # a browser that gets it asks no more
MARK_MAX = 80


def live_routes() -> APIRouter:
    """The routes for a case and for the desk."""
    routes = APIRouter()

    @routes.get("/live/desk")
    def of_desk(request: Request) -> Response:
        return _answer(request, "desk", "")

    @routes.get("/live/case/{no}")
    def of_case(request: Request, no: str) -> Response:
        return _answer(request, "case", no)

    return routes


def _answer(request: Request, topic: str, no: str) -> Response:
    desk, token = desk_of(request), session_token(request)
    visitor = visitor_of(desk, token, desk.instant(), noted=False) if token else None
    if visitor is None or visitor.must_change or visitor.session["kind"] != "staff":
        return Response(status_code=STOP)
    with reading(desk) as connection:
        mark = mark_of_case(connection, visitor.actor, no, desk.today()) if no else mark_of_desk(connection)
    if mark is None:
        return Response(status_code=STOP)
    seen = request.headers.get("last-event-id", "")[:MARK_MAX]
    told = f"event: changed\ndata: {REGIONS[topic]}\n" if seen and seen != mark else ""
    return Response(f"retry: {RETRY_MS}\nid: {mark}\n{told}\n", media_type="text/event-stream")
