"""The routes of the help pages: the list, and one page a topic. Nothing of a case or of a person stands there."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.help.topics import COVERED, TOPICS
from portal.rider.frame import rider_page
from portal.shell import desk_of

PATH = "/help"


@cache
def help_routes() -> APIRouter:
    """The routes of these pages; the check of coverage has its own."""
    routes = APIRouter()
    told = {topic.place: topic for topic in TOPICS if topic.place != COVERED}

    @routes.get(PATH)
    def every(request: Request) -> Response:
        return rider_page(request, "help/index.html", topics=TOPICS)

    @routes.get(PATH + "/{place}")
    def one(request: Request, place: str) -> Response:
        if place not in told:
            raise HTTPException(404)
        topic = told[place]
        return rider_page(request, f"help/{place}.html", topic=topic, **topic.facts(desk_of(request)))

    return routes
