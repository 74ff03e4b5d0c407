"""The bar below each page, everything that happened, the messages as they were sent, and what is kept of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from claims.masking import masked_phone
from notifications.messages.kinds import MESSAGE_KINDS
from tests.support.casebook import NUMBER
from tests.support.fixtures.standing import standing
from tests.support.offices import said
from tests.support.riders import PHONE, ringing_room, signed_in
from tests.support.staff_room import Browser, Room
from tests.support.world import INJURED

PAGE, OTHER = f"/r/cases/{NUMBER}", "TL-2024-000902"
BAR = re.compile(r'<nav class="wt-bar".*?</nav>', re.DOTALL)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with ringing_room(tmp_path_factory.mktemp("bar")) as made:
        standing(made.world, "applied").save()
        yield made


@pytest.fixture(scope="module")
def web(room: Room) -> Browser:
    return signed_in(room)


def test_the_bar_has_four_places_and_stays_on_the_case(room: Room, web: Browser) -> None:
    bar = BAR.findall(web.get(PAGE).text)[0]
    assert re.findall(r">([^<>]+)</a>", bar) == ["进度", "材料", "文书", "我的"]
    assert f'href="/r/papers?no={NUMBER}"' in bar
    for place in ("papers", "letters"):
        assert web.get(f"/r/{place}").headers["location"] == f"{PAGE}/{place}"
    assert 'aria-current="page">文书' in BAR.findall(web.get(f"{PAGE}/letters").text)[0]
    standing(room.world, "reported", OTHER).save()
    for place in ("papers", "letters"):
        assert web.get(f"/r/{place}?no={OTHER}").headers["location"] == f"/r/cases/{OTHER}/{place}"
        picked = web.get(f"/r/{place}?no=TL-2099-000001").text
        assert all(f'href="/r/cases/{no}/{place}"' in picked for no in (NUMBER, OTHER))


def test_the_messages_are_there_in_full_and_codes_are_not(room: Room, web: Browser) -> None:
    assert "还没有通知" in said(web.get("/r/notices"))
    (code,) = room.world.rows("message")
    event = room.world.rows("event", claim_no=NUMBER)[0]["id"]
    for i in range(21):
        of = {"kind": "application_received", "event_id": event, "claim_no": NUMBER, "channel": "mailbox"}
        room.world.insert(
            "message", {**code, **of, "id": f"m{i}", "created_at": f"2024-09-{i + 1:02}{code['created_at'][10:]}"}
        )
        room.world.insert("message_private", {"message_id": f"m{i}", "address": PHONE, "text": f"第{i}条"})
    first, second = said(web.get("/r/notices")), said(web.get("/r/notices?page=2"))
    assert ("第20条" in first, "第0条" in first, "第0条" in second) == (True, False, True)
    assert "验证码" not in first + second
    assert PHONE not in first + second
    assert web.get("/r/notices").text.count(f'href="{PAGE}"') == 20


def test_everything_that_happened_is_told_page_by_page(web: Browser) -> None:
    name = MESSAGE_KINDS["application_received"].name
    assert said(web.get(PAGE)).count(name) == 5
    assert f'href="{PAGE}/history"' in web.get(PAGE).text
    assert [said(web.get(f"{PAGE}/history?page={page}")).count(name) for page in (1, 2)] == [20, 1]
    assert web.get("/r/cases/TL-2099-000001/history").status_code == 404


def test_the_person_sees_what_is_kept_of_him_and_takes_a_copy_out(room: Room, web: Browser) -> None:
    page = said(web.get("/r/me"))
    assert all(part in page for part in ("我们存着的您的信息", "合成人员01", masked_phone(PHONE)))
    answer = web.get("/r/me/export")
    copy = answer.json()
    assert "attachment" in answer.headers["content-disposition"]
    assert copy["本人"]["姓名"] == "合成人员01"
    assert NUMBER in [case["案号"] for case in copy["案件"]]
    assert next(case for case in copy["案件"] if case["案号"] == NUMBER)["受伤经过"] == "送餐途中摔倒"
    assert PHONE not in answer.text
    assert room.world.rows("access_log", what="export")[0]["person_id"] == INJURED
    assert "您本人 导出了数据" in " ".join(said(web.get("/r/me")).split())
