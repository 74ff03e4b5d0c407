"""请我局打电话给我: asked once, taken back, rung in vain and reached; by the person, by kin with a part, and after a report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from claims.rules import Rules, Value
from tests.portal.test_english import chinese_of
from tests.support.casebook import NUMBER, OTHER_NUMBER
from tests.support.fixtures.standing import standing
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.offices import said
from tests.support.riders import report, reporting_room, sign_in, signed_in
from tests.support.staff_room import HIDDEN, Browser, Room, room_of
from tests.support.survivors import CHILD, SHARE_FEN, owed, settled_death
from tests.support.world import INJURED, TODAY, World, sqlite_world
from workflows.acting import act
from workflows.call_backs import NORM
from workflows.inbox import Entry, inbox
from workflows.moves import choices_on_case

CALL, PAGE = f"/r/cases/{NUMBER}/call", f"/r/cases/{NUMBER}"
DESK = f"/desk/cases/{NUMBER}/note_call"
ASKED = {"about": "钱", "suits": "上午"}
TWO_WORKING_DAYS_LATER = date(2024, 10, 12)  # a Saturday on which people worked
SAID = "想问医院的发票能不能报"


@contextmanager
def house(folder: Path) -> Iterator[Room]:
    with sqlite_world(folder) as world:
        case = settled_death(world)
        owed(case, "approved", "death_lump_sum", CHILD, SHARE_FEN)
        case.save()
        standing(world, "investigating", OTHER_NUMBER).save()
        with room_of(world) as room:
            yield room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with house(tmp_path) as made:
        yield made


@pytest.fixture
def web(room: Room) -> Browser:
    return signed_in(room)


def waiting(world: World, username: str = "intake1") -> list[Entry]:
    return [one for one in inbox(world.desk, username) if one.moves == ("note_call",)]


def rings(room: Room, result: str, note: str = "", username: str = "intake1") -> int:
    """An officer opens the page and notes that he has rung."""
    room.give_password(username)
    desk = room.browser()
    desk.sign_in(username)
    return desk.fill(DESK, {"call_result": result, "note": note}).status_code


def test_a_call_is_asked_for_once_and_stands_on_the_desk_until_he_is_reached(web: Browser, room: Room) -> None:
    assert f'href="{CALL}"' in web.get(PAGE).text
    asking = said(web.get(CALL))
    assert ("打到您登记的手机 138****5678" in asking, "我局不会要您转账，也不会要验证码。" in asking) == (True, True)
    assert web.fill(CALL, {**ASKED, "note": SAID}).headers["location"] == f"{CALL}?sent=1"
    told = said(web.get(f"{CALL}?sent=1"))
    assert all(one in told for one in ("已记下，我局会给您打电话。", "138****5678", "钱", "上午", "哪天打，现在说不准"))
    assert (SAID in told, "最晚" in told) == (False, False)
    assert "给您打电话：钱" in said(web.get(PAGE))
    (line,) = waiting(room.world)
    assert (line.what, line.claim_no, line.due_on) == ("给合****1打电话：钱，上午", NUMBER, None)
    desk = room.browser()
    desk.sign_in("intake1")
    assert "给合****1打电话：钱，上午" in said(desk.get("/desk"))
    shown = said(desk.get(f"/desk/cases/{NUMBER}"))
    assert all(one in shown for one in ("要打的电话", "138****5678", "钱，上午", f"他说：{SAID}"))
    assert rings(room, "没接通", "响了很久") == 303
    assert [one.what for one in waiting(room.world)] == ["给合****1打电话：钱，上午（1 次没接通）"]
    assert "打过 1 次，没有接通，还会再打。" in said(web.get(CALL))
    assert rings(room, "接通", "说了发票") == 303
    assert waiting(room.world) == []
    row = room.world.one("call_back")
    assert (row["state"], row["tries"], row["closed_on"]) == ("reached", 1, TODAY)
    history = said(web.get(f"{PAGE}/history"))
    story = ["我局给您打了电话，接通了", "我局给您打过电话，没有接通", "您请我局打电话"]
    assert sorted(story, key=history.index) == story
    assert "给您打电话" not in said(web.get(PAGE))
    events = [row for row in room.world.rows("event") if row["trigger"] in ("ask_call", "note_call")]
    assert [row["actor"] for row in events] == ["rider-p000001", "intake1", "intake1"]
    assert not [row for row in events if SAID in row["data"] or "发票" in row["data"] or "响" in row["data"]]
    assert faults(room.world, WRITTEN_TOO) == []


def test_a_second_press_shows_the_first_and_what_is_taken_back_may_be_asked_anew(web: Browser, room: Room) -> None:
    form = dict(HIDDEN.findall(web.get(CALL).text))
    answers = [web.web.post(CALL, data={**form, **ASKED}).status_code for _ in range(2)]
    assert (answers, len(room.world.rows("call_back"))) == ([303, 303], 1)
    older = {**form, "key": "another", "about": "其他", "suits": "下午"}
    assert web.web.post(CALL, data=older).status_code == 409
    page = web.get(CALL)
    assert ("请给我打电话" in page.text, "您请我局打的电话" in said(page), "钱" in said(page)) == (False, True, True)
    now = {**dict(HIDDEN.findall(page.text)), **ASKED}
    refused = web.web.post(CALL, data=now)
    assert (refused.status_code, "您已经请我局打电话了" in said(refused)) == (422, True)
    assert web.fill(CALL, {"do": "take_back_call"}).headers["location"] == CALL
    assert room.world.one("call_back")["state"] == "taken_back"
    assert waiting(room.world) == []
    assert web.fill(CALL, {"do": "take_back_call"}).status_code == 422
    assert web.fill(CALL, ASKED).status_code == 303
    assert [row["state"] for row in room.world.rows("call_back")] == ["taken_back", "open"]


def test_what_is_left_out_is_asked_for_and_no_more_than_sixty_letters_are_kept(web: Browser, room: Room) -> None:
    answer = web.fill(CALL, {"about": "钱", "suits": "半夜"})
    assert (answer.status_code, "请选什么时候方便" in said(answer)) == (422, True)
    assert re.search(r'value="钱" checked', answer.text)
    assert web.fill(CALL, {**ASKED, "note": "话" * 200}).status_code == 303
    (event,) = (row for row in room.world.rows("event") if row["trigger"] == "ask_call")
    kept = json.loads(room.world.one("event_private", event_id=event["id"])["body"])
    assert kept == {"note": "话" * 60}
    assert "话" * 60 in web.get("/r/me/export").text


def test_kin_with_a_part_ask_for_themselves_alone(web: Browser, room: Room) -> None:
    child = room.browser()
    assert sign_in(child, tail="0003").status_code == 303
    assert f'href="{CALL}"' in child.get(PAGE).text
    assert web.fill(CALL, ASKED).status_code == 303
    assert "您请我局打的电话" not in said(child.get(CALL))
    assert child.fill(CALL, {"about": "信看不懂", "suits": "都可以"}).status_code == 303
    assert "给您打电话：信看不懂" in said(child.get(PAGE))
    username = "rider-p000003"
    for_another = act(room.desk, username, NUMBER, "take_back_call", TODAY, {"person": INJURED})
    assert [one.code for one in for_another.refusals] == ["rung_himself"]
    assert [one.what for one in sorted(waiting(room.world), key=lambda one: one.target)] == [
        "给合****1打电话：钱，上午",
        "给合****3打电话：信看不懂，都可以",
    ]
    data = {"person": CHILD, "call_result": "接通"}
    assert act(room.desk, "intake1", NUMBER, "note_call", TODAY, data).done
    assert [row["person_id"] for row in room.world.rows("call_back") if row["state"] == "open"] == [INJURED]
    assert "我局给您打了电话" not in said(web.get(f"{PAGE}/history"))
    elsewhere = child.web.post(f"/r/cases/{OTHER_NUMBER}/call", data={**ASKED, "csrf": ""})
    assert elsewhere.status_code in (403, 404)
    assert child.get(f"/r/cases/{OTHER_NUMBER}/call").status_code == 404


def test_who_is_rung_may_be_shown_to_who_rings(web: Browser, room: Room) -> None:
    child = room.browser()
    assert sign_in(child, tail="0003").status_code == 303
    assert child.fill(CALL, ASKED).status_code == 303
    room.give_password("intake1")
    desk = room.browser()
    desk.sign_in("intake1")
    assert f"/desk/cases/{NUMBER}/show?person={CHILD}&amp;field=phone" in desk.get(DESK).text
    assert web.get(CALL).status_code == 200


def test_the_post_of_intake_and_who_carried_the_case_on_last_are_to_ring(web: Browser, room: Room) -> None:
    assert web.fill(CALL, ASKED).status_code == 303
    seen = {
        name: len(waiting(room.world, name)) for name in ("intake1", "intake2", "reviewer1", "cashier1", "auditor1")
    }
    assert seen == {"intake1": 1, "intake2": 1, "reviewer1": 0, "cashier1": 0, "auditor1": 0}
    data = {"person": INJURED, "call_result": "没接通"}
    assert act(room.desk, "reviewer1", NUMBER, "note_call", TODAY, data).done
    assert len(waiting(room.world, "reviewer1")) == 1
    row = {"claim_no": NUMBER, "role": "IN", "generation": 1, "username": "intake2", "given_by": "chief1"}
    room.world.insert("allotment", {**row, "reason": "", "recorded_at": "x"})
    room.give_password("intake2")
    found = {}
    for name in ("intake1", "intake2"):
        desk = room.browser()
        desk.sign_in(name)
        found[name] = "打电话：钱，上午" in said(desk.get("/desk"))
    assert found == {"intake1": False, "intake2": True}


def test_where_nobody_is_to_be_rung_nothing_is_offered_to_officers(web: Browser, room: Room) -> None:
    offered = {one.move.trigger for one in choices_on_case(room.desk, "intake1", NUMBER) if one.allowed}
    assert "note_call" not in offered
    assert "请给我打电话" in web.get(CALL).text
    desk = room.browser()
    desk.sign_in("intake1")
    assert desk.get(DESK).status_code == 404


def test_a_call_moves_no_legal_day(web: Browser, room: Room) -> None:
    before = room.world.one("claim", no=NUMBER)["last_occurred_on"]
    assert web.fill(CALL, ASKED).status_code == 303
    assert room.world.one("claim", no=NUMBER)["last_occurred_on"] == before


def test_the_colleague_who_was_slower_is_told_and_keeps_his_note(web: Browser, room: Room) -> None:
    assert web.fill(CALL, ASKED).status_code == 303
    desk = room.browser()
    desk.sign_in("intake1")
    form = dict(HIDDEN.findall(desk.get(DESK).text))
    data = {"person": INJURED, "call_result": "没接通"}
    assert act(room.desk, "reviewer1", NUMBER, "note_call", TODAY, data).done
    answer = desk.web.post(DESK, data={**form, "call_result": "接通", "note": "已经说清楚"})
    assert (answer.status_code, "已经说清楚" in answer.text) == (409, True)
    again = {**dict(HIDDEN.findall(answer.text)), "call_result": "接通"}
    assert desk.web.post(DESK, data=again).status_code == 303
    nothing = desk.web.post(DESK, data={**again, "key": "other", "call_result": ""})
    assert (nothing.status_code, "请选接通了没有。" in said(nothing)) == (422, True)


def normed(rules: Rules, days: int) -> Rules:
    value: Value = next(one for one in rules.values() if one.key == "limits.account_check")
    return Rules(rules.province, (*rules.values(), replace(value, key=NORM, label="回电", value=days)))


def test_a_last_day_is_told_only_where_the_bureau_has_set_one(web: Browser, room: Room) -> None:
    assert web.fill(CALL, ASKED).status_code == 303
    (free,) = waiting(room.world)
    with_norm = replace(room.desk, rules=normed(room.desk.rules, 2))
    (bound,) = (one for one in inbox(with_norm, "intake1") if one.moves == ("note_call",))
    assert (free.due_on, bound.due_on) == (None, TWO_WORKING_DAYS_LATER)
    from_home = Room(room.world, with_norm, room.limits, []).browser()
    assert sign_in(from_home, tail="0001").status_code == 303
    assert "最晚" in said(from_home.get(CALL))


def test_a_report_opens_the_call_that_its_answer_promises(tmp_path: Path) -> None:
    with reporting_room(tmp_path) as room:
        web = room.browser()
        receipt = report(web)
        assert "我局会给 138****5678 打电话" in said(web.get(receipt))
        row = room.world.one("call_back")
        assert (row["about"], row["promised"], row["state"]) == ("核对报案", True, "open")
        (line,) = waiting(room.world)
        assert line.what == "给王*鸣打电话：核对报案，都可以"
        no = line.claim_no
        assert sign_in(web).status_code == 303
        page = f"/r/cases/{no}/call"
        told = said(web.get(page))
        assert ("报案以后我局要打的电话" in told, "还有别的事要我局打电话" in told, "不用打了" in told) == (
            True,
            True,
            False,
        )
        assert web.fill(page, ASKED).status_code == 303
        data = {"person": row["person_id"], "call_result": "接通"}
        assert act(room.desk, "intake1", no, "note_call", TODAY, data).done
        assert {one["state"] for one in room.world.rows("call_back")} == {"reached"}


def test_the_pages_of_a_call_are_whole_in_english(web: Browser) -> None:
    web.get("/language?english=1&back=/")
    asking = web.get(CALL).text
    assert ("What it is about" in asking, chinese_of(asking)) == (True, ["中文"])
    assert chinese_of(web.fill(CALL, {"about": "钱"}).text) == ["中文"]
    assert web.fill(CALL, ASKED).status_code == 303
    data = {"person": INJURED, "call_result": "没接通"}
    assert act(web.room.desk, "intake1", NUMBER, "note_call", TODAY, data).done
    for page in (CALL, f"{CALL}?sent=1", f"{PAGE}/history"):
        assert chinese_of(web.get(page).text) == ["中文"], page
    assert "To call you about: Money" in web.get(PAGE).text
