"""取完整副本: with another code a person has all that is kept of him, his numbers whole; nobody else's, and never without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from claims.canonical import canonical_json
from tests.portal.test_english import chinese_of
from tests.support.casebook import NUMBER
from tests.support.fixtures.standing import SERVED, account, item, standing
from tests.support.keys import write_private
from tests.support.offices import said
from tests.support.riders import PHONE, TAIL, code_of, let_ring, ringing_room, sign_in, signed_in
from tests.support.staff_room import HIDDEN, Browser, Room
from tests.support.world import INJURED, KIN, TODAY
from workflows.locking import read_person
from workflows.phone_changes import replace_phone
from workflows.transaction import in_one_transaction, reading

PATH = "/r/me/copy"
ACCOUNT = "6222000000006789"
ID_NUMBER = "id_number"
NEW_PHONE = "13966660000"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """The injured person has a case in which there is something of everything, and an account of his wife's beside his own."""
    with ringing_room(tmp_path) as made:
        case = standing(made.world, "settling")
        item(case, "effective")
        for person, number in ((INJURED, ACCOUNT), (KIN, "6222000000004321")):
            account(case, person)
            body = {"account": number, "account_name": "合成户名", "bank": "合成银行"}
            case.of("payee_account_private")[-1].update(body=canonical_json(body))
        case.save()
        yield made


@pytest.fixture
def web(room: Room) -> Browser:
    return signed_in(room)


def own(room: Room, person_id: str = INJURED) -> dict[str, Any]:
    with reading(room.desk) as connection:
        return read_person(connection, person_id) or {}


def asked(web: Browser, way: str) -> Response:
    """The page after a code was asked for."""
    web.room.later(seconds=61)
    return web.fill(PATH, {"way": way, "do": "code"})


def given(web: Browser, page: Response, **other: str) -> Response:
    form = {**dict(HIDDEN.findall(page.text)), "do": "take", "code": code_of(web.room.world), **other}
    return web.web.post(PATH, data=form)


def test_the_file_has_every_number_whole_and_says_so_in_the_log(web: Browser, room: Room) -> None:
    page = asked(web, "file")
    assert "138****5678" in said(page)
    answer = given(web, page)
    assert answer.headers["cache-control"] == "no-store"
    assert "attachment" in answer.headers["content-disposition"]
    copy, known = answer.json(), own(room)
    assert (copy["本人"]["身份证号"], copy["本人"]["手机号"]) == (known[ID_NUMBER], PHONE)
    (case,) = copy["案件"]
    assert case["案号"] == NUMBER
    assert [one["账号"] for one in case["收款账户"]] == [ACCOUNT]
    assert (case["诊断"], case["劳动能力鉴定"][0]["伤残等级"]) == ("右桡骨远端骨折", "九级")
    assert {one["部位"]: one["结论"] for one in case["伤到的部位"]} == {"右腕": "确认", "腰椎": "没有确认"}
    assert case["待遇"][0]["核定（分）"] == 120_000
    assert copy["登录"][0]["网络地址"]
    assert "4321" not in answer.text
    assert code_of(room.world) not in answer.text
    logged = room.world.rows("access_log", what="export")
    assert [(row["person_id"], row["field"]) for row in logged] == [(INJURED, "own_copy")]
    assert copy["谁看过"][0]["做了什么"] == "取了本人的完整副本，号码没有遮盖"
    assert "您本人 取了本人的完整副本" in " ".join(said(web.get("/r/me")).split())


def test_on_the_page_it_is_read_and_printed(web: Browser, room: Room) -> None:
    answer = given(web, asked(web, "show"))
    text = " ".join(said(answer).split())
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert all(part in text for part in (own(room)[ID_NUMBER], PHONE, ACCOUNT, NUMBER, "核定 ¥1,200.00", "待遇"))
    assert "（分）" not in text
    assert "不收的短信和邮件 没有记录" in text


def test_without_the_right_code_there_is_no_copy_and_a_code_gives_one(web: Browser, room: Room) -> None:
    assert web.web.post(PATH, data={"do": "take", "code": "000000", "csrf": "x"}).status_code == 403
    page = asked(web, "file")
    wrong = given(web, page, code="12345")
    assert (wrong.status_code, "验证码不对" in said(wrong), ACCOUNT in wrong.text) == (422, True, False)
    assert room.world.rows("access_log", what="export") == []
    assert given(web, page).status_code == 200
    again = given(web, page)
    assert (again.status_code, "验证码不对或已过期" in said(again)) == (422, True)
    (sent,) = room.world.rows("message", kind="copy_code")
    assert sent["recipient"] == INJURED


