"""岗位提议、登录事项: what administrators have put forward, and the answer of a second person, in his own area. A password that
comes of it is told on the answer itself, once.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, words
from portal.fields import Fields
from portal.given_back import BACK
from portal.queries import whole_in
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, StepUpNeeded, of_roles, posted_form
from workflows.post_proposals import answer, proposals
from workflows.roles import ROLE_NAMES, Role
from workflows.sign_in_requests import answer as answer_request
from workflows.sign_in_requests import requests
from workflows.transaction import Desk

PLACES: Mapping[Role, str] = {
    Role.ADMINISTRATOR: "/admin/posts",
    Role.SECTION_HEAD: "/desk/posts",
    Role.LEADER: "/desk/posts",
}
ANSWERS = {"grant": True, "refuse": False}
STATES = {"granted": ("good", "已同意"), "refused": ("bad", "没有同意"), "withdrawn": ("hold", "已撤回")}


def post_answer_routes() -> APIRouter:
    """The routes of the page, in the area of administrators and on the desk."""
    routes = APIRouter()
    for place in dict.fromkeys(PLACES.values()):
        _add(routes, place, Depends(of_roles(*(role for role, path in PLACES.items() if path == place))))
    return routes


def _add(routes: APIRouter, place: str, second: SignedIn) -> None:
    @routes.get(place)
    def waiting(request: Request, who: SignedIn = second) -> Response:
        return _page(request, who, place)

    @routes.post(place)
    def answering(request: Request, who: SignedIn = second, form: Fields = Depends(posted_form)) -> Response:
        if not who.stepped_up:
            raise StepUpNeeded(place, who)
        said = form.get("act", "")
        if said not in ANSWERS:
            raise HTTPException(404)
        desk = desk_of(request)
        try:
            given = _answered(desk, who.username, form, granted=ANSWERS[said])
        except ClaimsError as fault:
            return _page(request, who, place, 409, Said("failure", fault.message()))
        if given:
            return _page(request, who, place, said=Said("success", words("password_to_hand_over"), given))
        return RedirectResponse(place, 303)


def _answered(desk: Desk, username: str, form: Fields, *, granted: bool) -> str:
    """The password that came of the answer, if any."""
    if "request" in form:
        return answer_request(desk, username, whole_in(form.get("request", "")), desk.instant(), granted=granted)
    return answer(desk, username, whole_in(form.get("proposal", "")), desk.instant(), granted=granted)


def _page(request: Request, who: SignedIn, place: str, status: int = 200, said: Said | None = None) -> Response:
    desk = desk_of(request)
    facts = {
        "waiting": proposals(desk, who.actor, waiting=True),
        "requests": [(one, words(f"sign_in_help_{one.what}")) for one in requests(desk, who.actor)],
        "past": [(one, *STATES[one.state]) for one in proposals(desk, who.actor, waiting=False)],
        "names": ROLE_NAMES,
        "action": place,
        "back": BACK,
        "said": said,
    }
    return show(request, who, "admin/post_proposals.html", status, **facts)
