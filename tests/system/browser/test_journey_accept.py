"""受理: a case from the telephone to its acceptance; papers are asked for once, and every light says what the law says."""

from __future__ import annotations

import pytest

from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.system.browser.conftest import Enter

WAYS = (Way(WIDE), Way(NARROW), Way(WIDE, scripts=False), Way(NARROW, scripts=False))
PEOPLE = {  # of each way one that lacks papers and one that has them all; no real number has the order code 000
    0: ("合成人员71", "合成人员72"),
    1: ("合成人员73", "合成人员74"),
    2: ("合成人员75", "合成人员76"),
    3: ("合成人员77", "合成人员78"),
}


def reported(clerk: Person, name: str, number: str) -> str:
    """Somebody rings: the number of the case."""
    clerk.press("案件")
    clerk.press("登记报案")
    clerk.write("姓名", name)
    clerk.write("身份证号", number)
    clerk.write("手机号码", "13800000000")
    clerk.write("平台", "饿了么")
    clerk.choose("行业", "外卖")
    clerk.write("受伤日期", "2025-06-30")
    clerk.write("受伤地点", "巴川街道龙门街口")
    clerk.choose("受伤时订单状态", "送单路上")
    clerk.write("受伤部位与程度", "右手腕骨折")
    clerk.write("受伤经过", "避让行人摔倒")
    clerk.tick("没有")
    clerk.press("登记报案")
    return ""


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_papers_are_asked_for_once_and_lights_say_what_the_law_says(way: Way, enter: Enter) -> None:
    clerk = enter(way, "intake1")
    clerk.sees("今日工作台 · 7月1日（周二）")
    reported(clerk, "合成人员71", "500151199001010003")
