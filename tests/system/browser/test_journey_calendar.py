"""日历与参数: a day that waits for a calendar says so until two persons have loaded it, and a mark goes by two persons too."""

from __future__ import annotations

from pathlib import Path

from tests.support.browsing.cases import applied_case, confirmed
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.support.handed_in import pdf
from tests.system.browser.conftest import Enter

SERVED_ON = "2026-11-06"
NOTICE = "合成的2027年放假安排（测试用）"
DECIDED, APPLIED = ("500151198601010002", "13800160001"), ("50015119870101000X", "13800160002")
ACCEPTANCE = "/desk/rules/params/limits.acceptance_check"


def signed_for(rider: Person) -> None:
    """The conclusion is served today, by signing for it."""
    rider.press("文书：信和签收")
    rider.press("职业伤害确认结论书")
    rider.press("同意，并现在签收")


def applied(second: Person, proposal: str, verb: str) -> None:
    """Another person than who proposed it lets it take effect."""
    second.open("/step-up")
    second.show_again()
    second.open(proposal)
    second.press(verb)
    second.sees("已应用")


def test_a_day_waits_for_its_calendar_and_moves_when_two_have_loaded_it(house: House, enter: Enter) -> None:
    id_number, phone = DECIDED
    no = confirmed(house, "合成人员0160", id_number, phone=phone)
    house.work()
    house.set_clock(SERVED_ON)
    rider = enter(Way(NARROW))
    rider.sign_in_by_telephone(phone, id_number[-4:])
    signed_for(rider)
    rider.sees("申请行政复议：最晚 2027年1月5日（周二）", "暂定 · 剩 60 天")
    head, second = enter(Way(WIDE), "chief1"), enter(Way(WIDE), "approver3")
    head.press("日历与参数")
    head.press("日历")
    head.press("2027")
    head.sees("2027年：尚未公布，涉及")
    head.press("导入这一年的安排…")
    head.write("通知", NOTICE)
    head.write("放假", "2027-01-01，2027-01-04，2027-01-05")
    head.press("提出，看变动的期限")
    head.sees("变动的期限", no, "2027-01-05", "2027-01-06")
    head.misses("应用并重算")
    applied(second, head.page.url.removeprefix(house.server.url), "应用并重算")
    rider.page.reload()
    rider.sees("申请行政复议：最晚 2027年1月6日（周三）")
    rider.misses("暂定 · 剩 60 天", "暂定 · 剩 61 天")


def test_a_mark_leaves_every_page_when_two_have_confirmed_the_value(house: House, enter: Enter, tmp_path: Path) -> None:
    house.set_clock("2025-07-01")
    id_number, phone = APPLIED
    applied_case(house, "合成人员0161", id_number, phone=phone)
    paper = tmp_path / "通知.pdf"
    paper.write_bytes(pdf())
    rider, head, second = enter(Way(NARROW)), enter(Way(WIDE), "chief1"), enter(Way(WIDE), "approver3")
    rider.sign_in_by_telephone(phone, id_number[-4:])
    rider.sees("待核")
    head.open(ACCEPTANCE)
    head.press("由局确认 2022-07-01 起的值…")
    head.write("依据", "铜人社发〔2025〕99号（合成）")
    head.hand_in("文件", paper)
    head.press("提出")
    applied(second, head.page.url.removeprefix(house.server.url), "应用这项改动")
    rider.page.reload()
    rider.misses("待核")
    head.open(ACCEPTANCE)
    head.sees("由局确认：铜人社发〔2025〕99号（合成）")
