"""争议: a review is registered, the answer has its light, what its outcome does is seen before it is saved, and it happens."""

from __future__ import annotations

from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.system.browser.conftest import Enter

CONFIRMED = {WIDE: 40, NARROW: 41}  # people whose confirmation was served less than sixty days ago
PARTIES = ("从业人员一方", "平台企业", "本机关")


def lodged(clerk: Person, no: str) -> str:
    """The review that somebody asked for is registered; how its acts are marked on the page of the case."""
    clerk.open(f"/desk/cases/{no}/disputes")
    clerk.press("提出争议")
    clerk.choose("争议事项", "确认或者不予确认结论")
    clerk.choose("途径", "行政复议")
    clerk.choose("所争议文书的送达", "职业伤害确认结论书，申请人")
    clerk.press("提出争议")
    (dispute,) = clerk.house.rows("dispute", claim_no=no, route="review")
    return f"（第 {str(dispute['id']).rpartition('-')[2]} 号）…"


def made(clerk: Person, no: str, verb: str, here: str) -> None:
    """The page of an act on this dispute."""
    clerk.open(f"/desk/cases/{no}/disputes")
    clerk.press(f"{verb}{here}")


def decided(clerk: Person, no: str, here: str) -> None:
    """The organ quashes the conclusion, and its decision reaches everybody."""
    made(clerk, no, "裁决", here)
    clerk.sees("撤销并责令重作、确认无效——案件重新处理，重新作出结论", "撤销——拟撤销结论，经三级审批")
    clerk.choose("结果", "撤销并责令重作")
    clerk.write("依据文书文号", "铜府复决〔2025〕9号")
    clerk.press("裁决")
    clerk.sees("已办理：裁决。")
    for party in PARTIES:
        made(clerk, no, "裁决送达一方", here)
        clerk.choose("受送达的一方", party)
        clerk.write("送达凭证", "送达回证")
        clerk.press("裁决送达一方")
        clerk.sees("已办理：裁决送达一方。")


def test_a_review_is_registered_answered_decided_and_carried_out(house: House, enter: Enter) -> None:
    for width, person in CONFIRMED.items():
        clerk, no = enter(Way(width), "legal1"), house.case_of(person)
        here = lodged(clerk, no)
        made(clerk, no, "复议机关已受理并送来副本", here)
        clerk.write("依据文书文号", "铜府复〔2025〕9号")
        clerk.press("复议机关已受理并送来副本")
        clerk.open("/desk/disputes")
        clerk.sees("剩 10 个工作日 · 7月15日（周二）截止")
        clerk.press(no)
        decided(clerk, no, here)
    house.set_clock("2025-07-18")  # nobody has gone to court within fifteen days
    house.work()
    for width, person in CONFIRMED.items():
        clerk, no = enter(Way(width), "legal1"), house.case_of(person)
        clerk.open(f"/desk/cases/{no}")
        clerk.sees("重新作出决定", "重新调查、审核")
