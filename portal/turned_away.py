"""What becomes of a visitor who is turned away: to the sign-in page, to the page that asks again, or a page that says why.

A form that came too late is kept for its owner, so that nothing typed is lost; it waits at /kept.
"""

from __future__ import annotations

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import words
from portal.bodies import BadForm
from portal.cookies import session_token
from portal.fields import Fields, read_fields
from portal.given_back import BACK, GIVEN_BACK
from portal.next_page import safe_next, with_next
from portal.same_site import FIELD, carries, is_from_here
from portal.shell import desk_of, show, visitor
from portal.signed_in import FormRefused, NotSignedIn, PasswordDue, StepUpNeeded, WrongPost, whence
from workflows.kept_forms import keep_form
from workflows.roles import ROLE_NAMES, Role
from workflows.security_log import Happened, note_refusal
from workflows.sessions import csrf_token, ran_out
from workflows.transaction import reading

CHOOSE_PASSWORD = "/me/security/password"
NEVER_KEPT = frozenset({FIELD, "password", "old", "new", "again", "code"})


def add_turning_away(app: FastAPI) -> None:
    """Answer on `app` whatever `portal/signed_in.py` raises."""

    @app.exception_handler(NotSignedIn)
    async def not_signed_in(request: Request, away: NotSignedIn) -> Response:
        after = away.next if request.method == "GET" else await _keep_late(request)
        page = "/r/login" if request.url.path.startswith("/r/") else "/login"
        return RedirectResponse(with_next(page, after) if after else page, 303)

    @app.exception_handler(PasswordDue)
    def password_due(_request: Request, _away: PasswordDue) -> Response:
        return RedirectResponse(CHOOSE_PASSWORD, 303)

    @app.exception_handler(StepUpNeeded)
    async def step_up(request: Request, away: StepUpNeeded) -> Response:
        if request.method == "GET":
            return RedirectResponse(with_next("/step-up", away.next), 303)
        fields = await read_fields(request)
        kept = await run_in_threadpool(put_by, request, away.signed.username, fields)
        return RedirectResponse(with_next("/step-up", kept or "/me/security"), 303)

    @app.exception_handler(WrongPost)
    def wrong_post(request: Request, away: WrongPost) -> Response:
        text = words("sign_in_wrong_post", role=_names(away.signed.roles), roles=_names(away.roles))
        return show(request, visitor(request), "sign_in/said.html", 403, text=text)

    @app.exception_handler(FormRefused)
    def form_refused(request: Request, away: FormRefused) -> Response:
        desk = desk_of(request)
        if away.signed is not None:
            route = getattr(request.scope.get("route"), "path", request.url.path)
            facts = (away.signed.username, away.signed.session_id, route, whence(request))
            note_refusal(desk, Happened.FORM_REFUSED, desk.instant(), *facts)
        return show(request, visitor(request), "sign_in/said.html", 403, text=words("form_not_from_here"))


def _names(roles: frozenset[Role]) -> str:
    return "、".join(name for role, name in ROLE_NAMES.items() if role in roles)


async def _keep_late(request: Request) -> str | None:
    """The page at which a form waits whose session has run out; None where it is nobody's, or not from our page."""
    token = session_token(request)
    fields = await _fields_or_none(request)
    if not token or fields is None or not is_from_here(request) or not carries(fields, csrf_token(token)):
        return None
    return await run_in_threadpool(_keep, request, token, fields)


def _keep(request: Request, token: str, fields: Fields) -> str | None:
    desk = desk_of(request)
    with reading(desk) as connection:
        session = ran_out(connection, token, desk.instant())
    if session is None:
        return None
    return put_by(request, session["username"], fields)


def put_by(request: Request, username: str, fields: Fields) -> str | None:
    """Keep what was sent for its owner; where it waits, None where it is not kept."""
    desk = desk_of(request)
    kept = {name: values for name, values in fields.values_by_name.items() if name not in NEVER_KEPT}
    form_id = keep_form(desk, username, request.url.path, kept, desk.instant())
    if form_id is None:
        return None
    back = safe_next(fields.get(BACK, ""), "")
    return f"{back}{'&' if '?' in back else '?'}{GIVEN_BACK}={form_id}" if back else f"/kept/{form_id}"


async def _fields_or_none(request: Request) -> Fields | None:
    try:
        return await read_fields(request)
    except BadForm:
        return None
