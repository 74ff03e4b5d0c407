"""换手机号: the number by which a person signs in becomes another one, and the old one opens nothing any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.casebook import NUMBER
from tests.support.fixtures.standing import account, standing
from tests.support.offices import said
from tests.support.riders import CODE, PHONE, TAIL, ringing_room, sign_in
from tests.support.staff_room import HIDDEN, Browser, Room
from tests.support.world import INJURED, TODAY
from workflows.acting import act
from workflows.phone_codes import persons_of_phone
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


def both_codes(room: Room, web: Browser) -> dict[str, str]:
    """The form of the second step, filled in with what the two telephones have received."""
    room.later(seconds=61)
    shown = web.fill("/r/me/phone", {"phone": NEW_PHONE, "do": "codes"})
    assert "139****0000 收到的" in said(shown)
    sent = sorted(room.world.rows("message", kind="phone_code"), key=lambda row: str(row["created_at"]))[-2:]
    private = [room.world.one("message_private", message_id=row["id"]) for row in sent]
    codes = {one["address"]: CODE.search(one["text"]) for one in private}
    found = {phone: match[1] for phone, match in codes.items() if match}
    hidden = dict(HIDDEN.findall(shown.text))
    return {**hidden, "old": found[PHONE], "code": found[NEW_PHONE], "do": "send"}


def test_by_two_codes_a_person_changes_it_himself(web: Browser, room: Room) -> None:
    assert "/r/me/phone" in web.get("/r/me").text
    assert "11 位数字" in said(web.fill("/r/me/phone", {"phone": "123", "do": "codes"}))
    form = both_codes(room, web)
    for wrong in ({"old": form["code"]}, {"code": form["old"]}):
        answer = web.web.post("/r/me/phone", data={**form, **wrong})
        assert (answer.status_code, known_by(room, PHONE)) == (422, [INJURED])
    done = web.web.post("/r/me/phone", data=form)
    assert (done.status_code, done.headers.get("location")) == (303, "/r/login?changed=1"), said(done)
    assert (known_by(room, PHONE), known_by(room, NEW_PHONE)) == ([], [INJURED])
    assert web.get("/r/me").headers["location"].startswith("/r/login")
    assert room.world.one("security_event", what="phone_changed")["by"] is None
    assert (told(room, "phone_changed"), told(room, "phone_registered")) == (PHONE, NEW_PHONE)
