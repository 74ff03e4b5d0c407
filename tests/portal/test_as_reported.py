"""What was told with a report is read by who works on the injury, beside the ID card and ever after, and by nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.offices import said
from tests.support.riders import report, reporting_room
from tests.support.staff_room import Browser, Room
from tests.support.world import TODAY

TOLD: dict[str, Any] = {
    "for_whom": "other", "phone_of": "injured", "reporter": "王小芳", "relation": "家人", "hour": "8", "doing": "other",
    "place": "巴川街道 龙门街口红绿灯", "parts": ["头", "腿"], "course": "货车右转，人当天没了", "care": "went",
    "hospital": "铜梁区人民医院", "other_party": "渝A12345 货车",
}  # fmt: skip
READ = (
    "08:00", "巴川街道 龙门街口红绿灯", "当时其他；货车右转，人当天没了", "头、腿", "已经去医院（铜梁区人民医院）",
    "渝A12345 货车", "家人",
)  # fmt: skip
CARD = {"person_name": "王一鸣", "id_number": "500151199001010003"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        report(made.browser(), **TOLD)
        made.later(minutes=1)
        yield made


def officer(room: Room, username: str = "intake1") -> Browser:
    web = room.browser()
    room.give_password(username)
    web.sign_in(username)
    return web


def page(room: Room) -> str:
    return f"/desk/cases/{room.world.one('claim')['no']}"


def unread(text: str) -> list[str]:
    return [one for one in READ if one not in text]


def test_each_answer_is_kept_under_its_own_name(room: Room) -> None:
    body = json.loads(room.world.one("claim_private")["body"])
    assert body == {
        "accident_time": "08:00", "accident_place": READ[1], "accident_course": READ[2], "injury": READ[3],
        "care": READ[4], "other_party": READ[5], "reporter": "王小芳", "reporter_relation": "家人",
    }  # fmt: skip


def test_the_officer_reads_all_of_it_on_the_first_page_and_beside_the_card(room: Room) -> None:
    web = officer(room)
    for path in (page(room), page(room) + "/identify"):
        assert unread(said(web.get(path))) == []
        assert "王小芳" not in web.get(path).text
        assert "field=reporter" in web.get(path).text


def test_it_stays_readable_once_the_case_is_of_who_showed_the_card(room: Room) -> None:
    web = officer(room)
    answer = web.fill(page(room) + "/identify", CARD)
    assert answer.status_code == 303, said(answer)
    text = said(web.get(page(room)))
    assert unread(text) == []
    assert "报案时的姓名 王*鸣" in text


@pytest.mark.parametrize("username", ["reviewer1", "approver1", "legal1"])
def test_who_decides_reads_it_too(room: Room, username: str) -> None:
    assert unread(said(officer(room, username).get(page(room)))) == []


def test_the_investigator_reads_it_of_the_case_that_he_was_given_and_of_no_other(room: Room) -> None:
    investigator, giver, inquiry = officer(room, "investigator1"), officer(room), page(room) + "/investigation"
    assert investigator.get(inquiry).status_code == 403
    days = {"do": "assign", "username": "investigator1", "begins_on": str(TODAY), "ends_on": str(TODAY)}
    assert giver.fill(page(room) + "/assignments", days).status_code == 303
    answer = investigator.get(inquiry)
    assert unread(said(answer)) == []
    assert "王小芳" not in answer.text
    assert [one for one in READ if one in officer(room, "cashier1").get(inquiry).text] == []


def test_a_cashier_is_told_that_it_is_there_and_who_reads_it(room: Room) -> None:
    web = officer(room, "cashier1")
    answer = web.get(page(room))
    assert [one for one in READ if one in answer.text] == []
    assert "field=reporter" not in answer.text
    assert "已经登记。里面有伤情，由" in said(answer)


def test_what_was_reported_again_is_read_on_the_first_page(room: Room) -> None:
    report(room.browser(), **{**TOLD, "course": "货车闯红灯", "hospital": "重庆西南医院", "reporter": "王大芳"})
    assert len(room.world.rows("claim")) == 1
    web = officer(room)
    for path in (page(room), page(room) + "/identify"):
        text = said(web.get(path))
        assert "货车闯红灯；头、腿；已经去医院（重庆西南医院）；渝A12345 货车；王大芳；家人" in text
