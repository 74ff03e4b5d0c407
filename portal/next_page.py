"""Where a visitor goes on to: a page of ours, whatever an address asks for."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

ADDRESS_MAX = 1500


def safe_next(asked: str, otherwise: str) -> str:
    """`asked` where it is a path on this site, else `otherwise`: no other host, no scheme, nothing a browser would bend."""
    if not asked.startswith("/") or len(asked) > ADDRESS_MAX or "\\" in asked:
        return otherwise
    if not asked.isprintable() or " " in asked or asked.startswith(("//", "/login", "/logout")):
        return otherwise
    try:
        parts = urlsplit(asked)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else quote(asked, safe="/?&=%#:+,;@!$'()*[]~-._")


def with_next(path: str, after: str) -> str:
    """The address of a page that leads on to `after`."""
    return f"{path}?next={quote(after, safe='')}"
