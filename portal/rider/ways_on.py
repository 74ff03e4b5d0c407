"""The bar below each page of the person: 材料 and 文书 of the case he looks at, of his only one, or of the one he picks."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.days import day_text
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER
from portal.shell import desk_of
from portal.signed_in import SignedIn
from workflows.rider_view import own_cases

PAPERS, LETTERS = "papers", "letters"
NAMES = {PAPERS: "材料", LETTERS: "文书"}


def bar_routes() -> APIRouter:
    """The routes that the bar leads to."""
    routes = APIRouter()

    @routes.get(f"/r/{PAPERS}")
    def papers(request: Request, no: str = "", who: SignedIn = RIDER) -> Response:
        return _onward(request, who, PAPERS, no)

    @routes.get(f"/r/{LETTERS}")
    def letters(request: Request, no: str = "", who: SignedIn = RIDER) -> Response:
        return _onward(request, who, LETTERS, no)

    return routes


def _onward(request: Request, who: SignedIn, place: str, no: str) -> Response:
    """To the page of one case, or to pick one."""
    rows = [row for row, _ in own_cases(desk_of(request), who.actor)]
    one = next((row for row in rows if row["no"] == no), rows[0] if len(rows) == 1 else None)
    if one is not None:
        return RedirectResponse(f"/r/cases/{one['no']}/{place}", 303)
    cards = [(f"/r/cases/{row['no']}/{place}", day_text(row["accident_on"]), row["no"]) for row in rows]
    return rider_page(request, "r/pick.html", name=NAMES[place], cards=cards)
