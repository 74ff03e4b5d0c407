"""A file of reports is looked at, its good lines become cases once, its wrong ones come back; for the intake desk only."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from openpyxl import load_workbook

from tests.support.offices import said
from tests.support.staff_room import HIDDEN, Browser, Room, room_of
from tests.support.world import World, sqlite_world
from tests.workflows.test_importing import TODAY, Record, good, id_number
from workflows.identity import make_index_key
from workflows.import_preview import LINES_MAX

PATH = "/desk/imports"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with sqlite_world(tmp_path_factory.mktemp("imports")) as world, room_of(world) as made:
        make_index_key(world.desk.var_dir)
        world.insert("series", {"series": "person", "year": 0, "last_serial": 3, "last_on": TODAY})
        for username in ("intake2", "chief1", "auditor1", "admin1", "reviewer1"):
            made.give_password(username)
        yield made


def signed(room: Room, username: str = "intake1") -> Browser:
    browser = room.browser()
    assert browser.sign_in(username).status_code == 303
    return browser


def as_csv(*records: Record) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(records[0])
    writer.writerows(record.values() for record in records)
    return out.getvalue().encode("utf-8-sig")


def upload(browser: Browser, content: bytes, name: str = "报案.csv") -> Response:
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(browser.get(PATH).text)}
    return browser.web.post(PATH, data=hidden, files={"file": (name, content, "text/csv")})


def looked(browser: Browser, *records: Record) -> str:
    """The page of a file that was looked at."""
    answer = upload(browser, as_csv(*records))
    assert answer.status_code == 303, said(answer)
    return str(answer.headers["location"])


def cases(world: World) -> list[str]:
    return [row["no"] for row in world.rows("claim")]


def test_good_lines_become_cases_once_and_wrong_ones_come_back(room: Room, tmp_path: Path) -> None:
    browser, before = signed(room), cases(room.world)
    wrong = good(13, 手机号码="12", 受伤日期="2024-13-02", 平台企业="")
    page = looked(browser, good(11), good(12), good(11), wrong)
    text = said(browser.get(page))
    for shown in (
        "新增 2",
        "重复 1",
        "错误 1",
        "与第 2 行相同",
        "第 5 行",
        "2024-13-02",
        "导入 2 行",
        "平台企业：没有填写",
    ):
        assert shown in text, shown
    assert id_number(13) not in browser.get(page).text
    assert cases(room.world) == before
    for _ in range(2):  # the button pressed twice
        done = browser.fill(page, {})
        assert done.status_code == 303
    assert len(cases(room.world)) == len(before) + 2
    first = browser.fill(page, {}).headers["location"]
    assert "导入 0 行，跳过 4 行。" in said(browser.get(first))
    book = load_workbook(io.BytesIO(browser.get(f"{page}/wrong").content))
    sheet = book["报案"]
    assert [sheet.cell(2, 1).value, sheet.max_row] == ["合成人员13", 2]
    assert {row[1] for row in book["错误"].iter_rows(min_row=2, values_only=True)} == {
        "手机号码",
        "受伤日期",
        "平台企业",
    }
    assert room.world.rows("access_log", what="export", username="intake1")[0]["field"] == "import_wrong"
    mended = tmp_path / "改好.xlsx"
    for place, value in ((3, "13800000000"), (4, "美团"), (8, "2024-09-02")):
        sheet.cell(2, place).value = value
    book.save(mended)
    again = upload(browser, mended.read_bytes(), mended.name)
    assert "新增 1" in said(browser.get(again.headers["location"]))


def test_a_case_that_says_otherwise_is_shown_and_not_changed(room: Room) -> None:
    browser = signed(room)
    browser.fill(looked(browser, good(17, 报案渠道="窗口")), {})
    case = room.world.one("claim", order_no="MT202417")
    page = looked(browser, good(17), good(17, 姓名="合成人员99", 订单号="MT1", 报案渠道="窗口"))
    text = said(browser.get(page))
    for shown in ("与原案不同 1", case["no"], "不同的列：报案渠道", "错误 1", "没有可以导入的行"):
        assert shown in text, shown
    browser.fill(page, {}, page)
    assert room.world.one("claim", order_no="MT202417") == case


def test_of_a_case_that_is_closed_to_who_imports_it_says_only_that_it_is_there(room: Room) -> None:
    signed(room).fill(looked(signed(room), good(21)), {})
    case = room.world.one("claim", order_no="MT202421")
    room.world.insert("recusal", {"claim_no": case["no"], "username": "intake2", "reason": "kin", "recorded_at": "x"})
    colleague = signed(room, "intake2")
    page = looked(colleague, good(21, 报案渠道="窗口"))
    text = said(colleague.get(page))
    assert ("重复 1" in text, "另一件不归您看的案件" in text) == (True, True)
    assert (case["no"] in text, "报案渠道" in text) == (False, False)


def test_the_page_is_for_the_intake_desk_and_the_file_for_who_brought_it(room: Room) -> None:
    page = looked(signed(room), good(18))
    for username in ("chief1", "auditor1", "admin1", "reviewer1"):
        other = signed(room, username)
        assert [other.get(path).status_code for path in (PATH, page, f"{page}/wrong", f"{PATH}/template")] == [403] * 4
    colleague = signed(room, "intake2")
    assert [colleague.get(path).status_code for path in (page, f"{page}/wrong")] == [410, 410]
    before = cases(room.world)
    assert colleague.fill(PATH, {}, page).status_code == 410
    assert signed(room).web.post(page, data={"csrf": "x"}).status_code == 403
    assert cases(room.world) == before


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("报案.csv", b"", "请选择要导入的文件"),
        ("报案.pdf", b"%PDF-", "不认识文件"),
        ("报案.xlsx", b"PK\x03\x04", "读不了"),
        ("报案.csv", "姓名\n张三\n".encode(), "列名有误"),
        ("报案.csv", as_csv(good(1)).splitlines(keepends=True)[0], "只有列名"),
        ("报案.csv", as_csv(*[good(1)] * (LINES_MAX + 1)), "文件超过"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(room: Room, name: str, content: bytes, why: str) -> None:
    answer = upload(signed(room), content, name)
    assert (answer.status_code, why in said(answer)) == (422, True), said(answer)


def test_the_template_can_be_filled_in_and_brought(room: Room) -> None:
    browser = signed(room)
    answer = browser.get(f"{PATH}/template")
    assert answer.headers["content-disposition"].startswith("attachment")
    book = load_workbook(io.BytesIO(answer.content))
    for place, value in enumerate(good(19).values(), start=1):
        book["报案"].cell(2, place).value = str(value)
    out = io.BytesIO()
    book.save(out)
    assert "新增 1" in said(browser.get(upload(browser, out.getvalue(), "填好.xlsx").headers["location"]))
