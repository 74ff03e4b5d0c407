"""争议: a review is registered, the answer has its light, and what its outcome does is seen before it is saved."""

from __future__ import annotations

import pytest

from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Way
from tests.system.browser.conftest import Enter

CONFIRMED = {WIDE: 40, NARROW: 41}  # people whose confirmation was served less than sixty days ago


@pytest.mark.parametrize("width", CONFIRMED)
def test_a_review_is_registered_answered_and_its_outcome_foreseen(width: int, house: House, enter: Enter) -> None:
    house.set_clock("2025-07-01")
    clerk, no = enter(Way(width), "legal1"), house.case_of(CONFIRMED[width])
    clerk.open(f"/desk/cases/{no}/disputes")
    clerk.press("提出争议")
    print(clerk.text())
    clerk.choose("争议事项", "确认")
    clerk.choose("途径", "行政复议")
    clerk.choose("所争议文书的送达", "职业伤害确认结论书")
    clerk.press("提出争议")
    clerk.press("回到案件")
    clerk.press("争议")
    clerk.press("复议机关已受理并送来副本")
    clerk.write("依据文书文号", "铜府复〔2025〕9号")
    clerk.press("复议机关已受理并送来副本")
    print(clerk.text())
    clerk.open("/desk/disputes")
    clerk.sees("剩 10 个工作日 · 7月15日（周二）截止")
    clerk.press(no)
    clerk.press("裁决")
    clerk.sees("这一步会")
    print(clerk.text())
    clerk.choose("结果", "撤销并责令重作")
    clerk.write("依据文书文号", "铜府复决〔2025〕9号")
    clerk.press("裁决")
    print(clerk.text())
