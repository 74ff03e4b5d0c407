"""/p/orders: requests that wait and were answered, and a file that answers many, line by line, late too, once however often."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response

from tests.portal.test_english import chinese_of
from tests.support.casebook import Case
from tests.support.fixtures.standing import standing
from tests.support.offices import said
from tests.support.staff_room import HIDDEN, Browser, Room, room_of
from tests.support.world import OTHER_PLATFORM, TODAY, sqlite_world
from workflows.acting import act
from workflows.import_files import UNPACKED_MAX_BYTES
from workflows.order_files import LINES_MAX, Outcome, answer_by_file
from workflows.platform_acts import NO_DATA, make_act

PAGE, ME = "/p/orders", "platform1"
FIRST, SECOND, STRANGE = "TL-2024-000901", "TL-2024-000902", "TL-2024-000903"
HEAD = "案号,订单号,受伤时订单状态,接单时间,取货或接到乘客的时间,完成时间,轨迹时刻,纬度,经度"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Two cases of the platform and one of another's, all with a request for data."""
    with sqlite_world(tmp_path) as world, room_of(world) as made:
        for number in (FIRST, SECOND, STRANGE):
            case = standing(world, "investigating", number)
            asked(case, platform=OTHER_PLATFORM if number == STRANGE else case.claim["platform"])
        made.give_password(ME)
        yield made


def asked(case: Case, platform: str) -> None:
    """Save a case with a request that falls due in three days; each is another accident."""
    case.claim.update(
        platform=platform, order_no=f"MT-{case.no[-1]}", accident_on=TODAY - timedelta(days=int(case.no[-1]))
    )
    for row in case.of("clock"):
        if row["code"] == "data_request":
            row.update(due_on=TODAY + timedelta(days=3))
    case.save()


@pytest.fixture
def platform(room: Room) -> Browser:
    web = room.browser()
    assert web.sign_in(ME).status_code == 303
    return web


def lines(*rows: str) -> str:
    return "\n".join((HEAD, *rows))


def order_of(no: str, order: str = "MT1", state: str = "配送或运送中") -> str:
    day = TODAY - timedelta(days=int(no[-1]))
    return f"{no},{order},{state},{day} 12:20,,,,,"


def point_of(no: str, lat: str = "29.8", hour: int = 12) -> str:
    return f"{no},,,,,,{TODAY - timedelta(days=int(no[-1]))} {hour}:30,{lat},106.05"


def send(web: Browser, content: str | bytes, name: str = "orders.csv") -> Response:
    hidden = dict(HIDDEN.findall(web.get(PAGE).text))
    return web.web.post(PAGE, data=hidden, files={"file": (name, content)})


def answers(room: Room, no: str) -> list[str]:
    return [row["trigger"] for row in room.world.rows("event", claim_no=no) if row["trigger"] == "receive_data"]


def test_a_file_answers_case_by_case_and_says_what_became_of_each_line(room: Room, platform: Browser) -> None:
    given = lines(order_of(FIRST), point_of(FIRST), point_of(FIRST), order_of(SECOND, state="飞走了"), point_of(SECOND))
    text = said(send(platform, given))
    assert "已收 3" in text
    assert "第 2–4 行 已收 TL-2024-000901" in text
    assert "第 5 行 错误 TL-2024-000902" in text
    assert "受伤时订单状态" in text
    assert "第 6 行 同案有错 TL-2024-000902" in text
    assert "缺少" not in text
    assert (len(answers(room, FIRST)), answers(room, SECOND)) == (1, [])
    (event,) = room.world.rows("event", claim_no=FIRST, trigger="receive_data")
    assert "29.8" not in str(event)
    mended = lines(order_of(FIRST), point_of(FIRST), point_of(FIRST), order_of(SECOND), point_of(SECOND))
    again = said(send(platform, mended))
    assert ("第 2–4 行 已收过" in again, "第 5–6 行 已收 TL-2024-000902" in again) == (True, True)
    assert (len(answers(room, FIRST)), len(answers(room, SECOND))) == (1, 1)


def test_a_late_answer_is_taken_and_marked(room: Room, platform: Browser) -> None:
    before = said(platform.get(PAGE))
    assert "逾期答复" not in before
    assert before.count("TL-2024-00090") == 2
    room.later(days=10)
    assert platform.sign_in(ME).status_code == 303
    assert "逾期答复 2：我局将按从业人员提供的证据作出决定，并写入文书。" in said(platform.get(PAGE))
    assert "第 2 行 逾期提交" in said(send(platform, lines(order_of(FIRST))))
    assert make_act(room.desk, ME, NO_DATA, SECOND, {"reason": "没有这一单"}, "none").done
    after = said(platform.get(PAGE))
    assert "没有等答复的数据请求。" in after
    assert f"{FIRST} 逾期提交 订单和轨迹 {room.desk.today()}" in after
    assert f"{SECOND} 逾期提交 没有这项数据" in after


def test_another_platforms_case_is_as_one_that_is_not_there(room: Room, platform: Browser) -> None:
    text = platform.get(PAGE).text
    assert (FIRST in text, STRANGE in text) == (True, False)
    strange, nowhere = (
        said(send(platform, lines(order_of(no)))).replace(no, "TL") for no in (STRANGE, "TL-2099-000003")
    )
    assert strange == nowhere
    assert "没有找到案件" in strange
    assert answers(room, STRANGE) == []
    for other in ("intake1", "auditor1"):
        room.give_password(other)
        web = room.browser()
        web.sign_in(other)
        assert web.get(PAGE).status_code == 403


