"""拟稿: a conclusion is written with its letter beside it; nothing typed is lost, not even when the server is killed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.browsing.cases import case_to_decide
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WAIT_MS, WIDE, Way
from tests.system.browser.conftest import Enter

WRITERS = [
    pytest.param(Way(WIDE), "500151199001020009", id="wide"),
    pytest.param(Way(NARROW), "500151199001030004", id="narrow"),
]
TYPED = "2025年6月29日在龙门街口避让行人摔倒，写到一半"


@pytest.mark.parametrize(("way", "id_number"), WRITERS)
def test_a_draft_stands_beside_its_letter_and_outlives_the_server(
    way: Way, id_number: str, house: House, enter: Enter
) -> None:
    house.set_clock("2025-07-01")
    no = case_to_decide(house, f"合成人员{id_number[10:14]}", id_number)
    clerk = enter(way, "intake1")
    clerk.open(f"/desk/cases/{no}")
    clerk.press("决定")
    form, preview = clerk.page.locator("#fill"), clerk.page.locator("#preview")
    expect(form).to_be_visible()
    left, right = form.bounding_box(), preview.bounding_box()
    assert left
    assert right
    assert (right["x"] > left["x"]) is (way.width == WIDE)
    clerk.answer("结论", "确认为职业伤害")
    clerk.answer("确认情形", "第十条第一款第（一）项")
    clerk.write("部位", "右腕")
    clerk.press("更新预览")
    clerk.sees("草稿 不具效力", "（批准时取号）", "属于职业伤害确认范围")
    clerk.press("提交初审意见")
    clerk.sees("有 1 处要改", "请至少采信一项证据")
    expect(clerk.page.locator(".wt-errors")).to_be_focused()
    clerk.write("部位", "右\U0001f6f5腕")
    expect(preview).to_contain_text("“\U0001f6f5”字没有可用字体，请联系管理员加字体，不能换字。")
    expect(preview.locator(".wt-new").first).to_be_visible()
    expect(preview.locator(".wt-new")).to_have_count(0)
    clerk.write("部位", "右腕")
    house.set_clock("2025-07-01", "10:05")
    clerk.write("查明的事实", TYPED)
    expect(clerk.page.locator("#saved")).to_contain_text("草稿已保存 10:05", timeout=WAIT_MS)
    clerk.page.goto("about:blank")  # whose open connection would be missed by the browser, rightly
    house.server.kill()
    house.server.start()
    clerk.open(f"/desk/cases/{no}/decision")
    assert clerk.page.get_by_label("查明的事实").input_value() == TYPED
    clerk.choose("医疗诊断证明或病历", "采信")
    clerk.write("医疗诊断证明或病历：证明什么", "就诊时间")
    clerk.press("提交初审意见")
    clerk.sees("待复核", "①初审 陈受理")
