"""受理: from the telephone to acceptance. Papers are asked for once, and every light says what the law says."""

from __future__ import annotations

import pytest

from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.system.browser.conftest import Enter

# Two people for each way: one who lacks papers, and one who has them all. No real number has the order code 000.
CALLERS = [
    pytest.param(Way(WIDE), "500151199001010003", "500151199101010000", id="wide"),
    pytest.param(Way(NARROW), "500151199201010008", "500151199301010005", id="narrow"),
    pytest.param(Way(WIDE, scripts=False), "500151199401010002", "50015119950101000X", id="without-scripts"),
]


def reported(clerk: Person, id_number: str) -> None:
    """Somebody rings; the page of the case is open then."""
    clerk.press("案件")
    clerk.press("登记报案")
    clerk.write("姓名", f"合成人员{id_number[8:10]}{id_number[-2:]}")
    clerk.write("身份证号码", id_number)
    clerk.write("手机号码", "13800000000")
    clerk.write("平台企业", "饿了么")
    clerk.choose("行业", "外卖")
    clerk.write("受伤日期", "2025-06-30")
    clerk.write("受伤地点", "巴川街道龙门街口")
    clerk.choose("受伤时订单状态", "配送或运送中")
    clerk.write("受伤部位", "右手腕骨折")
    clerk.write("受伤经过", "避让行人摔倒")
    clerk.answer("这份工作参加工伤保险了吗", "没有")
    clerk.answer("有劳动合同、固定工资或者考勤管理吗", "没有")
    clerk.press("登记报案")
    clerk.sees("已办理：报案")
    clerk.press("回到案件")


def applied(clerk: Person) -> None:
    """His application comes in at the counter."""
    clerk.press("提出待遇给付申请…")
    clerk.sees("这一步会")
    clerk.choose("申请种类", "受伤")
    clerk.tick("知情同意")
    clerk.tick("申请表已签名")
    clerk.press("提出待遇给付申请")
    clerk.sees("受理审查：5 个工作日")
    clerk.press("回到案件")
    clerk.sees("剩 5 个工作日 · 7月8日（周二）截止")


@pytest.mark.parametrize(("way", "lacking", "complete"), CALLERS)
def test_papers_are_asked_for_once_and_lights_say_what_the_law_says(
    way: Way, lacking: str, complete: str, enter: Enter
) -> None:
    clerk = enter(way, "intake1")
    clerk.sees("今日工作台 · 7月1日（周二）")
    reported(clerk, lacking)
    applied(clerk)
    clerk.press("剩 5 个工作日")
    clerk.sees("T5", "待核")
