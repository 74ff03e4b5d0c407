"""The page for what nobody thought of: the number under which it stands in the log, whom to ring, and what was filled in.

It rests on as little as can be, since anything may be what has failed: not on the clock of the desk, nor on the frame.
"""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response

from claims.clock import today
from claims.errors import ClaimsError
from portal.fields import Fields
from portal.pages import page
from portal.request_log import REQUEST_ID
from portal.shell import desk_of, phone_on
from portal.turned_away import put_by


def broken_page(request: Request, home: str) -> Response:
    """The page. What a person who is signed in has sent is kept for him, and the page leads back to it."""
    kept = _kept(request)
    is_kept = kept is not None or request.method in ("GET", "HEAD")
    number = request.state.request_id
    answer = page(
        desk_of(request),
        "broken.html",
        500,
        code="portal_broken_kept" if is_kept else "portal_broken_lost",
        facts={"ref": number, "phone": phone_on(desk_of(request).rules, today())},
        home=home,
        kept=kept or "",
    )
    answer.headers[REQUEST_ID] = number  # what is sent from here goes by no log any more
    return answer


def _kept(request: Request) -> str | None:
    """Where the form waits that was sent; None where none was read, nobody is signed in, or it cannot be kept either."""
    fields: Fields | None = getattr(request.state, "fields", None)
    username: str | None = getattr(getattr(request.state, "who", None), "username", None)
    if fields is None or username is None:
        return None
    try:
        return put_by(request, username, fields)
    except (ClaimsError, DBAPIError, sqlite3.Error, psycopg.Error, OSError):
        return None
