"""All pages of the desk."""

from __future__ import annotations

from fastapi import APIRouter

from portal.desk.acting import act_routes
from portal.desk.approvals import approval_routes
from portal.desk.case import case_routes
from portal.desk.cases import cases_routes
from portal.desk.decision import decision_routes
from portal.desk.done import done_routes
from portal.desk.letters import letter_routes
from portal.desk.redrafting import redraft_routes
from portal.desk.today import today_routes

PARTS = (
    today_routes,
    cases_routes,
    act_routes,
    approval_routes,
    redraft_routes,
    decision_routes,
    done_routes,
    letter_routes,
    case_routes,
)


def desk_routes() -> APIRouter:
    """The routes of the desk."""
    routes = APIRouter()
    for part in PARTS:
        routes.include_router(part())
    return routes
