"""一键报案: a report from an old phone without a sign-in is one case, whatever is pressed twice, left out or typed wrong."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.days import day_text
from tests.support.offices import said
from tests.support.riders import (
    HARM,
    PHONE,
    SENT,
    WHEN,
    WHO,
    fill_in,
    report,
    reporting_room,
    screen,
    sign_in,
)
from tests.support.staff_room import HIDDEN, Browser, Room
from tests.support.world import TODAY
from workflows.phone_codes import FROM_NETWORK
from workflows.rate_limits import Rate
from workflows.unproven_reports import CASES_A_DAY

TAPS_MAX, TYPED_MAX = 18, 40
PAGE_MAX_BYTES, REQUESTS_MAX = 30_000, 4
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        yield made


@pytest.fixture
def web(room: Room) -> Browser:
    return room.browser()


def test_a_report_is_a_case_of_a_person_of_its_own(web: Browser, room: Room) -> None:
    receipt = report(web)
    claim = room.world.one("claim", platform="饿了么")
    assert (claim["state"], claim["channel"], claim["order_state"]) == ("reported", "app", "delivering")
    body = room.world.one("person_private", person_id=claim["person_id"])["body"]
    assert (PHONE in body, "id_number" in body) == (True, False)
    text = said(web.get(receipt))
    assert "报案已收到" in text
    assert "138****5678" in text
    assert PHONE not in text
    assert "待核" in text
    days = [row["due_on"] for row in room.world.rows("clock", claim_no=claim["no"]) if row["code"] in ("T2", "T3")]
    assert len(days) == 2
    assert all(f"最晚 {day_text(day, TODAY, weekday=False)}" in text for day in days)
    assert said(web.get(receipt)) == text


def test_the_same_form_again_is_the_same_case(web: Browser, room: Room) -> None:
    fill_in(web)
    form = dict(HIDDEN.findall(web.get("/r/report/4").text))
    first, second = (web.web.post("/r/report/4", data={**form, **SENT}) for _ in range(2))
    assert first.headers["location"] == second.headers["location"] == web.get("/r/report/4").headers["location"]
    assert len(room.world.rows("claim")) == 1
    assert room.world.rows("report_draft_private") == []


def test_that_an_accident_was_reported_is_told_to_nobody_else(web: Browser, room: Room) -> None:
    report(web)
    stranger = room.browser()
    fill_in(stranger, place="别的地方", person_name="某甲")
    answer = stranger.fill("/r/report/4", SENT)
    assert answer.status_code == 303
    assert "已经报过" not in said(stranger.get(answer.headers["location"]))
    assert len(room.world.rows("claim")) == 2


def test_who_is_signed_in_with_the_phone_is_told(web: Browser, room: Room) -> None:
    report(web)
    owner = room.browser()
    assert sign_in(owner).status_code == 303
    fill_in(owner)
    assert "已经报过这次受伤" in said(owner.fill("/r/report/4", SENT))


def test_the_same_accident_under_the_same_phone_is_told(web: Browser, room: Room) -> None:
    report(web)
    other = web
    fill_in(other, when="yesterday", person_name="王一鸣")
    answer = other.fill("/r/report/4", SENT)
    assert "已经报过这次受伤" in said(answer)
    assert "看那次报案" in said(answer)
    assert len(room.world.rows("claim")) == 1
    assert other.fill("/r/report/4", {**SENT, "apart": "1"}).status_code == 303
    claims = room.world.rows("claim")
    assert len(claims) == 2
    assert len({row["person_id"] for row in claims}) == 1


def test_nothing_typed_is_lost_and_the_title_says_error(web: Browser) -> None:
    answer = screen(web, 1, phone="")
    assert answer.status_code == 422
    assert "<title>错误：" in answer.text
    assert "请填手机号，我们要给您打电话" in answer.text
    assert 'value="王一鸣"' in answer.text
    assert "共 4 步" in said(answer)


@pytest.mark.parametrize(
    ("number", "given", "sentence"),
    [
        (1, {"phone": "12345"}, "手机号应是 11 位数字"),
        (1, {"phone": "1٣٨٠٠١٣٥٦٧٨"}, "手机号应是 11 位数字"),
        (1, {"platform": "other"}, "请选平台"),
        (1, {"for_whom": "other"}, "替别人报案，请填您自己的姓名"),
        (2, {"when": ""}, "请选哪天受伤的"),
        (2, {"when": "earlier", "year": "2024", "day": "3"}, "日期里缺“月”"),
        (2, {"when": "earlier", "year": "2024", "month": "2", "day": "30"}, "没有这一天"),
        (2, {"when": "earlier", "year": "2" * 5000, "month": "2", "day": "3"}, "日期里缺“年”"),
        (2, {"when": "earlier", "year": "999999999", "month": "2", "day": "3"}, "没有这一天"),
        (2, {"when": "earlier", "year": "1999", "month": "2", "day": "3"}, "那时还没有这项保障"),
        (2, {"hour": "23"}, "受伤时间不能晚于现在（10月10日 12:00）"),
        (2, {"place": "🚲"}, "请写受伤的地方"),
        (3, {"parts": []}, "请勾选伤到的部位"),
        (3, {"course": " "}, "请用一句话写怎么受的伤"),
    ],
)
def test_what_cannot_be_read_says_what_is_wrong(
    number: int, given: dict[str, str], sentence: str, web: Browser
) -> None:
    for before in range(1, number):
        screen(web, before)
    answer = screen(web, number, **given)
    assert answer.status_code == 422
    assert sentence in said(answer)


@pytest.mark.parametrize("hour", ["1" * 5000, "²", "24", "١", "x"])
def test_an_hour_that_is_none_is_as_if_it_was_not_told(hour: str, web: Browser) -> None:
    screen(web, 1)
    assert screen(web, 2, hour=hour).headers["location"] == "/r/report/3"


def test_mending_one_answer_comes_back_to_the_check(web: Browser) -> None:
    fill_in(web)
    assert "请勾选“以上是我知道的真实情况”再提交" in said(web.fill("/r/report/4", {}))
    assert (
        web.fill("/r/report/2?mend", {**WHEN, "hour": "7"}, to="/r/report/2?mend").headers["location"] == "/r/report/4"
    )
    assert "7 点" in said(web.get("/r/report/4"))


def test_today_is_the_day_on_which_it_was_said(web: Browser, room: Room) -> None:
    fill_in(web)
    room.later(hours=20)
    assert "2024年10月10日" in said(web.get("/r/report/4"))
    assert 'value="yesterday" checked' in web.get("/r/report/2").text


def test_a_form_from_elsewhere_opens_nothing(web: Browser, room: Room) -> None:
    fill_in(web)
    assert web.web.post("/r/report/4", data=SENT).status_code == 409
    assert web.fill("/r/report/4", SENT, Origin="https://elsewhere.example").status_code == 403
    assert room.world.rows("claim") == []


def test_a_form_of_another_hour_comes_back_as_it_was_filled_in(room: Room) -> None:
    late = room.browser()
    answer = late.web.post("/r/report/1", data={**WHO, "csrf": "of an hour ago"})
    assert (answer.status_code, "您填的内容还在" in said(answer), 'value="王一鸣"' in answer.text) == (409, True, True)
    sent = late.web.post("/r/report/1", data={**WHO, **dict(HIDDEN.findall(answer.text))})
    assert sent.headers["location"] == "/r/report/2"
    assert late.web.post("/r/report/4", data={**SENT, "csrf": "of an hour ago"}).headers["location"] == "/r/report/2"


class Hurried:
    """Lets nobody through for a while."""

    def seconds_to_wait(self, _rate: Rate, _address: str) -> int:
        """Seven seconds, for everybody."""
        return 7


def test_who_is_too_fast_loses_nothing(room: Room) -> None:
    web = replace(room, limits=Hurried()).browser()
    answer = screen(web, 1)
    assert (answer.status_code, "请 7 秒后再试。您填的内容已保留。" in said(answer)) == (429, True)
    assert 'value="王一鸣"' in answer.text
    assert 'value="饿了么" checked' in answer.text


def test_no_screen_can_be_skipped_and_there_are_four(web: Browser) -> None:
    assert web.get("/r/report/3").headers["location"] == "/r/report/1"
    assert [web.get(f"/r/report/{number}").status_code for number in ("0", "5", "x")] == [404, 404, 404]
    assert web.get("/r/report/done/nonsense").status_code == 404


def test_the_way_is_short_and_light(web: Browser) -> None:
    """Taps: the button of the start, each field or choice, each button below; keystrokes: what is typed by hand."""
    typed = "".join((WHO["person_name"], WHO["phone"], WHEN["place"], HARM["course"]))
    chosen = len(("platform", "when", "hour", "hour of the list", "doing", "parts", "care", "true"))
    fields = len(("person_name", "phone", "place", "course"))
    buttons = len(("start", "1", "2", "3", "4"))
    assert fields + chosen + buttons <= TAPS_MAX
    assert len(typed) <= TYPED_MAX
    fill_in(web)
    for page in ("/", "/r/report/1", "/r/report/2", "/r/report/3", "/r/report/4"):
        answer = web.get(page)
        linked = sorted(set(LINKED.findall(answer.text)))
        assert 1 + len(linked) <= REQUESTS_MAX, page
        files = [web.get(path).content for path in linked]
        whole = sum(len(gzip.compress(part)) for part in (answer.content, *files))
        assert whole <= PAGE_MAX_BYTES, page


def test_the_start_says_what_comes_first_and_letters_can_be_large(web: Browser) -> None:
    text = said(web.get("/")).partition("跳到正文")[2]
    assert (
        text.index("有人受伤，先打 120；交通事故打 122。") < text.index("一键报案（约 1 分钟）") < text.index("查进度")
    )
    assert web.get("/size?big=1&back=/r/report/1").headers["location"] == "/r/report/1"
    assert 'class="wt-big"' in web.get("/").text
    assert web.get("/size?big=0&back=//elsewhere.example").headers["location"] == "/"
    assert 'class="wt-big"' not in web.get("/").text


def test_reports_under_a_number_that_nobody_has_proven_are_few_cases_and_few_messages(room: Room) -> None:
    for day in range(1, 10):
        report(room.browser(), when="earlier", year="2024", month="9", day=str(2 * day))
    report(room.browser(), when="earlier", year="2024", month="9", day="3", parts=["头"])
    world = room.world
    cases = [row["no"] for row in world.rows("claim")]
    assert len(cases) == CASES_A_DAY
    again = [row["claim_no"] for row in world.rows("event") if row["trigger"] == "report_again"]
    assert sorted(again) == [cases[0], *[cases[-1]] * 6]
    kinds = [row["kind"] for row in world.rows("message") if row["recipient_kind"] == "person"]
    assert (kinds.count("report_received"), kinds.count("sign_in_code") <= FROM_NETWORK.burst) == (CASES_A_DAY, True)
    assert len(world.rows("report_draft")) == 10
    officer = room.browser()
    officer.sign_in("intake1")
    assert "同一手机号当天又报了 6 次" in said(officer.get(f"/desk/cases/{cases[-1]}"))
    assert "头" in said(officer.get(f"/desk/cases/{cases[0]}/identify"))


def test_who_has_proven_the_number_reports_each_accident_as_a_case(web: Browser, room: Room) -> None:
    report(web)
    assert sign_in(web).status_code == 303
    for day in range(1, 5):
        report(web, when="earlier", year="2024", month="9", day=str(4 * day))
    assert len(room.world.rows("claim")) == 5
