"""换手机号: the number by which a person signs in becomes another one, and the old one opens nothing any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from tests.support.casebook import NUMBER
from tests.support.fixtures.standing import account, standing
from tests.support.offices import said
from tests.support.riders import CODE, PHONE, TAIL, report, reporting_room, ringing_room, sign_in
from tests.support.staff_room import HIDDEN, Browser, Room
from tests.support.world import INJURED, TODAY
from workflows.acting import act
from workflows.phone_codes import TO_NEW_PHONES, persons_of_phone
from workflows.transaction import reading

NEW_PHONE = "13966660000"
CHANGE: dict[str, Any] = {"holder": INJURED, "new_phone": NEW_PHONE, "id_shown": True, "reason": "旧号停用"}
ACT = f"/desk/cases/{NUMBER}/act?on={NUMBER}&do=change_phone"
USERNAME = f"rider-{INJURED.lower()}"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with ringing_room(tmp_path) as made:
        standing(made.world, "applied").save()
        yield made


@pytest.fixture
def web(room: Room) -> Browser:
    browser = room.browser()
    assert sign_in(browser, tail=TAIL).status_code == 303
    return browser


def known_by(room: Room, phone: str) -> list[str]:
    with reading(room.desk) as connection:
        return persons_of_phone(connection, phone)


def told(room: Room, kind: str) -> str:
    message = room.world.one("message", kind=kind)
    return str(room.world.one("message_private", message_id=message["id"])["address"])


def changed(room: Room, **other: Any) -> Any:
    return act(room.desk, "intake1", NUMBER, "change_phone", TODAY, {**CHANGE, **other})


def test_the_counter_registers_another_number_and_the_old_one_opens_nothing(web: Browser, room: Room) -> None:
    officer = room.browser()
    officer.sign_in("intake1")
    assert "更换手机号" in said(officer.get(f"/desk/cases/{NUMBER}"))
    blind = officer.fill(ACT, {**CHANGE, "id_shown": ""}, to=ACT)
    assert (blind.status_code, "缺少本人到场，已核对身份证原件" in said(blind), known_by(room, PHONE)) == (
        422,
        True,
        [INJURED],
    )
    assert officer.fill(ACT, {**CHANGE, "id_shown": "1"}, to=ACT).status_code == 303
    assert (known_by(room, PHONE), known_by(room, NEW_PHONE)) == ([], [INJURED])
    assert web.get(f"/r/cases/{NUMBER}").headers["location"].startswith("/r/login")
    assert room.world.rows("sign_in_session", username=USERNAME)[0]["ended_by"] == "phone_changed"
    logged = room.world.rows("security_event", what="phone_changed")
    assert [(row["by"], row["detail"]) for row in logged] == [("intake1", NUMBER)]
    assert (told(room, "phone_changed"), told(room, "phone_registered")) == (PHONE, NEW_PHONE)
    assert not [row for row in room.world.rows("event") if NEW_PHONE in str(row["data"])]
    assert sign_in(room.browser(), phone=NEW_PHONE, tail=TAIL).status_code == 303


def test_where_money_hangs_on_it_a_second_officer_looks(room: Room) -> None:
    account(case := standing(room.world, "settling", "TL-2024-000902"))
    case.save()
    assert changed(room).refusals[0].code == "no_money_by_phone"
    assert act(room.desk, "intake1", NUMBER, "change_phone_checked", TODAY, CHANGE).done
    draft = room.world.one("approval")
    assert (draft["kind"], known_by(room, PHONE)) == ("phone_change", [INJURED])
    room.give_password("approver1")
    second = room.browser()
    second.sign_in("approver1")
    assert NEW_PHONE in said(second.get(f"/desk/approvals/{draft['id']}"))
    assert act(room.desk, "approver1", str(draft["id"]), "approve", TODAY).done
    assert (known_by(room, PHONE), known_by(room, NEW_PHONE)) == ([], [INJURED])
    assert room.world.one("security_event", what="phone_changed")["by"] == "intake1"


def test_a_number_that_has_just_changed_asks_for_no_account(web: Browser, room: Room) -> None:
    assert changed(room).done
    new = room.browser()
    assert sign_in(new, phone=NEW_PHONE, tail=TAIL).status_code == 303
    assert "手机号刚换过，2024-10-11 起才能申请更换收款账户" in said(new.get(f"/r/me/bank?no={NUMBER}"))


def code_to(room: Room, phone: str) -> str:
    """The last code that went to a number; empty where none did."""
    for row in sorted(
        room.world.rows("message", kind="phone_code"), key=lambda one: str(one["created_at"]), reverse=True
    ):
        private = room.world.one("message_private", message_id=row["id"])
        found = CODE.search(private["text"])
        if private["address"] == phone and found:
            return found[1]
    return ""


def step(web: Browser, shown: Response, **fields: str) -> Response:
    """The next step from the page that was shown."""
    return web.web.post("/r/me/phone", data={**dict(HIDDEN.findall(shown.text)), **fields})


def old_proven(room: Room, web: Browser, phone: str = NEW_PHONE) -> Response:
    """The page that asks for the code of the new number, after that of the old one was right."""
    room.later(seconds=61)
    shown = web.fill("/r/me/phone", {"phone": phone, "do": "codes"})
    assert "138****5678 收到的" in said(shown)
    return step(web, shown, code=code_to(room, PHONE), do="next")


def test_by_two_codes_a_person_changes_it_himself(web: Browser, room: Room) -> None:
    assert "/r/me/phone" in web.get("/r/me").text
    assert "11 位数字" in said(web.fill("/r/me/phone", {"phone": "123", "do": "codes"}))
    shown = old_proven(room, web)
    assert "139****0000 收到的" in said(shown)
    wrong = step(web, shown, code=code_to(room, PHONE), do="send")
    assert (wrong.status_code, known_by(room, PHONE)) == (422, [INJURED])
    done = step(web, shown, code=code_to(room, NEW_PHONE), do="send")
    assert (done.status_code, done.headers.get("location")) == (303, "/r/login?changed=1"), said(done)
    assert (known_by(room, PHONE), known_by(room, NEW_PHONE)) == ([], [INJURED])
    assert web.get("/r/me").headers["location"].startswith("/r/login")
    assert room.world.one("security_event", what="phone_changed")["by"] is None
    assert (told(room, "phone_changed"), told(room, "phone_registered")) == (PHONE, NEW_PHONE)


def test_nothing_goes_to_a_new_number_before_the_old_one_is_proven(web: Browser, room: Room) -> None:
    shown = web.fill("/r/me/phone", {"phone": NEW_PHONE, "do": "codes"})
    right = code_to(room, PHONE)
    answer = step(web, shown, code=f"{(int(right) + 1) % 1_000_000:06d}", do="next")
    assert (answer.status_code, "验证码不对" in said(answer)) == (422, True)
    for do in ("again", "send"):
        assert "旧号码还没有核对" in said(step(web, shown, code=right, do=do))
    assert (code_to(room, NEW_PHONE), known_by(room, PHONE)) == ("", [INJURED])
    same = web.fill("/r/me/phone", {"phone": PHONE, "do": "codes"})
    assert "登记的已经是这个手机号" in said(same)


def test_the_old_number_stays_proven_for_some_minutes_and_for_this_session_alone(web: Browser, room: Room) -> None:
    shown = old_proven(room, web)
    code = code_to(room, NEW_PHONE)
    other = room.browser()
    assert sign_in(other, tail=TAIL).status_code == 303
    there = other.fill("/r/me/phone", {"phone": NEW_PHONE, "do": "codes"})
    assert "旧号码还没有核对" in said(step(other, there, code=code, do="send"))
    room.later(minutes=11)
    assert "旧号码还没有核对" in said(step(web, shown, code=code, do="send"))
    assert known_by(room, PHONE) == [INJURED]


def test_one_person_has_codes_sent_to_few_new_numbers_however_often_he_signs_in(room: Room) -> None:
    numbers = [f"139{place:08d}" for place in range(1, TO_NEW_PHONES.burst + 3)]
    answers = []
    for number in numbers:
        web = room.browser()
        assert sign_in(web, tail=TAIL).status_code == 303
        answers.append(said(old_proven(room, web, number)))
    assert "今天不再发" in answers[-1]
    assert [bool(code_to(room, number)) for number in numbers] == [True] * TO_NEW_PHONES.burst + [False, False]


def test_who_has_shown_no_card_writes_to_nobody(tmp_path: Path) -> None:
    with reporting_room(tmp_path) as room:
        report(room.browser())
        web = room.browser()
        assert sign_in(web).status_code == 303
        assert "核对您的身份证以后，才能自己换" in said(web.get("/r/me/phone"))
        hidden = dict(HIDDEN.findall(web.get("/r/me/messages").text))
        answer = web.web.post("/r/me/phone", data={**hidden, "phone": NEW_PHONE, "do": "codes"})
        assert "核对您的身份证以后，才能自己换" in said(answer)
        assert room.world.rows("message", kind="phone_code") == []
