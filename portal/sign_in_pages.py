"""Signing in at /login, with a one-time code at /login/code; signing out; showing again who one is; the form that came late."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import Refused
from claims.store.rows import Row
from portal.cookies import session_token, take_session
from portal.fields import Fields
from portal.limits import Limits
from portal.navigation import areas_for, home_of
from portal.next_page import safe_next, with_next
from portal.shell import desk_of, show, visitor
from portal.sign_in_forms import (
    AFTER_SIGN_IN,
    check_rate,
    check_transport,
    first_form,
    half_form,
    half_session,
    marked_page,
    next_in,
    next_of,
    on_to,
    said,
)
from portal.signed_in import SignedIn, own_form, posted_form, signed_in, signed_in_at_all, whence
from workflows.kept_forms import take_form
from workflows.sessions import csrf_token
from workflows.signing_in import Next, sign_in, sign_in_by_code, sign_out, step_up

PAGE_OF = {Next.CODE: "/login/code", Next.ENROL: "/login/enrol"}
STATUS = {"sign_in_locked": 429}
OWN_PAGE = "/me/security"
Someone = Annotated[SignedIn, Depends(signed_in)]
Posted = Annotated[Fields, Depends(posted_form)]
First = Annotated[Fields, Depends(first_form)]
Half = Annotated[Row, Depends(half_session)]
HalfPosted = Annotated[Fields, Depends(half_form)]
OwnPosted = Annotated[Fields, Depends(own_form)]


def sign_in_routes(limits: Limits) -> APIRouter:
    """The routes of signing in and out."""
    routes = APIRouter(dependencies=[Depends(check_transport)])

    @routes.get("/login")
    def ask(request: Request) -> Response:
        return _login(request, next_of(request))

    @routes.post("/login")
    async def answer(request: Request, fields: First) -> Response:
        await check_rate(request, limits)
        return await run_in_threadpool(_sign_in, request, fields)

    @routes.get("/login/code")
    def ask_code(request: Request, half: Half) -> Response:
        return _code(request, next_of(request))

    @routes.post("/login/code")
    async def answer_code(request: Request, half: Half, fields: HalfPosted) -> Response:
        await check_rate(request, limits)
        return await run_in_threadpool(_sign_in_by_code, request, half, fields)

    @routes.post("/logout")
    def leave(request: Request, signed: Annotated[SignedIn, Depends(signed_in_at_all)], fields: OwnPosted) -> Response:
        desk = desk_of(request)
        sign_out(desk, {"id": signed.session_id, "username": signed.username}, desk.instant())
        gone = RedirectResponse("/login", 303)
        take_session(gone, request)
        return gone

    @routes.get("/step-up")
    def ask_again(request: Request, signed: Someone) -> Response:
        return _again(request, signed, next_of(request))

    @routes.post("/step-up")
    async def answer_again(request: Request, signed: Someone, fields: Posted) -> Response:
        await check_rate(request, limits)
        return await run_in_threadpool(_step_up, request, signed, fields)

    @routes.get(AFTER_SIGN_IN)
    def home(request: Request, signed: Someone) -> Response:
        return RedirectResponse(home_of(signed.roles) if areas_for(signed.roles) else OWN_PAGE, 303)

    @routes.get("/kept/{form_id}")
    def kept(request: Request, form_id: str, signed: Someone) -> Response:
        return _kept(request, form_id, signed)

    return routes


def _login(request: Request, after: str, fault: Refused | None = None, name: str = "") -> Response:
    provider = desk_of(request).sign_in.oidc
    facts: dict[str, Any] = {
        "next": after,
        "fault": said(fault),
        "name": name,
        "provider": provider.label if provider else "",
        "provider_page": with_next("/login/oidc", after),
    }
    return marked_page(request, "sign_in/login.html", _status(fault), **facts)


def _sign_in(request: Request, fields: Fields) -> Response:
    desk, after, name = desk_of(request), next_in(fields), fields.get("username", "")
    try:
        done = sign_in(
            desk, name, fields.get("password", ""), desk.instant(), whence(request), session_token(request)
        )  # fmt: skip
    except Refused as refusal:
        return _login(request, after, refusal, name[:40])
    page_next = PAGE_OF.get(done.wanted)
    return on_to(request, done.opened.token, with_next(page_next, after) if page_next else after)


def _code(request: Request, after: str, fault: Refused | None = None) -> Response:
    facts = {"next": after, "fault": said(fault), "csrf": csrf_token(session_token(request))}
    return show(request, visitor(request), "sign_in/code.html", _status(fault), **facts)


def _sign_in_by_code(request: Request, half: Row, fields: Fields) -> Response:
    desk, after = desk_of(request), next_in(fields)
    try:
        opened = sign_in_by_code(desk, half, fields.get("code", ""), desk.instant(), whence(request))
    except Refused as refusal:
        return _code(request, after, refusal)
    return on_to(request, opened.token, after)


def _again(request: Request, signed: SignedIn, after: str, fault: Refused | None = None) -> Response:
    facts = {"next": after, "fault": said(fault), "csrf": signed.csrf}
    return show(request, visitor(request), "sign_in/step_up.html", _status(fault), **facts)


def _step_up(request: Request, signed: SignedIn, fields: Fields) -> Response:
    desk, after = desk_of(request), next_in(fields)
    session = {"id": signed.session_id, "username": signed.username}
    proofs = (fields.get("password", ""), "".join(fields.get("code", "").split()))
    try:
        step_up(desk, session, *proofs, desk.instant(), whence(request))
    except Refused as refusal:
        return _again(request, signed, after, refusal)
    return RedirectResponse(after, 303)


def _kept(request: Request, form_id: str, signed: SignedIn) -> Response:
    """The form that came late: the page it was filled in on gets it back, or it can be sent from here."""
    desk = desk_of(request)
    form = take_form(desk, signed.username, form_id, desk.instant())
    if form is None:
        raise HTTPException(404)
    fields = [(name, value) for name, values in form.fields.items() for value in values]
    facts = {"path": safe_next(form.path, AFTER_SIGN_IN), "fields": fields, "csrf": signed.csrf}
    return show(request, visitor(request), "sign_in/kept.html", **facts)


def _status(fault: Refused | None) -> int:
    return 200 if fault is None else STATUS.get(fault.code, 403)
