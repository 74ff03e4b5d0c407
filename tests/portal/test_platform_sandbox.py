"""The sandbox: everything is checked and answered as under a key that counts, it says so, and nothing of it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from claims.errors import Refused
from portal.app import make_app
from tests.support.fixtures.standing import standing
from tests.support.limitless import Limitless
from tests.support.platforms import REPORT, client
from tests.support.riders import ready_for_reports
from tests.support.staff_room import room_of
from tests.support.web_client import WebClient
from tests.support.world import ASIDE, TODAY, World, sqlite_world
from workflows.api_keys import SCOPES, Given, make_key

PLACE, ME = "/api/v1", "platform1"
LOGGED = ASIDE - {"attempt", "command_key"} | {
    "api_call",
    "api_nonce",
}  # what is written of every request, and only that
ACCIDENT = {**REPORT, "accident_on": (TODAY.replace(day=9)).isoformat()}
UNKNOWN = "500151199001010011"
APPLICATION = {"kind": "injury", "consent": True, "form": True}
DATA = {"orders": [{"order_no": "MT1", "state": "delivering", "accepted_at": f"{TODAY}T12:20:00+08:00"}]}


class Door:
    """A world with its interface, and a program under a key."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.web = WebClient(make_app(world.desk, Limitless()), base_url="https://testserver")

    def key(self, *, sandbox: bool) -> Given:
        return make_key(self.world.desk, ME, ME, tuple(SCOPES), sandbox=sandbox)

    def send(self, given: Given, path: str, body: Mapping[str, Any] | None, key: str = "the-same-key") -> Response:
        """A signed request: a POST of a body, or a GET where there is none."""
        program = client.Client("https://testserver", given.id, given.secret, now=self.world.desk.instant().timestamp)
        method, content = ("GET", b"") if body is None else ("POST", json.dumps(body).encode())
        headers = program.headers(method, PLACE + path, content, None if body is None else key)
        return self.web.request(method, PLACE + path, content=content, headers=headers)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with sqlite_world(tmp_path) as world:
        ready_for_reports(world)
        yield Door(world)


def test_a_report_is_answered_like_one_that_counts_and_there_is_no_case(door: Door) -> None:
    trying = door.key(sandbox=True)
    before = door.world.digest(LOGGED)
    first, again = (door.send(trying, "/reports", ACCIDENT) for _ in range(2))
    assert (first.status_code, first.headers["x-claims-sandbox"]) == (201, "1")
    told = first.json()
    assert (told["sandbox"], told["claim_no"], told["note"]) == (True, "TL-0000-000000", "沙箱：核对过，没有保存")
    assert again.json() == told
    assert door.world.digest(LOGGED) == before
    counts = door.send(door.key(sandbox=False), "/reports", ACCIDENT)
    assert "x-claims-sandbox" not in counts.headers
    real = counts.json()
    assert (counts.status_code, real["claim_no"], real["sandbox"]) == (201, f"TL-{TODAY.year}-000001", False)
    assert {**told, "claim_no": real["claim_no"], "note": "", "sandbox": False} == real


@pytest.mark.parametrize(("state", "path", "body", "status"), [
    ("reported", "application", APPLICATION, 200), ("investigating", "data", DATA, 200),
    ("investigating", "no-data", {"reason": "没有这一单"}, 200), ("reported", "no-data", {"reason": "没有"}, 422),
    ("reported", "application", {"kind": "nothing"}, 422),
])  # fmt: skip
def test_a_move_is_answered_alike_and_made_only_where_it_counts(
    door: Door, state: str, path: str, body: Mapping[str, Any], status: int
) -> None:
    case = standing(door.world, state)
    case.claim.update(accident_on=TODAY)
    case.save()
    trying, real = door.key(sandbox=True), door.key(sandbox=False)
    before = door.world.digest(LOGGED)
    tried = door.send(trying, f"/cases/{case.no}/{path}", body)
    assert door.world.digest(LOGGED) == before
    counts = door.send(real, f"/cases/{case.no}/{path}", body)
    assert (tried.status_code, counts.status_code) == (status, status)
    if status == 200:
        assert {**tried.json(), "note": "", "sandbox": False} == {**counts.json(), "note": ""}
        assert tried.json()["note"].startswith("沙箱：")
    else:
        assert tried.content == counts.content


def test_looking_is_real_and_logged(door: Door) -> None:
    case = standing(door.world, "reported")
    case.save()
    looked = door.send(door.key(sandbox=True), f"/cases/{case.no}", None)
    assert (looked.status_code, looked.headers["x-claims-sandbox"]) == (200, "1")
    assert looked.json()["claim_no"] == case.no
    assert [row["username"] for row in door.world.rows("access_log", claim_no=case.no)] == [ME]


def test_what_was_done_for_real_is_found_under_its_key(door: Door) -> None:
    real, trying = door.key(sandbox=False), door.key(sandbox=True)
    made = door.send(real, "/reports", ACCIDENT).json()
    again = door.send(trying, "/reports", ACCIDENT)
    assert (again.json()["claim_no"], again.json()["repeated"]) == (made["claim_no"], True)
    assert door.send(trying, "/reports", {**ACCIDENT, "injury": "左手"}).status_code == 409


def test_a_report_tells_nothing_of_who_is_known(door: Door) -> None:
    """The same person and accident, the number under another name, and a number that nobody has: one answer."""
    assert door.send(door.key(sandbox=False), "/reports", ACCIDENT).status_code == 201
    trying = door.key(sandbox=True)
    before = door.world.digest(LOGGED)
    asked = (ACCIDENT, {**ACCIDENT, "person_name": "合成人员99"}, {**ACCIDENT, "id_number": UNKNOWN})
    known, named_otherwise, unknown = (
        door.send(trying, "/reports", body, f"who-is-it-{place}") for place, body in enumerate(asked)
    )
    assert (unknown.status_code, unknown.json()["claim_no"]) == (201, "TL-0000-000000")
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    assert (named_otherwise.status_code, named_otherwise.json()) == (unknown.status_code, unknown.json())
    assert door.world.digest(LOGGED) == before


def test_its_keys_are_counted_apart_and_marked(door: Door) -> None:
    for sandbox in (True, False):
        for _ in range(2):
            door.key(sandbox=sandbox)
        with pytest.raises(Refused) as third:
            door.key(sandbox=sandbox)
        assert third.value.code == "api_two_keys"
    with room_of(door.world) as room:
        room.give_password(ME)
        web = room.browser()
        web.sign_in(ME)
        page = web.get("/p/api").text
    assert page.count("沙箱</span>") == 2
    assert "建立密钥" not in page
