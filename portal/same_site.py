"""Whether a form was sent from one of our own pages: by what the browser says of it, and by the token that the page carried.

A page under `Referrer-Policy: no-referrer` posts with `Origin: null`, so that a null origin says nothing; then, and for
browsers that say nothing at all, the token alone decides.
"""

from __future__ import annotations

from hmac import compare_digest
from urllib.parse import urlsplit

from starlette.requests import Request

from portal.fields import Fields

FIELD = "csrf"


def is_from_here(request: Request) -> bool:
    """Whether nothing that the browser says speaks against it."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "null")
    if origin == "null":
        return True
    try:
        return urlsplit(origin).netloc == request.headers.get("host", "")
    except ValueError:
        return False


def carries(fields: Fields, token: str) -> bool:
    """Whether the form carries this token, and exactly one."""
    given = fields.all(FIELD)
    return len(given) == 1 and bool(token) and compare_digest(given[0].encode(), token.encode())
