"""The client through which tests ask the portal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient


class WebClient(TestClient):
    """Starlette's client, but inside `one_event_loop` no request starts a thread and a loop of its own."""


@contextmanager
def one_event_loop() -> Iterator[None]:
    """Answer all clients in one event loop meanwhile."""
    with start_blocking_portal() as portal:
        WebClient.portal = portal
        try:
            yield
        finally:
            WebClient.portal = None
