"""Every request in the log and in the counters: by its route, never by its address, which holds numbers and codes.

Who asked is written as a keyed hash of the account, so that the requests of one person can be laid side by side and nobody
reads from the log who it was.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import MutableMapping
from time import monotonic
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from claims.errors import ClaimsError
from portal.metrics import Metrics
from workflows.identity import read_index_key
from workflows.log_lines import FACTS
from workflows.transaction import Desk

LOG = logging.getLogger("claims.requests")
REQUEST_ID = "x-request-id"
# A proxy's own numbers only: anything shorter or freer could be a telephone or an ID number.
GIVEN = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
WHO_LENGTH = 16
NO_ROUTE, STATIC = "(none)", "/static"
UNSEEN = frozenset({"/metrics", "/healthz", "/readyz"})  # asked every few seconds; counted, not written


class WithRequestLog:
    """The application with a line of log, a number and a count for every request."""

    def __init__(self, app: ASGIApp, key: bytes, metrics: Metrics) -> None:
        self.inner = app
        self.key = key
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        begun, request_id, status = monotonic(), request_id_of(scope), 500
        scope.setdefault("state", {})["request_id"] = request_id

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            await self.inner(scope, receive, sending)
        finally:
            self._note(scope, request_id, status, monotonic() - begun)

    def _note(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        route = route_of(scope)
        self.metrics.note(scope["method"], route, status, seconds)
        if route in UNSEEN:
            return
        facts = {
            "request_id": request_id,
            "method": scope["method"],
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "who": self._who(scope),
        }
        LOG.info("request", extra={FACTS: facts})

    def _who(self, scope: Scope) -> str | None:
        """The keyed hash of who is signed in; None where nobody is."""
        username = getattr(scope.get("state", {}).get("who"), "username", None)
        if username is None:
            return None
        return hmac.new(self.key, f"log/{username}".encode(), hashlib.sha256).hexdigest()[:WHO_LENGTH]


def log_key(desk: Desk) -> bytes:
    """The key of the hashes: that of the installation's index, or, where it is gone, one of this process alone."""
    try:
        return read_index_key(desk.var_dir)
    except ClaimsError:
        return secrets.token_bytes(32)  # the pages must open, to say what lacks


def request_id_of(scope: Scope) -> str:
    """The number that a proxy gave the request, where it is one of the usual forms, else a new one."""
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if GIVEN.fullmatch(given) else secrets.token_hex(16)


def route_of(scope: Scope) -> str:
    """The template of the route that answered; every file of ours is one route, and what has none is one too."""
    found = getattr(scope.get("route"), "path", None)
    if found is not None:
        return f"{scope.get('root_path', '')}{found}"
    return STATIC if scope["path"].startswith(f"{STATIC}/") else NO_ROUTE
