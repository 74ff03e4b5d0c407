"""Pages made on the server from templates; every answer carries the headers that keep a browser from doing harm."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from claims.errors import words
from workflows.transaction import Desk

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",  # the address of a letter's page holds its code
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "cache-control": "no-store",
}
# For a file that somebody handed in: it may do nothing, load nothing and is of no page.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
SECURE = {"strict-transport-security": "max-age=31536000"}


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("portal"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(default=True, default_for_string=True),
        auto_reload=False,
    )
    made.globals["t"] = words
    return made


def page(desk: Desk, name: str, status: int = 200, /, **facts: Any) -> HTMLResponse:
    """The page of a template; every page of a demonstration says that it is one."""
    return HTMLResponse(_templates().get_template(name).render(production=desk.production, **facts), status)


class WithHeaders:
    """The application with the headers on every answer, those of files and errors too."""

    def __init__(self, app: ASGIApp) -> None:
        self.inner = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        wanted = HEADERS | (SECURE if scope.get("scheme") == "https" else {})

        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                own = headers.get("content-security-policy")
                for name, value in wanted.items():
                    headers[name] = value
                if own == SANDBOX:
                    headers["content-security-policy"] = SANDBOX
            await send(message)

        await self.inner(scope, receive, sending)
