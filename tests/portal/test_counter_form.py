"""The report at the counter asks no more than a caller knows, and a slip of the pen sends nobody another way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response

from tests.support.offices import said
from tests.support.riders import reporting_room
from tests.support.staff_room import Browser, Room

NEW = "/desk/cases/new"
TOLD = {
    "person_name": "王一鸣", "phone": "13800135678", "platform": "美团", "industry": "外卖", "accident_place": "中兴路口",
    "order_state": "delivering", "injury": "右手腕骨折", "accident_course": "避让行人摔倒", "channel": "phone",
    "enrolled": "no", "labour": "unknown", "do": "take",
}  # fmt: skip


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        yield made


@pytest.fixture
def officer(room: Room) -> Browser:
    web = room.browser()
    web.sign_in("intake1")
    return web


def told(room: Room, **other: str) -> dict[str, str]:
    today = room.desk.today().isoformat()
    return {**TOLD, "accident_on": today, "reported_on": today, **other}


def sent(officer: Browser, **other: str) -> Response:
    return officer.fill(NEW, told(officer.room, **other))


def test_who_rings_need_not_know_his_id_number(officer: Browser, room: Room) -> None:
    answer = sent(
        officer, reporter="王小芳", reporter_relation="家人", care="已经去铜梁区人民医院", other_party="渝A12345"
    )
    assert answer.status_code == 303, said(answer)
    claim = room.world.one("claim")
    person = json.loads(room.world.one("person_private", person_id=claim["person_id"])["body"])
    assert person == {"name": "王一鸣", "phone": "13800135678"}
    page = f"/desk/cases/{claim['no']}"
    text = said(officer.get(page))
    assert [one for one in ("已经去铜梁区人民医院", "渝A12345", "家人", "中兴路口") if one not in text] == []
    card = {"person_name": "王一鸣", "id_number": "500151199001010003"}
    assert officer.fill(f"{page}/identify", card).status_code == 303
    assert officer.get(f"{page}/identify").status_code == 404


def test_without_id_number_and_telephone_nobody_could_be_found(officer: Browser, room: Room) -> None:
    answer = sent(officer, phone="")
    assert answer.status_code == 422
    assert "没有身份证号码的，请填手机号码" in said(answer)
    assert room.world.rows("claim") == []


def test_the_same_telephone_was_it_the_same_accident(officer: Browser, room: Room) -> None:
    assert sent(officer).status_code == 303
    no = room.world.one("claim")["no"]
    again = sent(officer)
    assert (again.status_code, no in said(again)) == (422, True)


def test_what_lacks_is_asked_for_in_words_that_say_what_to_write(officer: Browser) -> None:
    text = said(sent(officer, accident_place="", platform="", person_name=""))
    assert [one for one in ("请填受伤地点，例如 铜梁区", "请选平台企业", "请填姓名") if one not in text] == []
    assert "没有填写" not in text


def test_who_only_looks_is_told_of_what_is_filled_in(officer: Browser, room: Room) -> None:
    web = officer.fill(NEW, {"do": "look", "platform": "美团", "enrolled": "no"})
    text = said(web)
    assert web.status_code == 200
    assert "还没有填：行业、受伤日期、受伤时订单状态。" in text
    assert "本人说这份工作没有参加工伤保险。" in text
    assert "填了手机号码或者身份证号码，再填受伤日期，才能查。" in text
    assert "要改" not in text
    assert room.world.rows("claim") == []


def test_a_platform_that_is_almost_one_of_the_list_is_asked_about(officer: Browser, room: Room) -> None:
    slip = {"platform": "platform_other", "platform_other": "饿了吗"}
    answer = sent(officer, **slip)
    assert answer.status_code == 422
    assert "是不是“饿了么”？" in said(answer)
    assert "走另一条路" not in said(answer)
    assert room.world.rows("claim") == []
    believed = sent(officer, **slip, as_named="1")
    assert "这种情况走另一条路" in said(believed)
    assert sent(officer, platform="饿了么").status_code == 303
    assert room.world.one("claim")["platform"] == "饿了么"


def test_a_platform_of_no_list_is_named(officer: Browser, room: Room) -> None:
    assert "请填平台叫什么" in said(sent(officer, platform="platform_other"))
    other = sent(officer, platform="platform_other", platform_other="某某跑腿", anyway="1")
    assert other.status_code == 303, said(other)
    body = json.loads(room.world.one("claim_private")["body"])
    assert (room.world.one("claim")["platform"], body["platform_told"]) == ("其他平台", "某某跑腿")
