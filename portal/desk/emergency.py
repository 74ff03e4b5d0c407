"""应急查看, the second person's side: what administrators ask to look at, and the answer."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError
from portal.admin.emergency import SHOWN, STATES
from portal.fields import Fields
from portal.queries import whole_in
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, StepUpNeeded, of_roles, posted_form
from workflows.emergency_looks import ANSWERS, answer, looks, waiting

SECOND = Depends(of_roles(*ANSWERS))
ANSWERING = "/desk/emergency"


def emergency_answer_routes() -> APIRouter:
    """The routes of answering."""
    routes = APIRouter()

    @routes.get(ANSWERING)
    def answers(request: Request, who: SignedIn = SECOND) -> Response:
        return _answering(request, who)

    @routes.post(ANSWERING)
    def answering(request: Request, who: SignedIn = SECOND, form: Fields = Depends(posted_form)) -> Response:
        if not who.stepped_up:
            raise StepUpNeeded(ANSWERING, who)
        said = form.get("act", "")
        if said not in ("grant", "refuse"):
            raise HTTPException(404)
        try:
            answer(desk_of(request), who.username, whole_in(form.get("look", "")), granted=said == "grant")
        except ClaimsError as fault:
            return _answering(request, who, 409, Said("failure", fault.message()))
        return RedirectResponse(ANSWERING, 303)

    return routes


def _answering(request: Request, who: SignedIn, status: int = 200, said: Said | None = None) -> Response:
    desk = desk_of(request)
    past = [(one, *STATES[one.state]) for one in looks(desk, SHOWN) if one.state != "waiting"]
    return show(
        request, who, "desk/emergency.html", status, waiting=waiting(desk), past=past, path_=ANSWERING, said=said
    )
