"""生活保障费: what the platform pays its riders itself, how each sum was reckoned, and the report that it has been paid."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from claims.periods import Unit
from portal.lights import Light, Term, light_of
from portal.platform.looking import CASES, ONE
from portal.platform.today import ALLOWANCE
from portal.queries import address, page_in, turning
from portal.shell import desk_of, show
from portal.signed_in import SignedIn
from workflows.platform_acts import PAYMENT
from workflows.platform_cases import OwnSupport, own_supports
from workflows.transaction import Desk

ROWS = 50
DUE = "due"


def allowance_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get(ALLOWANCE)
    def allowance(request: Request, who: SignedIn = ONE) -> Response:
        desk, page = desk_of(request), page_in(request.query_params.get("page", "1"))
        found = own_supports(desk, who.username)
        owed = sorted(found, key=lambda one: one.state != DUE)
        shown = owed[(page - 1) * ROWS : page * ROWS]
        return show(
            request,
            who,
            "platform/allowance.html",
            rows=[(one, _light(one, desk), _pay_page(one)) for one in shown],
            total=len(found),
            owed_fen=sum(one.amount_fen for one in found if one.state == DUE),
            **turning(ALLOWANCE, {}, page, len(found), ROWS),
        )

    return routes


def _light(one: OwnSupport, desk: Desk) -> Light | None:
    if one.state != DUE or one.due_on is None:
        return None
    return light_of(Term(one.due_on, Unit.CALENDAR), desk.calendar, desk.today())


def _pay_page(one: OwnSupport) -> str:
    """Where the payment is reported; empty where it has been."""
    asked = {"on": one.id, "do": PAYMENT.trigger}
    return address(f"{CASES}/{one.claim_no}/act", asked) if one.state == DUE else ""
