"""A report under a number that nobody has proven, laid with another's case: its receipt tells nothing of that one, and who
proves the number has his own case.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response

from tests.support.handed_in import photograph
from tests.support.offices import said
from tests.support.riders import code_of, report, reporting_room
from tests.support.staff_room import HIDDEN, Browser, Room
from tests.support.world import TODAY
from workflows.acting import act
from workflows.sessions import csrf_token

PHOTOS = "/r/report/photos"
NEW_PHONE = "13966660000"
CARD = {"person_name": "王一鸣", "id_number": "500151199001010003", "platform": "美团"}
MINE = {
    "person_name": "王一鸣",
    "place": "巴川街道 龙门街口",
    "platform": "美团",
    "when": "yesterday",
    "course": "汽车追尾",
}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        yield made


def strangers_report(room: Room, count: int = 3) -> None:
    """Reports under the number of somebody else, each from a network of its own."""
    for place in range(count):
        report(room.browser(address=f"198.51.100.{place + 1}"), person_name="张三", place=f"某路 {place}")
        room.later(minutes=2)


def prove(web: Browser, receipt: str, code: str = "", **more: str) -> Response:
    """Fill in the code at the receipt, from the page of it as this browser sees it."""
    hidden = dict(HIDDEN.findall(web.get(receipt).text))
    return web.web.post(receipt, data={**hidden, "code": code, **more})


def test_the_receipt_tells_what_was_sent_and_nothing_of_the_case_it_lies_with(room: Room) -> None:
    strangers_report(room)
    mine = room.browser(address="203.0.113.5")
    page = said(mine.get(report(mine, **MINE)))
    cases = room.world.rows("claim")
    assert len(cases) == 3
    assert [
        word for word in (*(row["no"] for row in cases), "饿了么", "应替您提交", "您自己也能申请") if word in page
    ] == []
    for told in ("美团", "10月9日", "138****5678", "打电话核对", "填了短信验证码，马上就有"):
        assert told in page


def test_who_proves_the_number_has_a_case_of_his_own_from_the_day_of_his_report(room: Room) -> None:
    strangers_report(room)
    mine = room.browser(address="203.0.113.5")
    receipt = report(mine, **MINE)
    reported = {row["no"] for row in room.world.rows("claim")}
    room.later(days=1)
    again = prove(mine, receipt, do="again")
    assert "验证码再发了一次" in said(again)
    code = code_of(room.world)
    wrong = prove(mine, receipt, f"{(int(code) + 1) % 1_000_000:06d}")
    assert (wrong.status_code, len(room.world.rows("claim"))) == (422, 3)
    done = prove(mine, receipt, code)
    (own,) = [row for row in room.world.rows("claim") if row["no"] not in reported]
    assert (done.status_code, done.headers.get("location")) == (303, f"/r/cases/{own['no']}")
    told = (own["platform"], str(own["accident_on"]), str(own["reported_on"]))
    assert told == ("美团", "2024-10-09", TODAY.isoformat())
    assert "王一鸣" in said(mine.get("/r/me"))
    due = {row["code"]: str(row["started_on"]) for row in room.world.rows("clock", claim_no=own["no"])}
    assert due["T2"] == TODAY.isoformat()
    kinds = [row["kind"] for row in room.world.rows("message", claim_no=own["no"])]
    assert {"report_received", "report_received_platform"} <= set(kinds)
    receipt_now = said(mine.get(receipt))
    assert own["no"] in receipt_now
    assert "美团 应替您提交申请" in receipt_now


def test_the_officer_reads_which_of_them_has_got_a_case_of_its_own(room: Room) -> None:
    strangers_report(room)
    mine = room.browser(address="203.0.113.5")
    receipt = report(mine, **MINE)
    with_no = room.world.rows("event", trigger="report_again")[0]["claim_no"]
    officer = room.browser()
    officer.sign_in("intake1")
    assert "同一手机号当天又报了 1 次" in said(officer.get(f"/desk/cases/{with_no}"))
    assert prove(mine, receipt, code_of(room.world)).status_code == 303
    own = max(row["no"] for row in room.world.rows("claim"))
    assert f"已用验证码核实手机号，另立案件 {own}" in said(officer.get(f"/desk/cases/{with_no}/identify"))
    assert "同一手机号当天又报了" not in said(officer.get(f"/desk/cases/{with_no}"))


def test_the_same_accident_reported_twice_stays_one_case(room: Room) -> None:
    report(room.browser(address="198.51.100.1"), **MINE)
    room.later(minutes=2)
    mine = room.browser(address="203.0.113.5")
    receipt = report(mine, **MINE)
    (case,) = room.world.rows("claim")
    assert case["no"] not in said(mine.get(receipt))
    assert prove(mine, receipt, code_of(room.world)).headers["location"] == f"/r/cases/{case['no']}"
    assert len(room.world.rows("claim")) == 1


def test_only_the_browser_that_sent_it_makes_a_case_of_it(room: Room) -> None:
    strangers_report(room)
    receipt = report(room.browser(address="203.0.113.5"), **MINE)
    other = room.browser(address="203.0.113.5")
    assert "核实手机号" not in said(other.get(receipt))
    hidden = dict(HIDDEN.findall(other.get("/r/login").text))
    answer = other.web.post(receipt, data={**hidden, "code": code_of(room.world)})
    assert (answer.headers.get("location"), len(room.world.rows("claim"))) == ("/r/login", 3)


def test_a_stranger_who_joins_hands_in_nothing_in_anothers_name(room: Room) -> None:
    strangers_report(room, 2)
    report(room.browser(address="203.0.113.5"), **MINE)
    room.later(minutes=2)
    stranger = room.browser(address="198.51.100.3")
    receipt = report(stranger, person_name="赵六", place="丙路")
    hidden = {"csrf": csrf_token(stranger.web.cookies["__Host-claims-report"])}
    assert PHOTOS not in stranger.get(receipt).text
    assert stranger.get(PHOTOS).headers["location"] == receipt
    sent = stranger.web.post(PHOTOS, data=hidden, files={"files": ("x.jpg", photograph(), "image/jpeg")})
    assert (sent.status_code, room.world.rows("evidence_file")) == (403, [])


def test_a_second_report_from_there_is_not_told_when_the_others_was_made(room: Room) -> None:
    strangers_report(room)
    stranger = room.browser(address="198.51.100.9")
    report(stranger, person_name="赵六", place="丙路")
    room.later(minutes=2)
    report(stranger, person_name="赵六", place="丁路")
    assert len(room.world.rows("event", trigger="report_again")) == 2


def test_a_receipt_keeps_the_number_that_was_typed(room: Room) -> None:
    receipt = report(room.browser())
    room.later(minutes=1)
    no = room.world.one("claim")["no"]
    officer = room.browser()
    officer.sign_in("intake1")
    assert officer.fill(f"/desk/cases/{no}/identify", CARD).status_code == 303
    person = room.world.one("claim")["person_id"]
    change = {"holder": person, "new_phone": NEW_PHONE, "id_shown": True, "reason": "换号"}
    assert act(room.desk, "intake1", no, "change_phone", room.desk.today(), change).done
    page = said(room.browser().get(receipt))
    assert ("138****5678" in page, "139****0000" in page) == (True, False)
