"""What the forms before a sign-in have in common: they come over https in production, from our page, and not too often."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, words
from claims.store.rows import Row
from portal.cookies import browser_csrf, give_mark, give_session, mark_browser, session_token
from portal.fields import Fields, read_fields
from portal.limits import SIGNING_IN, Limits, client
from portal.next_page import safe_next
from portal.same_site import carries, is_from_here
from portal.shell import desk_of, show, visitor
from portal.signed_in import FormRefused, NotSignedIn
from workflows.phone_codes import Asker
from workflows.sessions import csrf_token, find_session
from workflows.transaction import reading

AFTER_SIGN_IN = "/home"
LONG_SECONDS = 120


class Hindered(Exception):
    """The page cannot be used now; `text` says why."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.text = text
        self.status = status


def check_transport(request: Request) -> None:
    """Raises Hindered where a password would go over the wire readable in production."""
    if not desk_of(request).production or request.url.scheme == "https" or _is_this_machine(request):
        return
    raise Hindered(words("sign_in_needs_https"), 400)


def _is_this_machine(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def check_rate(request: Request, limits: Limits) -> None:
    """Raises Hindered for who tries too often from one place, under whatever names."""
    address = request.client.host if request.client else ""
    seconds = await run_in_threadpool(limits.seconds_to_wait, SIGNING_IN, address)
    if seconds:
        raise Hindered(words("too_often", seconds=seconds), 429)


async def first_form(request: Request) -> Fields:
    """The fields of a form from our sign-in page, before anybody is signed in. Raises FormRefused."""
    fields = await read_fields(request)
    if not is_from_here(request) or not carries(fields, browser_csrf(request)):
        raise FormRefused
    return fields


def half_session(request: Request) -> Row:
    """The session that waits for its code. Raises NotSignedIn."""
    desk, token = desk_of(request), session_token(request)
    with reading(desk) as connection:
        row = find_session(connection, token, desk.instant(), "password") if token else None
    if row is None:
        raise NotSignedIn(next_of(request))
    return row


async def half_form(request: Request) -> Fields:
    """The fields of a form from the page for the code. Raises FormRefused."""
    fields = await read_fields(request)
    if not is_from_here(request) or not carries(fields, csrf_token(session_token(request))):
        raise FormRefused
    return fields


def next_of(request: Request) -> str:
    """The page to go on to, from the address."""
    return safe_next(request.query_params.get("next", ""), AFTER_SIGN_IN)


def next_in(fields: Fields) -> str:
    """The page to go on to, from the form."""
    return safe_next(fields.get("next", ""), AFTER_SIGN_IN)


def marked_page(request: Request, name: str, status: int = 200, /, **facts: Any) -> Response:
    """A page with a form for who is not signed in."""
    return marked(request, lambda csrf: show(request, visitor(request), name, status, csrf=csrf, **facts))


def marked(request: Request, page: Callable[[str], Response]) -> Response:
    """A page made with what its form has to carry; the browser is marked so that the form can be told from a stranger's."""
    mark = mark_browser(request)
    answer = page(csrf_token(mark))
    give_mark(answer, request, mark)
    return answer


def on_to(request: Request, token: str, address: str) -> Response:
    """Go on with a session: the browser shows its token from now on."""
    answer = RedirectResponse(address, 303)
    give_session(answer, request, token)
    return answer


def asker(request: Request, browser: str) -> Asker:
    """Who asks for a code: `browser` is what only this one shows."""
    return Asker(browser, client(request.client.host if request.client else ""))


def wait_said(seconds: int) -> str:
    """When another code may be asked for; empty where one has just been sent."""
    if seconds <= LONG_SECONDS:
        return words("phone_wait", seconds=seconds) if seconds else ""
    return words("phone_wait_long", minutes=-(-seconds // 60))


def said(fault: ClaimsError | None) -> str:
    """The words of a fault; empty where there is none."""
    return "" if fault is None else fault.message()
