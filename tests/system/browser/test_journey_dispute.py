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
    clerk.choose("争议事项", "确认")
    clerk.choose("途径", "行政复议")
    clerk.choose("所争议文书的送达", "职业伤害确认结论书")
    clerk.press("提出争议")
    clerk.press("回到案件")
    clerk.press("争议")
    (dispute,) = house.rows("dispute", claim_no=no, route="review")
    here = f"（第 {str(dispute['id']).rpartition('-')[2]} 号）…"
    clerk.press(f"复议机关已受理并送来副本{here}")
    clerk.write("依据文书文号", "铜府复〔2025〕9号")
    clerk.press("复议机关已受理并送来副本")
    clerk.open("/desk/disputes")
    clerk.sees("剩 10 个工作日 · 7月15日（周二）截止")
    clerk.press(no)
    clerk.press(f"裁决{here}")
    clerk.sees("这一步会", "撤销并责令重作、确认无效——案件重新处理，重新作出结论", "撤销——拟撤销结论，经三级审批")
    clerk.choose("结果", "撤销并责令重作")
    clerk.write("依据文书文号", "铜府复决〔2025〕9号")
    clerk.press("裁决")
    clerk.sees("已办理：裁决。")
    for party in ("从业人员一方", "平台企业", "本机关"):
        clerk.press("回到案件")
        clerk.press("争议")
        clerk.press(f"裁决送达一方{here}")
        clerk.choose("受送达的一方", party)
        clerk.write("送达凭证", "送达回证")
        clerk.press("裁决送达一方")
    house.work()
    clerk.open(f"/desk/cases/{no}")
    print(clerk.text()[:700])
