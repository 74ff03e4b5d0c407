"""调查 and 时间线: the tabs that tell how a case came to where it stands."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from portal.desk.happenings import happenings
from portal.desk.looking import look_at
from portal.desk.tabs import tab
from portal.navigation import READERS
from portal.signed_in import SignedIn, of_roles
from workflows.assignment_view import assignments_of
from workflows.assignments import ASSIGNERS
from workflows.case_overview import reported
from workflows.clock_view import DUTIES
from workflows.inquiry_view import inquiry_of
from workflows.roles import OFFICERS
from workflows.transaction import reading

READER = Depends(of_roles(*READERS))
OFFICER = Depends(of_roles(*OFFICERS))
PATH = "/desk/cases/{no}"


def story_routes() -> APIRouter:
    """The routes of both tabs."""
    routes = APIRouter()

    @routes.get(PATH + "/timeline")
    def timeline(request: Request, no: str, only: str = "", page: str = "1", who: SignedIn = OFFICER) -> Response:
        look = look_at(request, who, no)
        told = happenings(look.desk, no, f"/desk/cases/{no}", "timeline", only, page)
        return tab(request, look, "desk/case/timeline.html", (), **told)

    @routes.get(PATH + "/investigation")
    def investigation(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        lit = [(clock, look.light(clock)) for clock in look.clocks if clock["duty"] == DUTIES["platform"]]
        facts = {"lit": lit, "inquiry": inquiry_of(look.desk, no), "assigned": assignments_of(look.desk, no)}
        may_assign = bool(who.roles & ASSIGNERS)
        with reading(look.desk) as connection:
            told = reported(connection, look.claim, who.actor)
        return tab(request, look, "desk/case/investigation.html", (), may_assign=may_assign, told=told, **facts)

    return routes
