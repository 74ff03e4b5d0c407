"""不越权、不重复、不丢失: no case for the administrator, no name without a reason, no act twice, no text lost."""

from __future__ import annotations

import pytest

from tests.support.browsing.cases import applied_case
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Way
from tests.support.offices import PASSWORD
from tests.system.browser.conftest import Enter

OPEN, PAID = 48, 3
WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])
APPLICANTS = {WIDE: ("合成人员0108", "500151199001080001"), NARROW: ("合成人员0109", "500151199001090007")}
SECONDS = {WIDE: ("合成人员0110", "500151199001100009"), NARROW: ("合成人员0111", "500151199001110004")}
REASON = "电话核对身份"


@WIDTHS
def test_the_administrator_opens_no_case_and_the_refusal_says_why(width: int, house: House, enter: Enter) -> None:
    admin = enter(Way(width), "admin1")
    admin.sees("运行状况")
    admin.open(f"/desk/cases/{house.case_of(PAID)}", 403)
    admin.sees("您的岗位（管理员）不能")
    assert admin.page.get_by_label("搜索案件、文书、付款、人").count() == 0


@WIDTHS
def test_a_number_is_shown_for_a_reason_and_the_look_is_on_record(width: int, house: House, enter: Enter) -> None:
    clerk, auditor = enter(Way(width), "intake1"), enter(Way(width), "auditor1")
    no = house.case_of(PAID)
    clerk.open(f"/desk/cases/{no}")
    clerk.press("显示 证件号码")
    clerk.show_again()
    clerk.press("显示身份证号")
    clerk.sees("有 1 处要改")
    clerk.write("为什么要看", REASON)
    clerk.page.clock.install()
    clerk.press("显示身份证号")
    clerk.sees("60 秒后自动回到案件")
    clerk.page.clock.fast_forward(61_000)
    clerk.page.wait_for_url(f"**/desk/cases/{no}")
    auditor.open(f"/audit/access?case={no}")
    auditor.sees(REASON)


@WIDTHS
def test_a_double_click_is_one_act_and_going_back_sends_nothing(width: int, house: House, enter: Enter) -> None:
    no = applied_case(house, *APPLICANTS[width])
    clerk = enter(Way(width), "intake1")
    clerk.open(f"/desk/cases/{no}")
    clerk.press("受理…")
    clerk.choose("拟适用的确认情形", "第十条第一款第（一）项")
    clerk.write("医疗诊断", "右腕挫伤")
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name="受理", exact=True).dblclick()
    clerk.sees("已办理：受理。")
    clerk.page.go_back()
    clerk.page.reload()
    accepted = [row for row in house.rows("event", claim_no=no) if row["trigger"] == "accept"]
    assert len(accepted) == len(house.rows("letter", claim_no=no, kind="acceptance")) == 1


@WIDTHS
def test_who_comes_second_sees_it_and_keeps_what_was_typed(width: int, house: House, enter: Enter) -> None:
    no = applied_case(house, *SECONDS[width])
    first, second = enter(Way(width), "intake1"), enter(Way(width), "intake1")
    for clerk in (first, second):
        clerk.open(f"/desk/cases/{no}")
        clerk.press("受理…")
        clerk.choose("拟适用的确认情形", "第十条第一款第（一）项")
        clerk.write("医疗诊断", "右腕挫伤")
    for clerk in (first, second):
        clerk.press("受理")
    first.sees("已办理：受理。")
    second.sees("您填的内容已保留")
    assert second.page.get_by_label("医疗诊断").input_value() == "右腕挫伤"


@WIDTHS
def test_what_was_typed_outlives_the_session(width: int, house: House, enter: Enter) -> None:
    house.set_clock("2025-07-01", "10:00")
    clerk = enter(Way(width), "intake1")
    clerk.open("/desk/cases/new")
    clerk.write("受伤经过", "避让行人摔倒，电话里说到一半")
    house.set_clock("2025-07-01", "10:45")
    clerk.press("登记报案")
    clerk.sees("工作人员登录")
    clerk.write("用户名", "intake1")
    clerk.write("密码", PASSWORD)
    clerk.press("登录")
    assert clerk.page.get_by_label("受伤经过").input_value() == "避让行人摔倒，电话里说到一半"