@pytest.mark.parametrize(("row", "what"), [
    (point_of(FIRST, lat="95"), "“纬度”不是经纬度"),
    (f"{FIRST},,,,,,2024-01-01 12:30,29.8,106.05", "不在受伤的那天"),
    (f"{FIRST},MT1,,,,,,,", "缺少“受伤时订单状态”"),
    (f"{FIRST},,,,,,,,", "既没有订单也没有轨迹点"),
    (",MT1,等单,2024-10-09 12:20,,,,,", "案号"),
    (f"{FIRST},MT1,等单,昨天,,,,,", "接单时间"),
])  # fmt: skip
def test_what_is_wrong_with_a_line_is_said_with_its_number(room: Room, row: str, what: str) -> None:
    (done,) = answer_by_file(room.desk, ME, "orders.csv", lines(row).encode())
    assert (done.number, done.outcome) == (2, Outcome.WRONG)
    assert any(what in fault for fault in done.faults), done.faults
    assert answers(room, FIRST) == []


def test_a_track_alone_is_no_answer(room: Room) -> None:
    (done,) = answer_by_file(room.desk, ME, "orders.csv", lines(point_of(FIRST)).encode())
    assert done.outcome is Outcome.WRONG
    assert done.faults == ("缺少“订单”。请补上。",)


def unfolding() -> bytes:
    """A small workbook that unfolds to more than may be read."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(UNPACKED_MAX_BYTES + 1))
    return made.getvalue()


@pytest.mark.parametrize(("name", "content", "what"), [
    ("orders.csv", b"", "请选"), ("orders.pdf", b"%PDF", "不认识文件"), ("orders.csv", b"a,b\n1,2", "订单号"),
    ("orders.xlsx", b"PK\x03\x04", "orders.xlsx"),
    ("orders.csv", lines(*[point_of(FIRST)] * (LINES_MAX + 1)).encode(), "2000 行"),
    ("orders.csv", HEAD.encode(), "没有"), ("orders.xlsx", unfolding(), "已损坏"),
])  # fmt: skip
def test_what_is_no_such_file_is_said(platform: Browser, name: str, content: bytes, what: str) -> None:
    answer = send(platform, content, name)
    assert answer.status_code == 422
    assert what in said(answer)


def test_halves_of_a_character_reach_no_database(room: Room) -> None:
    record = json.dumps({"案号": FIRST, "订单号": "\ud800", "受伤时订单状态": "等单", "接单时间": "2024-10-09 12:20"})
    (done,) = answer_by_file(room.desk, ME, "orders.jsonl", record.encode())
    assert done.outcome is Outcome.WRONG


def test_the_form_is_ours_and_the_template_has_the_headings(room: Room, platform: Browser) -> None:
    assert platform.web.post(PAGE, files={"file": ("a.csv", lines(order_of(FIRST)))}).status_code == 403
    assert HEAD in platform.get(f"{PAGE}/template").text
    assert answers(room, FIRST) == []


def test_a_case_that_takes_no_data_any_more_says_why(room: Room) -> None:
    room.world.execute("UPDATE claim SET state = 'confirmed' WHERE no = ?", FIRST)
    (done,) = answer_by_file(room.desk, ME, "orders.csv", lines(order_of(FIRST)).encode())
    assert (done.outcome, answers(room, FIRST)) == (Outcome.WRONG, [])
    assert any("已确认" in fault for fault in done.faults), done.faults


def test_what_was_refused_is_taken_when_the_case_takes_data(room: Room) -> None:
    file = lines(order_of(FIRST)).encode()

    def sent() -> Outcome:
        (done,) = answer_by_file(room.desk, ME, "orders.csv", file)
        return done.outcome

    room.world.execute("UPDATE claim SET state = 'applied' WHERE no = ?", FIRST)
    assert [sent(), sent()] == [Outcome.WRONG] * 2
    room.later(days=1)
    assert sent() is Outcome.WRONG
    room.world.execute("UPDATE claim SET state = 'investigating' WHERE no = ?", FIRST)
    assert [sent(), sent()] == [Outcome.TAKEN, Outcome.REPEATED]
    assert len(answers(room, FIRST)) == 1


def test_a_second_request_is_answered_by_the_same_file(room: Room) -> None:
    file = lines(order_of(FIRST)).encode()
    outcomes = [answer_by_file(room.desk, ME, "orders.csv", file)[0].outcome]
    platform = room.world.one("claim", no=FIRST)["platform"]
    for other in (OTHER_PLATFORM, platform):  # taken for another's and given back: asked again
        asked_of = {"new_platform": other, "order_no": "MT-1"}
        assert act(room.desk, "intake1", FIRST, "reassign_platform", TODAY, asked_of).done
    outcomes += [answer_by_file(room.desk, ME, "orders.csv", file)[0].outcome for _ in range(2)]
    assert outcomes == [Outcome.TAKEN, Outcome.TAKEN, Outcome.REPEATED]
    assert len(answers(room, FIRST)) == 2
    assert room.world.rows("clock", claim_no=FIRST, code="data_request", state="running") == []


def test_the_pages_are_whole_in_english(room: Room, platform: Browser) -> None:
    """Chinese stay the name of who signed in, and what was wrong with a line, which names the columns of the file."""
    platform.get("/language?english=1&back=/")
    wrong = order_of(SECOND, state="飞走了")
    answered = send(platform, lines(order_of(FIRST), wrong, point_of(SECOND))).text
    assert "Its case has a wrong line" in answered
    for page in (platform.get(PAGE).text, send(platform, "").text, answered):
        assert [one for one in chinese_of(page) if not re.fullmatch("中文|合成.*|受伤时订单状态：.*", one)] == []
