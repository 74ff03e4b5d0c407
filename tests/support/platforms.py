"""A platform's program for tests: the portal served on loopback, a key, and the client of docs/api that speaks to it."""

from __future__ import annotations

import importlib.util
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import uvicorn

from portal.app import make_app
from portal.limits import Limits
from tests.support.limitless import Limitless
from workflows.api_keys import SCOPES, Given, make_key
from workflows.transaction import Desk

CLIENT = Path(__file__).parent.parent.parent / "docs" / "api" / "claims_client.py"
REPORT = {
    "person_name": "合成人员91", "id_number": "500151199001010003", "phone": "13800000091", "industry": "外卖",
    "accident_on": "2025-06-30", "accident_time": "12:40", "accident_place": "铜梁区巴川街道中兴路口",
    "accident_course": "送餐途中避让行人摔倒", "injury": "右手腕骨折", "order_state": "delivering", "order_no": "MT20250630001",
}  # fmt: skip


def _client() -> ModuleType:
    """The client as a platform would take it: one file, imported from where it lies."""
    spec = importlib.util.spec_from_file_location("claims_client", CLIENT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["claims_client"] = module
    spec.loader.exec_module(module)
    return module


client = _client()


@contextmanager
def serving(desk: Desk, limits: Limits | None = None) -> Iterator[str]:
    """The portal on a free port of loopback; its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    config = uvicorn.Config(make_app(desk, limits or Limitless()), log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def program(desk: Desk, base: str, username: str, *scopes: str, given: Given | None = None) -> Any:
    """The client under a key of this account, at the time of the desk."""
    made = given or make_key(desk, username, username, scopes or tuple(SCOPES))
    return client.Client(base, made.id, made.secret, now=lambda: desk.instant().timestamp(), rest=lambda _: None)
