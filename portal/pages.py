"""Pages for the public; and the headers on every answer that keep a browser from doing harm."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.shell import environment
from workflows.transaction import Desk

CSP = "content-security-policy"
HEADERS = {
    CSP: "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",  # the address of a letter's page holds its code
    "permissions-policy": "camera=(), geolocation=(self), microphone=(), payment=()",  # where it happened, if asked
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow, noarchive",
}
# For a file that somebody handed in: it may do nothing, load nothing and is of no page.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
UNLESS_SAID = {"cache-control": "no-store"}
SECURE = {"strict-transport-security": "max-age=31536000"}


def page(desk: Desk, name: str, status: int = 200, /, **facts: Any) -> HTMLResponse:
    """The page of a template; every page of a demonstration says that it is one."""
    return HTMLResponse(environment().get_template(name).render(production=desk.production, **facts), status)


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
                is_boxed = headers.get(CSP) == SANDBOX
                for name, value in wanted.items():
                    headers[name] = value
                if is_boxed:
                    headers[CSP] = SANDBOX
                for name, value in UNLESS_SAID.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.inner(scope, receive, sending)
