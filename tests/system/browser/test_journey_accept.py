"""受理: from the telephone to acceptance. Papers are asked for once, and every light says what the law says."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.support.browsing.house import House
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
    clerk.choose("平台企业", "饿了么")
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
    clerk.tick("从业人员（近亲属）已签知情同意书")
    clerk.tick("从业人员（近亲属）已在申请表上签名")
    clerk.press("提出待遇给付申请")
    clerk.sees("受理审查：5个工作日")
    clerk.press("回到案件")
    clerk.sees("剩 5 个工作日 · 7月8日（周二）截止")


@pytest.mark.parametrize(("way", "lacking", "complete"), CALLERS)
def test_papers_are_asked_for_once_and_lights_say_what_the_law_says(
    way: Way, lacking: str, complete: str, house: House, enter: Enter
) -> None:
    house.set_clock("2025-07-01")
    clerk = enter(way, "intake1")
    clerk.sees("今日工作台 · 7月1日（周二）")
    reported(clerk, lacking)
    case = urlsplit(clerk.page.url).path
    applied(clerk)
    clerk.press("剩 5 个工作日")
    clerk.sees("T5", "待核")
    clerk.press("发补正告知书…")
    for paper in ("医疗诊断证明或病历", "居民身份证"):
        clerk.tick(paper)
    clerk.press("预览文书")
    clerk.sees("草稿 不具效力", "医疗诊断证明或病历")
    clerk.press("发补正告知书")
    clerk.sees("已办理：发补正告知书。", "补正中", "送达补正告知书：5个工作日，最后一天 2025-07-08")
    house.work()
    house.set_clock("2025-07-03")
    clerk.sign_in("intake1")
    clerk.open(case)
    clerk.press("文书")
    clerk.press_in("补正材料告知书", "铜人社职补〔2025〕")
    clerk.press("送达：")
    clerk.press("直接送达")
    clerk.choose("签收人身份", "本人")
    clerk.write("送达凭证", "送达回证")
    clerk.press("送达")
    clerk.sees("已办理：送达。", "最后一天 2025-07-18")
    clerk.press("回到案件")
    clerk.press("补正材料…")
    clerk.tick("医疗诊断证明或病历")
    clerk.tick("居民身份证")
    clerk.press("补正材料")
    clerk.press("回到案件")
    clerk.misses("批准并出具文书")
    clerk.press("发补正告知书…")
    clerk.press("发补正告知书")
    clerk.sees("补正只能告知一次。")


@pytest.mark.parametrize(("way", "lacking", "complete"), CALLERS)
def test_a_complete_application_is_accepted_the_same_day(
    way: Way, lacking: str, complete: str, house: House, enter: Enter
) -> None:
    house.set_clock("2025-07-01")
    clerk = enter(way, "intake1")
    reported(clerk, complete)
    applied(clerk)
    clerk.press("受理…")
    clerk.sees("受理决定书")
    clerk.choose("拟适用的确认情形", "第十条第一款第（一）项")
    clerk.write("医疗诊断", "右桡骨远端骨折")
    clerk.press("受理")
    clerk.sees("已办理：受理。", "受理决定书 铜人社职受〔2025〕")
    clerk.press("回到案件")
    clerk.press("期限")
    clerk.sees("剩 30 个工作日 · 8月12日（周二）截止", "职业伤害确认")
