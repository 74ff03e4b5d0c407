"""The platforms' interface without a network, for requests that nobody thought of: a key to it, and cases to name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.api.application import PLACE
from portal.app import make_app
from tests.support.limitless import Limitless
from tests.support.offices import Office, office
from tests.support.platforms import REPORT, client
from tests.support.web_client import WebClient
from workflows.acting import act
from workflows.api_keys import SCOPES, make_key
from workflows.platform_acts import report
from workflows.platform_bodies import read_api_report


@dataclass(frozen=True)
class FuzzDoor:
    """The interface, who signs for its platform, its description, and the numbers of a case of the platform's own, of one of
    another's, and of none.
    """

    room: Office
    web: WebClient
    signer: Any
    described: dict[str, Any]
    numbers: tuple[str, ...]


@contextmanager
def fuzz_door(folder: Path) -> Iterator[FuzzDoor]:
    """A replay of two persons with a case of 美团 that waits for data."""
    with office(folder, 3, 20) as room:
        desk, today = room.desk, room.desk.today()
        made = make_key(desk, "meituan", "meituan", tuple(SCOPES))
        data, _ = read_api_report(REPORT, "美团", today)
        no = report(desk, "meituan", data, "fuzz-report").claim_no
        act(desk, "meituan", no, "apply", today, {"kind": "injury", "consent": True, "form": True})
        act(desk, "intake1", no, "accept", today, {"criterion": "2021-10-1-1", "diagnosis": "手腕骨折"})
        strange = next(row["no"] for row in room.replayed.rows("claim") if row["platform"] != "美团")
        signer = client.Client("", made.id, made.secret, now=lambda: desk.instant().timestamp())
        web = WebClient(make_app(desk, Limitless()), raise_server_exceptions=False)
        described = web.get(f"{PLACE}/openapi.json").json()
        yield FuzzDoor(room, web, signer, described, (no, strange, "TL-2099-000001"))
