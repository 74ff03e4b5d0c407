"""Cookies: one holds the token of a session, one marks the browser that a sign-in form was given to, one the report that is
being filled in, one holds the receipts of those that were sent.

Neither can be read by a script, neither goes along from another site's form. Over https they carry the prefix `__Host-`,
which a browser takes only from this very host and only with `Secure`, so that no neighbour can plant one.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from workflows.sessions import csrf_token, new_token

SESSION, BROWSER, REPORT, SENT = "claims", "claims-browser", "claims-report", "claims-sent"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
BROWSER_SECONDS = 3600
SENT_MOST = 3
REPORT_SECONDS = 2 * 24 * 3600
YEAR_SECONDS = 365 * 24 * 3600


def is_secure(request: Request) -> bool:
    """Whether the browser speaks https to us (or to the proxy that says so)."""
    return request.url.scheme == "https"


def cookie_name(request: Request, name: str) -> str:
    """The name under which a cookie goes."""
    return f"__Host-{name}" if is_secure(request) else name


def session_token(request: Request) -> str:
    """The token that the browser shows; empty where it shows none that could be one."""
    return _shown(request, SESSION)


def give_session(response: Response, request: Request, token: str) -> None:
    """Let the browser show this token until it is closed."""
    _give(response, request, SESSION, token, None)


def take_session(response: Response, request: Request) -> None:
    """Let the browser forget its token."""
    name = cookie_name(request, SESSION)
    response.delete_cookie(name, path="/", secure=is_secure(request), httponly=True, samesite="lax")


def browser_csrf(request: Request) -> str:
    """What a form must carry that this browser was given before anybody signed in; empty where it was given none."""
    token = _shown(request, BROWSER)
    return csrf_token(token) if token else ""


def mark_browser(request: Request) -> str:
    """The mark of this browser, a fresh one where it has none."""
    return _shown(request, BROWSER) or new_token()


def give_mark(response: Response, request: Request, mark: str) -> None:
    """Let the browser keep its mark."""
    _give(response, request, BROWSER, mark, BROWSER_SECONDS)


def report_token(request: Request) -> str:
    """The token of the report that this browser is filling in; empty where it is at none."""
    return _shown(request, REPORT)


def give_report(response: Response, request: Request, token: str) -> None:
    """Let the browser go on with this report."""
    _give(response, request, REPORT, token, REPORT_SECONDS)


def sent_receipts(request: Request) -> tuple[str, ...]:
    """The receipts of what this browser has reported lately, the newest first."""
    tokens = request.cookies.get(cookie_name(request, SENT), "").split(".")[:SENT_MOST]
    return tuple(token for token in tokens if TOKEN.fullmatch(token))


def give_receipt(response: Response, request: Request, receipt: str) -> None:
    """Let the browser remember what it has reported."""
    kept = (receipt, *(one for one in sent_receipts(request) if one != receipt))[:SENT_MOST]
    _give(response, request, SENT, ".".join(kept), REPORT_SECONDS)


def give_choice(response: Response, request: Request, name: str, *, is_on: bool) -> None:
    """Let the browser remember for a year how its owner wants pages: large letters, no keys. It says nothing of him."""
    response.set_cookie(
        name,
        "1" if is_on else "0",
        max_age=YEAR_SECONDS,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def _shown(request: Request, name: str) -> str:
    token = request.cookies.get(cookie_name(request, name), "")
    return token if TOKEN.fullmatch(token) else ""


def _give(response: Response, request: Request, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
