"""补传照片: files from the telephone, after the report without a sign-in, or among the papers: none keeps another out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx2 import Response

from portal.limits import PHOTOS_FROM_ADDRESS, SENDING_PHOTOS, SENDING_REPORT
from tests.support.handed_in import photograph
from tests.support.offices import said
from tests.support.riders import report, reporting_room
from tests.support.staff_room import HIDDEN, Browser, Room
from workflows.rate_limits import Rate

PAGE = "/r/report/photos"
CARD = {"person_name": "王一鸣", "id_number": "500151199001010003"}
TOO_LARGE = b"\xff\xd8\xff" + bytes(22 * 1024 * 1024 - 3)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        yield made


def send(web: Browser, *files: tuple[str, str, bytes], **fields: str) -> Response:
    """Send the form of the page with files, each under the field that it was chosen in."""
    hidden = dict(HIDDEN.findall(web.get(PAGE).text))
    parts = [(field, (name, content, "application/octet-stream")) for field, name, content in files]
    return web.web.post(PAGE, data={**hidden, **fields}, files=parts)


def test_photos_come_after_the_report_and_one_that_is_too_large_keeps_no_other_out(room: Room) -> None:
    web = room.browser()
    receipt = report(web)
    assert PAGE in web.get(receipt).text
    answer = send(web, ("camera", "伤口.jpg", photograph()), ("files", "IMG_0231.jpg", TOO_LARGE))
    text = said(answer)
    assert answer.status_code == 422
    assert "“IMG_0231.jpg”有 22 MB，最大 15 MB。请拍小一点或分开传。" in text
    assert "已收到 1 个文件" in text
    (file,) = room.world.rows("evidence_file")
    claim = room.world.one("claim")
    assert (file["claim_no"], file["kind"]) == (claim["no"], "other")
    again = send(web, ("files", "同一张.jpg", photograph()), ("files", "另一张.jpg", photograph((200, 150))))
    assert "“同一张.jpg”以前已经收到过，没有重复保存。" in said(again)
    assert len(room.world.rows("evidence_file")) == 2
    assert send(web, ("files", "第三张.jpg", photograph((120, 90)))).headers["location"] == f"{PAGE}?came=1"
    assert "传好了，看回执" in said(web.get(f"{PAGE}?came=1"))


def test_only_the_browser_that_reported_sends_and_only_until_somebody_is_named(room: Room) -> None:
    web, other = room.browser(), room.browser()
    receipt = report(web)
    assert PAGE not in other.get(receipt).text
    assert other.get(PAGE).headers["location"] == "/r/report/1"
    assert send(web, ("files", "x.jpg", photograph()), csrf="x").status_code == 403
    hidden = dict(HIDDEN.findall(web.get(PAGE).text))
    assert other.web.post(PAGE, data=hidden, files={"files": ("x.jpg", photograph())}).status_code == 403
    room.later(minutes=1)
    officer = room.browser()
    officer.sign_in("intake1")
    no = room.world.one("claim")["no"]
    assert officer.fill(f"/desk/cases/{no}/identify", CARD).status_code == 303
    assert web.get(PAGE).headers["location"] == "/r/login?next=/r/cases"
    assert web.web.post(PAGE, data=hidden, files={"files": ("x.jpg", photograph())}).status_code == 403
    assert room.world.rows("evidence_file") == []


class OneEach:
    """Whoever asks has one token of a rate; what it was asked for is kept."""

    def __init__(self) -> None:
        self.asked: list[tuple[Rate, str]] = []

    def seconds_to_wait(self, rate: Rate, address: str) -> int:
        """None for the first photograph of a report, a minute for the next."""
        self.asked.append((rate, address))
        return 60 if rate is SENDING_PHOTOS and self.asked.count((rate, address)) > 1 else 0


def test_photos_are_counted_by_the_report_and_take_nothing_from_other_reports(room: Room) -> None:
    limits = OneEach()
    hurried = replace(room, limits=limits)
    web, neighbour = hurried.browser(), hurried.browser()
    report(web)
    report(neighbour, phone="13800135679")
    reports = [rate for rate, _ in limits.asked if rate is SENDING_REPORT]
    limits.asked.clear()
    assert send(web, ("files", "一.jpg", photograph())).status_code == 303
    assert send(web, ("files", "二.jpg", photograph((200, 150)))).status_code == 429
    assert send(neighbour, ("files", "三.jpg", photograph())).status_code == 303
    first, second = (row["no"] for row in sorted(room.world.rows("claim"), key=lambda row: row["no"]))
    assert [client for rate, client in limits.asked if rate is SENDING_PHOTOS] == [first, first, second]
    assert {rate.name for rate, _ in limits.asked} == {SENDING_PHOTOS.name, PHOTOS_FROM_ADDRESS.name}
    assert len(reports) == 2