def test_the_code_of_another_purpose_opens_nothing(web: Browser, room: Room) -> None:
    page = asked(web, "file")
    web.fill(
        f"/r/me/bank?no={NUMBER}",
        {"bank": "合成银行", "account": ACCOUNT, "basis": "社会保障卡", "do": "check"},
        to="/r/me/bank",
    )
    (other,) = room.world.rows("message", kind="account_code")
    text = str(room.world.one("message_private", message_id=other["id"])["text"])
    assert given(web, page, code=text.partition("验证码")[2][:6]).status_code == 422


def test_a_telephone_that_has_just_changed_rests_first(web: Browser, room: Room) -> None:
    in_one_transaction(room.desk, lambda connection: replace_phone(connection, INJURED, NEW_PHONE, TODAY))
    page = web.get(PATH)
    assert "手机号刚换过，2024年10月11日 起才能取完整副本" in said(page)
    assert ("发验证码" in page.text, "/r/me/export" in page.text) == (False, True)
    form = dict(HIDDEN.findall(web.get("/r/me/phone").text))
    for do in ("code", "take"):
        assert web.web.post(PATH, data={**form, "do": do, "code": "123456"}).status_code == 422
    assert room.world.rows("message", kind="copy_code") == []
    room.later(days=1)
    rested = room.browser()
    assert sign_in(rested, phone=NEW_PHONE, tail=TAIL).status_code == 303
    assert given(rested, asked(rested, "file")).json()["本人"]["手机号更换日期"] == TODAY.isoformat()


def test_who_has_no_telephone_has_the_masked_copy(web: Browser, room: Room) -> None:
    body = {name: value for name, value in own(room).items() if name in ("name", ID_NUMBER)}
    write_private(room.world.engine, "person_private", INJURED, body=json.dumps(body, ensure_ascii=False))
    page = web.get(PATH)
    assert "我局没有您的手机号" in said(page)
    assert ("发验证码" in page.text, "/r/me/export" in page.text) == (False, True)
    form = dict(HIDDEN.findall(web.get("/r/me/e-service").text))
    assert web.web.post(PATH, data={**form, "do": "code"}).status_code == 422
    masked = web.get("/r/me/export").text
    assert (ACCOUNT in masked, own(room)[ID_NUMBER] in masked, "6789" in masked) == (False, False, True)


@pytest.mark.parametrize(
    ("relation", "died", "hears"), [("kin", True, True), ("kin", False, False), ("representative", True, False)]
)
def test_who_applied_for_another_hears_of_the_injury_only_where_he_is_kin_of_the_dead(
    relation: str, died: bool, hears: bool, room: Room
) -> None:
    """Both copies; what is in them of the injured person's own is never there."""
    let_ring(room.world, KIN)
    facts = {"claimant_id": KIN, "claimant_relation": relation, "death_on": SERVED if died else None}
    for name, value in facts.items():
        room.world.execute(f"UPDATE claim SET {name} = ? WHERE no = ?", value, NUMBER)
    for_another = room.browser()
    assert sign_in(for_another, tail="0002").status_code == 303
    for copy in (for_another.get("/r/me/export"), given(for_another, asked(for_another, "file"))):
        assert [word in copy.text for word in ("右桡骨远端骨折", "送餐途中摔倒")] == [hears, hears]
        assert own(room)[ID_NUMBER] not in copy.text
        assert ACCOUNT not in copy.text
    assert "4321" in copy.text


def test_the_pages_are_whole_in_english(web: Browser, room: Room) -> None:
    """Chinese stay names, and what was written in the case itself."""
    web.get("/language?english=1&back=/")
    page = asked(web, "show")
    assert set(chinese_of(page.text)) == {"中文"}
    copy = given(web, page)
    assert set(chinese_of(web.get("/r/me").text)) <= {"中文", own(room)["name"]}
    assert chinese_of(web.get(PATH).text) == ["中文"]
    for heading in ("My data (in full)", "Injured parts", "Account number", "Approved on 2024-09-23"):
        assert heading in copy.text, heading
