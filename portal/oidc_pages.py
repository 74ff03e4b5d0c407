"""/login/oidc sends the browser to the authority's identity provider, /login/oidc/back takes it in again."""

from __future__ import annotations

from hmac import compare_digest
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import Refused, words
from claims.settings import OidcProvider
from portal.cookies import TOKEN, cookie_name, is_secure, session_token
from portal.limits import Limits
from portal.next_page import safe_next
from portal.oidc import OidcFault, authorization_address, derived, subject_of
from portal.shell import desk_of, show, visitor
from portal.sign_in_forms import AFTER_SIGN_IN, check_rate, check_transport, next_of, on_to
from portal.signed_in import whence
from workflows.account_links import sign_in_linked
from workflows.security_log import Happened, note
from workflows.sessions import new_token
from workflows.transaction import in_one_transaction

COOKIE, BACK = "claims-oidc", "/login/oidc/back"
COOKIE_SECONDS = 600


def oidc_routes(limits: Limits) -> APIRouter:
    """The routes; without a provider in the settings they are not there."""
    routes = APIRouter(dependencies=[Depends(check_transport)])

    @routes.get("/login/oidc")
    async def begin(request: Request) -> Response:
        await check_rate(request, limits)
        return await run_in_threadpool(_begin, request, _provider(request))

    @routes.get(BACK)
    async def back(request: Request) -> Response:
        await check_rate(request, limits)
        return await run_in_threadpool(_back, request, _provider(request))

    return routes


def _provider(request: Request) -> OidcProvider:
    provider = desk_of(request).sign_in.oidc
    if provider is None:
        raise HTTPException(404)
    return provider


def _begin(request: Request, provider: OidcProvider) -> Response:
    token = new_token()
    try:
        address = authorization_address(provider, token, _redirect_uri(request))
    except OidcFault as fault:
        return _failed(request, fault.code)
    gone = RedirectResponse(address, 303)
    kept = f"{token}.{quote(next_of(request), safe='')}"
    gone.set_cookie(
        cookie_name(request, COOKIE),
        kept,
        max_age=COOKIE_SECONDS,
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return gone


def _back(request: Request, provider: OidcProvider) -> Response:
    desk, asked = desk_of(request), request.query_params
    token, _, after = request.cookies.get(cookie_name(request, COOKIE), "").partition(".")
    is_ours = TOKEN.fullmatch(token) and compare_digest(
        derived(token, "state").encode(), asked.get("state", "").encode()
    )
    if not is_ours:
        return _failed(request, "state_differs")
    try:
        subject = subject_of(provider, token, asked.get("code", ""), _redirect_uri(request), desk.instant())
        done = sign_in_linked(
            desk, provider.issuer, subject, desk.instant(), whence(request), session_token(request)
        )  # fmt: skip
    except OidcFault as fault:
        return _failed(request, fault.code)
    except Refused as refusal:
        return _forgetting(request, show(request, visitor(request), "sign_in/said.html", 403, text=refusal.message()))
    return _forgetting(request, on_to(request, done.opened.token, safe_next(unquote(after), AFTER_SIGN_IN)))


def _failed(request: Request, code: str) -> Response:
    desk = desk_of(request)

    def write(connection: Connection) -> None:
        facts = {"username": None, "detail": code}
        note(connection, desk, Happened.OIDC_REFUSED, desk.instant(), whence=whence(request), **facts)

    in_one_transaction(desk, write)
    return _forgetting(request, show(request, visitor(request), "sign_in/said.html", 403, text=words("oidc_failed")))


def _forgetting(request: Request, answer: Response) -> Response:
    """The answer, after which the browser keeps nothing of the way there."""
    answer.delete_cookie(cookie_name(request, COOKIE), secure=is_secure(request), httponly=True, samesite="lax")
    return answer


def _redirect_uri(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers.get('host', '')}{BACK}"
