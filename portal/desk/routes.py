"""All pages of the desk."""

from __future__ import annotations

from fastapi import APIRouter

from portal.desk.acting import act_routes
from portal.desk.assigning import assigning_routes
from portal.desk.boards import board_routes
from portal.desk.case import case_routes
from portal.desk.cases import cases_routes
from portal.desk.counter import counter_routes
from portal.desk.done import done_routes
from portal.desk.keys import key_routes
from portal.desk.live import live_routes
from portal.desk.search import search_routes
from portal.desk.story import story_routes
from portal.desk.today import today_routes
from portal.desk.unmask import unmask_routes


def desk_routes() -> APIRouter:
    """The routes of the desk."""
    routes = APIRouter()
    for part in (
        today_routes,
        search_routes,
        key_routes,
        live_routes,
        counter_routes,
        cases_routes,
        board_routes,
        act_routes,
        done_routes,
        unmask_routes,
        assigning_routes,
        case_routes,
        story_routes,
    ):
        routes.include_router(part())
    return routes
