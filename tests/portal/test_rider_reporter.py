"""替别人报案: with his own telephone the reporter follows his report and is nobody else; with the injured person's it is his."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.offices import said
from tests.support.riders import HARM, PHONE, WHO, report, reporting_room, screen, sign_in
from tests.support.staff_room import Browser, Room
from workflows.identifying import identify
from workflows.people import PersonFacts
from workflows.phone_changes import own_phone_of, phone_of, replace_phone
from workflows.transaction import in_one_transaction, reading

DEAD = "郭大力"
OWN = {"for_whom": "other", "reporter": "李梅", "relation": "家人", "phone_of": "reporter", "person_name": DEAD}
HIS = {**OWN, "phone_of": "injured"}
CLOSED = ("/r/me", "/r/me/bank", "/r/me/phone", "/r/me/e-service", "/r/me/export", "/r/me/copy", "/r/notices")
OF_THE_CASE = ("papers", "letters", "money", "object", "apply", "withdraw", "history")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        yield made


@pytest.fixture
def web(room: Room) -> Browser:
    return room.browser()


def reported(web: Browser, room: Room, **told: str) -> str:
    """A report for another, and the reporter signs in; the number of the case."""
    report(web, **told)
    assert sign_in(web).status_code == 303
    return str(room.world.one("claim")["no"])


def test_whose_the_telephone_is_is_asked_of_who_reports_for_another_alone(web: Browser) -> None:
    wrong = screen(web, 1, **{**OWN, "phone_of": ""})
    assert wrong.status_code == 422
    assert "请选手机号是受伤的人的，还是您的" in said(wrong)
    assert screen(web, 1, **WHO).status_code == 303


def test_what_is_wrong_is_listed_in_the_order_of_the_page(web: Browser) -> None:
    wrong = screen(web, 1, for_whom="other", reporter="", person_name="", phone="", platform="").text
    places = [wrong.index(f'href="#f-{name}"') for name in ("reporter", "phone_of", "person_name", "phone", "platform")]
    assert places == sorted(places)


def test_the_usual_platforms_stand_in_front_and_not_knowing_last(web: Browser) -> None:
    page = web.get("/r/report/1").text
    places = [page.index(f"> {name}</label>") for name in ("美团", "饿了么", "达达", "其他平台", "不清楚")]
    assert places == sorted(places)


def test_only_somebody_else_can_say_that_a_person_has_died(web: Browser, room: Room) -> None:
    screen(web, 1)
    screen(web, 2)
    assert "人已经去世" not in said(web.get("/r/report/3"))
    other = room.browser()
    screen(other, 1, **OWN)
    screen(other, 2)
    assert "人已经去世" in said(other.get("/r/report/3"))
    wrong = screen(other, 3, **{**HARM, "care": "died", "course": ""})
    assert (wrong.status_code, 'value="died" checked' in wrong.text) == (422, True)
    screen(other, 3, care="died")
    assert "人已经去世" in said(other.get("/r/report/4"))


def test_the_telephone_of_the_reporter_opens_his_report_and_nothing_of_the_injured_person(
    web: Browser, room: Room
) -> None:
    no = reported(web, room, **OWN, care="died")
    page = web.get(f"/r/cases/{no}")
    text = said(page)
    assert "您替 郭*力 报的案" in text
    assert "死亡证明" in text
    assert DEAD not in text
    assert 'class="wt-bar"' not in page.text
    for path in (*CLOSED, *(f"/r/cases/{no}/{place}" for place in OF_THE_CASE)):
        assert web.get(path).status_code == 404, path
    assert "伤残" not in text


def test_what_the_reporter_can_do_next_is_said(web: Browser, room: Room) -> None:
    text = said(web.get(f"/r/cases/{reported(web, room, **OWN)}"))
    assert "登记成申请人" in text
    assert "请他带身份证到我局窗口" in text
    assert "死亡证明" not in text


def test_what_the_injured_person_does_himself_is_refused_to_the_reporter(web: Browser, room: Room) -> None:
    no = reported(web, room, **OWN)
    before = room.world.one("claim")["version"]
    page = web.get(f"/r/cases/{no}/call")
    for path, given in (
        ("/r/me/e-service", {"no": no, "do": "agree"}),
        ("/r/me/phone", {"phone": "13966660000"}),
        (f"/r/cases/{no}/withdraw", {"reason": "不办了"}),
        (f"/r/cases/{no}/apply", {"kind": "injury", "consent": "1", "form": "1"}),
    ):
        assert web.fill(page.url.path, given, to=path).status_code == 404, path
    assert room.world.one("claim")["version"] == before


def test_the_reporter_is_rung_by_the_number_that_he_gave(web: Browser, room: Room) -> None:
    no = reported(web, room, **OWN)
    page = web.get(f"/r/cases/{no}/call")
    assert (page.status_code, "138****5678" in said(page)) == (200, True)
    assert "换手机号" not in said(page)


def test_with_the_telephone_of_the_injured_person_the_case_is_his(web: Browser, room: Room) -> None:
    no = reported(web, room, **HIS)
    assert "您的案件" in said(web.get(f"/r/cases/{no}"))
    assert web.get("/r/me").status_code == 200


def test_the_same_name_and_number_are_two_persons_where_one_is_the_reporters(web: Browser, room: Room) -> None:
    report(web, **OWN)
    report(room.browser(), person_name=DEAD, place="别处")
    assert len({row["person_id"] for row in room.world.rows("claim")}) == 2


def test_the_number_of_the_reporter_is_not_registered_of_the_injured_person(web: Browser, room: Room) -> None:
    no = reported(web, room, **OWN)
    officer = room.browser()
    officer.sign_in("intake1")
    assert "报案人自己的" in said(officer.get(f"/desk/cases/{no}/identify"))
    claim = room.world.one("claim")
    facts = PersonFacts(DEAD, "110101199001010015")
    outcome = identify(room.desk, "intake1", claim, facts, {}, room.desk.today(), "k1")
    assert outcome.done
    with reading(room.desk) as connection:
        assert phone_of(connection, room.world.one("claim")["person_id"]) == ""
    assert web.get(f"/r/cases/{no}").status_code == 404
    assert "我局已经核对是谁受伤" in said(web.get("/r/cases"))


def test_a_number_that_is_registered_later_is_his_own(web: Browser, room: Room) -> None:
    reported(web, room, **OWN)
    person = room.world.one("claim")["person_id"]
    with reading(room.desk) as connection:
        assert (own_phone_of(connection, person), phone_of(connection, person)) == ("", PHONE)
    in_one_transaction(
        room.desk, lambda connection: replace_phone(connection, person, "13966660000", room.desk.today())
    )
    with reading(room.desk) as connection:
        assert own_phone_of(connection, person) == "13966660000"
