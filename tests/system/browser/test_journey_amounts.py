"""金额: whoever asks why a rider gets a sum opens it, line by line, down to the article."""

from __future__ import annotations

import pytest

from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Way
from tests.system.browser.conftest import Enter

GRADED = 2  # grade 9, hit by a car whose driver paid part of the hospital
WAYS = (Way(WIDE), Way(NARROW))


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_yuan_opens(way: Way, house: House, enter: Enter) -> None:
    house.set_clock("2025-07-01")
    clerk = enter(way, "intake1")
    clerk.open(f"/desk/cases/{house.case_of(GRADED)}")
    clerk.press("待遇")
    clerk.sees("÷ 12 = 4,942.25元，见分进元取4,943元", "待核", "肆万柒仟贰佰贰拾贰元肆角")
    clerk.press("4,943.00元 × 9个月 = 44,487.00元")
    clerk.sees("第三方已付医疗费 ¥9,400.00", "一次性伤残就业补助金以劳动关系为前提，不在职业伤害保障待遇之列")


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_trial_sum_says_so_on_every_line_and_cannot_be_sent(way: Way, house: House, enter: Enter) -> None:
    clerk = enter(way, "intake1")
    clerk.open(f"/desk/cases/{house.case_of(GRADED)}/awards")
    clerk.press("试算")
    clerk.choose("伤残等级", "10级")
    clerk.press("试算")
    lines = clerk.page.locator(".wt-what-if tbody th").all_inner_texts()
    assert lines
    assert [line for line in lines if not line.startswith("试算")] == []
    assert clerk.page.locator(".wt-what-if form[method=post]").count() == 0
