"""争议: a rider finds the way that is open to him; a review is registered, the answer has its light, what its outcome does is
seen before it is saved, and it happens, for him too."""

from __future__ import annotations

import pytest

from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.system.browser.conftest import Enter

CONFIRMED = {WIDE: 40, NARROW: 41}  # people whose confirmation was served less than sixty days ago
GRADED, UNDECIDED = 31, 46
WAYS = (Way(NARROW), Way(WIDE), Way(NARROW, scripts=False))
PARTIES = ("从业人员一方", "平台企业", "本机关")


def lodged(clerk: Person, no: str) -> str:
    """The review that somebody asked for is registered; how its acts are marked on the page of the case."""
    clerk.open(f"/desk/cases/{no}/disputes")
    clerk.press("提出争议")
    clerk.choose("争议事项", "确认或者不予确认结论")
    clerk.choose("途径", "行政复议")
    clerk.choose("所争议文书的送达", "职业伤害确认结论书，申请人")
    clerk.press("提出争议")
    assert len(clerk.house.rows("dispute", claim_no=no, route="review")) == 1
    return "：确认或者不予确认结论，行政复议…"


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


def asked(rider: Person, about: str) -> None:
    """What can be done against one thing."""
    rider.press("不服怎么办")
    rider.press(about)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_rider_finds_the_way_that_is_open_and_none_that_is_not(way: Way, house: House, enter: Enter) -> None:
    graded = enter(way, f"rider:{GRADED}")
    asked(graded, "伤残等级")
    graded.sees("再次鉴定的结论是最终结论。")
    graded.misses("行政复议")
    waiting = enter(way, f"rider:{UNDECIDED}")
    asked(waiting, "一直没有决定")
    waiting.sees("先申请行政复议")
    waiting.misses("提起行政诉讼：", "直接起诉")
    rider = enter(way, f"rider:{CONFIRMED[way.width]}")
    asked(rider, "金额")
    rider.sees("行政复议：向 重庆市铜梁区人民政府，最晚", "也不影响先付医疗费")
    rider.press("生成复议申请书草稿")
    rider.sees(f"合成人员{CONFIRMED[way.width]}", "铜人社职核〔2025〕", "此致 重庆市铜梁区人民政府")


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
        rider = enter(Way(width), f"rider:{person}")
        rider.sees("原决定被撤销，我们正在重新作决定。", "法律程序要求重新办理这一步")
        rider.press("文书：信和签收")
        rider.press("职业伤害确认结论书")
        rider.press("核验真伪")
        rider.sees("撤销")
