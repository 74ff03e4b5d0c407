"""Who reported without an ID card is on the intake desk until it is seen, and a platform reads what keeps its act back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.offices import said
from tests.support.riders import report, reporting_room
from tests.support.staff_room import Browser, Room
from tests.support.world import PLATFORM
from workflows.acting import act
from workflows.fields import GOT_THROUGH

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
    """First by the call that the report was promised, then, though he was reached, by what is still to be done."""
    web, claim = person(room, "intake1"), room.world.one("claim")
    no = claim["no"]
    assert "核对报案" in said(web.get("/desk"))
    assert TASK not in said(web.get("/desk"))
    rung = {"person": claim["person_id"], "call_result": GOT_THROUGH}
    assert act(room.desk, "intake1", no, "note_call", room.desk.today(), rung).done
    page = web.get("/desk")
    assert TASK in said(page)
    assert f'href="/desk/cases/{no}"' in page.text
    assert TASK not in said(person(room, "reviewer1").get("/desk"))
    assert web.fill(f"/desk/cases/{no}/identify", CARD).status_code == 303
    assert TASK not in said(web.get("/desk"))


def test_who_was_told_of_by_telephone_waits_too(room: Room) -> None:
    web, today = person(room, "intake1"), room.desk.today().isoformat()
    told = {
        "person_name": "李小四", "id_number": "500151199201010008", "phone": "13812340007", "platform": PLATFORM,
        "industry": "外卖", "accident_place": "中兴路口", "order_state": "delivering", "injury": "右手腕骨折",
        "accident_course": "摔倒", "channel": "phone", "accident_on": today, "reported_on": today, "enrolled": "no",
        "labour": "no", "do": "take",
    }  # fmt: skip
    assert TASK not in said(web.get("/desk"))
    assert web.fill("/desk/cases/new", told).status_code == 303
    assert TASK in said(web.get("/desk"))
    assert (
        web.fill("/desk/cases/new", {**told, "id_number": "500151199301010005", "channel": "counter"}).status_code
        == 303
    )
    assert said(web.get("/desk")).count(TASK) == 1


def test_the_platform_reads_what_keeps_its_application_back(room: Room) -> None:
    no = room.world.one("claim")["no"]
    web = person(room, "platform1")
    assert "现在还不能办" not in said(web.get(f"/p/apply/{no}"))
    room.later(days=200)
    web = person(room, "platform1")
    answer = web.get(f"/p/apply/{no}")
    assert answer.status_code == 200
    assert "现在还不能办" in said(answer)
    assert "现在不能办的" in said(web.get(f"/p/reports/{no}"))


def test_a_case_of_another_platform_is_not_there(room: Room) -> None:
    no = room.world.one("claim")["no"]
    other = person(room, "platform2")
    assert other.get(f"/p/apply/{no}").status_code == 404
