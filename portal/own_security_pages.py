"""/me/security: one's own sessions, password, one-time codes and last sign-ins; and setting up codes at the first sign-in."""

from __future__ import annotations

import io
from functools import cache
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError
from claims.store.rows import Row, select_one
from portal.cookies import give_session, session_token
from portal.fields import Fields
from portal.shell import desk_of, show, visitor
from portal.sign_in_forms import check_transport, half_form, half_session, next_in, next_of, on_to, said
from portal.signed_in import (
    SignedIn,
    own_form,
    posted_form,
    require_step_up,
    signed_in,
    signed_in_at_all,
    whence,
)
from workflows.credentials import credentials_of
from workflows.own_security import begin_totp, change_password, confirm_totp, end_own_sessions
from workflows.passwords import LENGTH_MIN
from workflows.security_log import Happened, Logged, entries
from workflows.sessions import csrf_token, sessions_of
from workflows.transaction import reading

PLACE = "/me/security"
SHOWN = 10
TELLING = (
    Happened.SIGNED_IN,
    Happened.PASSWORD_WRONG,
    Happened.CODE_WRONG,
    Happened.CODE_REPLAYED,
    Happened.LOCKED,
    Happened.RECOVERY_USED,
)
Someone = Annotated[SignedIn, Depends(signed_in)]
AtAll = Annotated[SignedIn, Depends(signed_in_at_all)]
Posted = Annotated[Fields, Depends(posted_form)]
OwnPosted = Annotated[Fields, Depends(own_form)]
SteppedUp = Annotated[SignedIn, Depends(require_step_up)]
Half = Annotated[Row, Depends(half_session)]
HalfPosted = Annotated[Fields, Depends(half_form)]


@cache
def own_security_routes() -> APIRouter:
    """The routes of what somebody does about his own sign-in."""
    routes = APIRouter(dependencies=[Depends(check_transport)])

    @routes.get(PLACE)
    def overview(request: Request, signed: Someone) -> Response:
        return _overview(request, signed)

    @routes.post(f"{PLACE}/sessions")
    def end(request: Request, signed: Someone, fields: Posted) -> Response:
        desk = desk_of(request)
        end_own_sessions(
            desk, _session(request, signed), fields.get("session") or None, desk.instant(), whence(request)
        )
        return RedirectResponse(PLACE, 303)

    @routes.get(f"{PLACE}/password")
    def ask_password(request: Request, signed: AtAll) -> Response:
        return _password(request, signed)

    @routes.post(f"{PLACE}/password")
    def take_password(request: Request, signed: AtAll, fields: OwnPosted) -> Response:
        desk = desk_of(request)
        given = (fields.get("old", ""), fields.get("new", ""), fields.get("again", ""))
        try:
            opened = change_password(desk, _session(request, signed), *given, desk.instant(), whence(request))
        except ClaimsError as fault:
            return _password(request, signed, fault)
        return on_to(request, opened.token, PLACE)

    @routes.get(f"{PLACE}/totp")
    def show_secret(request: Request, signed: SteppedUp) -> Response:
        return _secret(request, signed.username, signed.csrf, f"{PLACE}/totp", PLACE)

    @routes.post(f"{PLACE}/totp")
    def take_secret(request: Request, signed: SteppedUp, fields: Posted) -> Response:
        return _confirm(request, _session(request, signed), signed.csrf, fields, f"{PLACE}/totp")

    @routes.get("/login/enrol")
    def show_first_secret(request: Request, half: Half) -> Response:
        csrf = csrf_token(session_token(request))
        return _secret(request, half["username"], csrf, "/login/enrol", next_of(request))

    @routes.post("/login/enrol")
    def take_first_secret(request: Request, half: Half, fields: HalfPosted) -> Response:
        return _confirm(request, half, csrf_token(session_token(request)), fields, "/login/enrol")

    return routes


def last_visit(request: Request, signed: SignedIn) -> Logged | None:
    """The sign-in before this one, to be told after signing in; None where this is the first."""
    before = entries(desk_of(request), signed.username, 2, Happened.SIGNED_IN)
    return before[1] if len(before) > 1 else None


def _overview(request: Request, signed: SignedIn) -> Response:
    desk = desk_of(request)
    with reading(desk) as connection:
        shown = sessions_of(connection, signed.username, signed.session_id, desk.instant())
        known = credentials_of(connection, signed.username)
    return show(
        request,
        visitor(request),
        "sign_in/own_security.html",
        signed=signed,
        sessions=shown,
        has_totp=known.has_totp,
        recovery_left=len(known.recovery),
        last=last_visit(request, signed),
        happened=entries(desk, signed.username, SHOWN, *TELLING),
        csrf=signed.csrf,
    )


def _session(request: Request, signed: SignedIn) -> Row:
    with reading(desk_of(request)) as connection:
        return select_one(connection, "sign_in_session", id=signed.session_id) or {}


def _password(request: Request, signed: SignedIn, fault: ClaimsError | None = None) -> Response:
    facts: dict[str, Any] = {"fault": said(fault), "csrf": signed.csrf, "least": LENGTH_MIN}
    return show(request, visitor(request), "sign_in/password.html", 200 if fault is None else 422, **facts)


def _secret(
    request: Request, username: str, csrf: str, action: str, after: str, fault: ClaimsError | None = None
) -> Response:
    made = begin_totp(desk_of(request), username)
    spaced = " ".join(made.text[at : at + 4] for at in range(0, len(made.text), 4))
    facts = {"qr": qr_svg(made.address), "secret": spaced, "action": action, "next": after, "csrf": csrf}
    return show(
        request, visitor(request), "sign_in/enrol.html", 200 if fault is None else 422, fault=said(fault), **facts
    )


def _confirm(request: Request, session: Row, csrf: str, fields: Fields, action: str) -> Response:
    desk, after = desk_of(request), next_in(fields)
    try:
        recovery, opened = confirm_totp(desk, session, fields.get("code", ""), desk.instant(), whence(request))
    except ClaimsError as fault:
        return _secret(request, session["username"], csrf, action, after, fault)
    answer = show(request, visitor(request), "sign_in/recovery.html", recovery=recovery, next=after)
    if opened is not None:
        give_session(answer, request, opened.token)
    return answer


def qr_svg(text: str) -> str:
    """A QR code as SVG to stand in a page: no script, no style, nothing from elsewhere."""
    drawn = io.BytesIO()
    segno.make(text, micro=False, error="m").save(
        drawn, kind="svg", scale=5, xmldecl=False, svgclass="qr", lineclass=None, omitsize=False
    )
    return drawn.getvalue().decode("utf-8")
