"""Who reported without an ID card is on the intake desk until it is seen, and his platform reads why it cannot apply yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.offices import said
from tests.support.riders import report, reporting_room
from tests.support.staff_room import Browser, Room
from tests.support.world import PLATFORM

CARD = {"person_name": "王一鸣", "id_number": "500151199001010003"}
TASK = "打电话、核实身份"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        report(made.browser(), platform=PLATFORM)
        made.later(minutes=1)
        yield made


def person(room: Room, username: str) -> Browser:
    web = room.browser()
    room.give_password(username)
    web.sign_in(username)
    return web


def test_the_intake_desk_is_told_until_the_card_is_seen(room: Room) -> None:
    web, no = person(room, "intake1"), room.world.one("claim")["no"]
    page = web.get("/desk")
    assert TASK in said(page)
    assert f'href="/desk/cases/{no}"' in page.text
    assert TASK not in said(person(room, "reviewer1").get("/desk"))
    assert web.fill(f"/desk/cases/{no}/identify", CARD).status_code == 303
    assert TASK not in said(web.get("/desk"))


def test_the_platform_reads_why_it_cannot_apply_yet(room: Room) -> None:
    no = room.world.one("claim")["no"]
    web = person(room, "platform1")
    answer = web.get(f"/p/apply/{no}")
    assert answer.status_code == 200
    assert "从业人员的身份还没有核实，核实以后才能代为申请。我局在办，急的请拨" in said(answer)
    assert "现在不能办的" in said(web.get(f"/p/reports/{no}"))
    assert "从业人员的身份还没有核实" in said(web.get(f"/p/reports/{no}"))
    assert person(room, "intake1").fill(f"/desk/cases/{no}/identify", CARD).status_code == 303
    ready = web.get(f"/p/apply/{no}")
    assert ready.status_code == 200
    assert "还没有核实" not in said(ready)


def test_a_case_of_another_platform_is_not_there(room: Room) -> None:
    no = room.world.one("claim")["no"]
    other = person(room, "platform2")
    assert other.get(f"/p/apply/{no}").status_code == 404
