"""鉴定 and 争议: what is under way beside the cases, the most urgent first, each leading to its case."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from claims.dispute_routes import ROUTE_NAMES
from claims.periods import Unit
from portal.lights import Light, Term, light_of
from portal.queries import page_in, turning
from portal.shell import desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.appraisal_list import PAGE_ROWS, appraisal_list
from workflows.dispute_board import board
from workflows.roles import OFFICERS
from workflows.sight import seen_among
from workflows.transaction import Desk, reading

OFFICER = Depends(of_roles(*OFFICERS))
APPRAISALS, DISPUTES = "/desk/appraisals", "/desk/disputes"
COLUMNS = (
    ("review", "行政复议"),
    ("suit", "行政诉讼"),
    ("reappraisal", "再次鉴定"),
    ("arbitration", "劳动仲裁"),
    ("mediation", "一站式调解"),
)
MOST = 200


def board_routes() -> APIRouter:
    """The routes of both lists."""
    routes = APIRouter()

    @routes.get(APPRAISALS)
    def appraisals(request: Request, whole: str = "", page: str = "1", who: SignedIn = OFFICER) -> Response:
        desk, here, is_whole = desk_of(request), page_in(page), whole == "1"
        with reading(desk) as connection:
            entries, total = appraisal_list(connection, who.actor, desk.today(), here, whole=is_whole)
        asked = {"whole": "1" if is_whole else ""}
        rows = [(one, _light(desk, one.due_on, one.unit, provisional=one.provisional)) for one in entries]
        facts = {"rows": rows, "total": total, "whole": is_whole, **turning(APPRAISALS, asked, here, total, PAGE_ROWS)}
        return show(request, who, "desk/appraisals.html", **facts)

    @routes.get(DISPUTES)
    def disputes(request: Request, whole: str = "", who: SignedIn = OFFICER) -> Response:
        desk, is_whole = desk_of(request), whole == "1"
        entries = board(desk, who.username, whole=is_whole)
        with reading(desk) as connection:
            seen = seen_among(connection, who.actor, {one.claim_no for one in entries}, desk.today())
        mine = [one for one in entries if one.claim_no in seen]
        columns = []
        for route, title in (*COLUMNS, *_rest({one.route for one in mine})):
            own = [one for one in mine if one.route == ROUTE_NAMES[route]]
            rows = [(one, _light(desk, one.first_day, one.unit, provisional=one.provisional)) for one in own[:MOST]]
            columns.append((title, rows, len(own)))
        return show(request, who, "desk/disputes.html", columns=columns, total=len(mine), whole=is_whole)

    return routes


def _rest(names: set[str]) -> list[tuple[str, str]]:
    """Ways outside the five columns, where a dispute goes one."""
    usual = {route for route, _ in COLUMNS}
    return [(route, name) for route, name in ROUTE_NAMES.items() if route not in usual and name in names]


def _light(desk: Desk, due_on: date | None, unit: Unit, *, provisional: bool) -> Light | None:
    return light_of(Term(due_on, unit, provisional=provisional), desk.calendar, desk.today()) if due_on else None
