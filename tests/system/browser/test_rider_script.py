"""What a script adds on a telephone: a report outlives a dead line, the place is filled in when asked for, photographs are small
and each is tried again on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Geolocation, Page, Route

from tests.support.browsing.house import House

WAIT_MS = 20_000
LARGEST_BYTES, PIXELS_MAX = 400 * 1024, 1600
HERE = Geolocation(latitude=29.84512, longitude=106.05634)


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    """A telephone on the first screen of a report, whose owner lets pages know where he is."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, locale="zh-CN", geolocation=HERE, permissions=["geolocation"]
    )
    context.set_default_timeout(WAIT_MS)
    made = context.new_page()
    made.goto(f"{house.server.url}/r/report/1")
    yield made
    context.close()


def press(page: Page) -> None:
    page.locator("main button[type=submit]").click()


def sent_through_a_dead_line(page: Page, then: str) -> None:
    """The line is dead: what was filled in stays, and goes by itself once there is a line again."""
    page.context.set_offline(True)
    press(page)
    page.get_by_text("网络不通。内容已存在手机里，联网后自动提交。").wait_for()
    page.context.set_offline(False)
    page.wait_for_url(then)


def reported(page: Page, phone: str, *, no_line: bool = False) -> None:
    page.fill("[name=person_name]", "王一鸣")
    page.fill("[name=phone]", phone)
    page.check("[name=platform][value=饿了么]")
    if no_line:
        sent_through_a_dead_line(page, "**/r/report/2")
    else:
        press(page)
    page.check("[name=when][value=today]")
    page.select_option("[name=hour]", "8")
    page.fill("[name=place]", "龙门街口")
    page.check("[name=doing][value=delivering]")
    page.get_by_role("button", name="用手机定位").click()
    page.get_by_text("已填入位置").wait_for()
    assert page.input_value("[name=place]") == "龙门街口 北纬29.84512 东经106.05634"
    press(page)
    page.check("[name=parts][value=手]")
    page.fill("[name=course]", "避让行人摔倒")
    page.check("[name=care][value=will]")
    press(page)
    page.check("[name=true]")
    press(page)
    page.wait_for_url("**/r/report/done/*")


def test_a_report_outlives_a_dead_line_and_the_place_is_filled_in(page: Page, house: House) -> None:
    reported(page, "13800135678", no_line=True)
    assert page.evaluate("Object.keys(localStorage)") == []
    assert [row["platform"] for row in house.rows("claim", state="reported")] == ["饿了么"]


def test_what_only_one_answer_asks_for_opens_with_it(page: Page) -> None:
    name = page.locator("[name=reporter]")
    name.wait_for(state="hidden")
    page.check("[name=for_whom][value=other]")
    name.wait_for(state="visible")
    page.check("[name=for_whom][value=self]")
    name.wait_for(state="hidden")


def test_what_a_dead_line_left_is_there_on_the_next_visit(page: Page, house: House) -> None:
    page.fill("[name=person_name]", "何小雨")
    page.check("[name=platform][value=美团]")
    page.context.set_offline(True)
    press(page)
    page.get_by_role("button", name="再试一次").wait_for()
    context = page.context
    fresh = context.new_page()
    page.close()  # before the line is back: an open page would send what waits
    context.set_offline(False)
    fresh.goto(f"{house.server.url}/r/report/1")
    fresh.get_by_text("上次没有交上去的内容存在这部手机里，已填回来，请再按一次。").wait_for()
    assert fresh.input_value("[name=person_name]") == "何小雨"
    assert fresh.is_checked("[name=platform][value=美团]")
    assert fresh.evaluate("Object.keys(localStorage)") == []
    fresh.get_by_role("button", name="清除").click()
    fresh.get_by_text("已清除。").wait_for()
    assert fresh.input_value("[name=person_name]") == ""
    assert not fresh.is_checked("[name=platform][value=美团]")


def test_who_lends_his_telephone_can_wipe_what_waits_for_a_line(page: Page) -> None:
    page.fill("[name=person_name]", "何小雨")
    page.context.set_offline(True)
    press(page)
    page.get_by_role("button", name="清除").click()
    assert page.evaluate("Object.keys(localStorage)") == []
    page.context.set_offline(False)
    page.get_by_text("已清除。").wait_for()
    assert (page.input_value("[name=person_name]"), page.url.endswith("/r/report/1")) == ("", True)


def test_what_was_kept_goes_after_two_days_from_whatever_page_is_opened(page: Page) -> None:
    page.evaluate(
        """() => {
            const day = 24 * 3600 * 1000, kept = (days) => JSON.stringify({at: Date.now() - days * day, given: {}});
            localStorage.setItem("wt:/r/report/2", kept(3));
            localStorage.setItem("wt:/r/report/3", kept(1));
            localStorage.setItem("wt:/r/report/4", "broken");
            localStorage.setItem("another", "stays");
        }"""
    )
    page.reload()
    assert sorted(page.evaluate("Object.keys(localStorage)")) == ["another", "wt:/r/report/3"]


def test_on_an_english_page_what_the_script_says_is_marked_as_chinese(page: Page, house: House) -> None:
    page.goto(f"{house.server.url}/language?english=1&back=/r/report/1")
    assert page.get_attribute("html", "lang") == "en"
    page.context.set_offline(True)
    press(page)
    page.get_by_role("button", name="再试一次").wait_for()
    assert page.get_attribute("form[data-keep] [role=status]", "lang") == "zh-CN"
    assert page.get_by_role("button", name="再试一次").get_attribute("lang") == "zh-CN"


def test_photographs_are_small_and_tried_again_one_by_one(page: Page, house: House, tmp_path: Path) -> None:
    large, red = tmp_path / "伤口.jpg", tmp_path / "病历.jpg"
    Image.effect_noise((3000, 2200), 90).convert("RGB").save(large, quality=92)
    Image.new("RGB", (300, 200), "red").save(red)
    assert large.stat().st_size > 5 * LARGEST_BYTES
    before = {row["id"] for row in house.rows("evidence_file")}
    reported(page, "13800135679")
    page.get_by_role("link", name=re.compile("补传照片")).click()
    posts: list[str] = []

    def cut_the_second(route: Route) -> None:
        if route.request.method == "POST":
            posts.append(route.request.url)
        if len(posts) == 2 and route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    page.route("**/r/report/photos*", cut_the_second)
    page.set_input_files("[name=files]", [large, red])
    press(page)
    page.get_by_text("没有传成功").wait_for()
    page.get_by_role("button", name="重试").click()
    page.wait_for_url("**came=2")
    came = [row for row in house.rows("evidence_file") if row["id"] not in before]
    assert len(came) == 2
    assert all(row["size_bytes"] <= LARGEST_BYTES and max(row["width"], row["height"]) <= PIXELS_MAX for row in came)
