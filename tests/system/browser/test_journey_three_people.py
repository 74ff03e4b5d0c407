"""三人签批: whoever drafts does not sign, a return voids the signatures, a limit is a limit, and two tabs approve once."""

from __future__ import annotations

import re

import pytest

from tests.support.browsing.cases import case_to_decide, done, drafted
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.system.browser.conftest import Enter

GRADED = 23  # whose awards are beyond the limit of the first approver already
NUMBER = re.compile(r"铜人社职认〔2025〕\d+号")
SIGNERS = [
    pytest.param(Way(WIDE, keyboard=True), "50015119900104000X", id="by-keyboard"),
    pytest.param(Way(NARROW), "500151199001050005", id="narrow"),
    pytest.param(Way(WIDE, scripts=False), "500151199001060000", id="without-scripts"),
]


def opened(someone: Person, box: str, no: str) -> None:
    """From one's own first page to the approval of a case."""
    someone.press("审批")
    someone.press(box)
    someone.press(no)


@pytest.mark.parametrize(("way", "id_number"), SIGNERS)
def test_three_people_decide_and_a_return_voids_what_was_signed(
    way: Way, id_number: str, house: House, enter: Enter
) -> None:
    no = case_to_decide(house, f"合成人员{id_number[10:14]}", id_number)
    approval = drafted(house, no)
    drafter, reviewer, approver = (enter(way, name) for name in ("intake1", "reviewer1", "approver1"))
    drafter.open(f"/desk/approvals/{approval}")
    drafter.sees("您是本案初审人，不能再复核。")
    drafter.misses("复核通过", "批准并出具文书")
    opened(reviewer, "待复核 1", no)
    reviewer.press("退回修改…")
    reviewer.write("理由", "没有写明是否在配送路线上")
    reviewer.press("退回")
    reviewer.sees("已办理：退回")
    drafter.open("/desk")
    opened(drafter, "退回给我的 1", no)
    drafter.sees("没有写明是否在配送路线上")
    drafter.press("修改后重新提交…")
    drafter.write("查明的事实", "2025年6月29日送餐途中摔倒，事故地点在配送路线上。")
    drafter.press("提交初审意见")
    drafter.sees("改：查明的事实")
    signed(reviewer, "待复核 1", no, "复核通过")
    signed(approver, "待审批", no, "批准并出具文书")
    approver.sees("已办理：批准", "已确认")
    assert len(house.rows("letter", claim_no=no, kind="confirmation")) == 1
    approver.press("回到案件")
    approver.press("文书")
    assert NUMBER.search(approver.text())


def signed(someone: Person, box: str, no: str, verb: str) -> None:
    """Somebody signs, and shows first that it is he."""
    someone.open("/desk")
    opened(someone, box, no)
    someone.press(verb)
    last = someone.page.locator("main form button").last.inner_text()
    someone.press(last)
    if "请再验证一次是您本人" in someone.text():
        someone.show_again()
        someone.press(last)


def test_two_tabs_approve_once_and_the_second_keeps_what_was_typed(house: House, enter: Enter) -> None:
    no = case_to_decide(house, "合成人员0107", "500151199001070006")
    approval = drafted(house, no)
    done(house, "reviewer1", approval, "review")
    approver = enter(Way(WIDE), "approver1")
    approver.open("/step-up")
    approver.show_again()
    page = f"/desk/cases/{no}/act?on={approval}&do=approve"
    approver.open(page)
    other = approver.beside()
    other.open(page)
    for tab in (approver, other):
        tab.press("批准")
    approver.sees("已办理：批准")
    other.sees("您填的内容已保留")
    assert len(house.rows("letter", claim_no=no, kind="confirmation")) == 1
    approver.open("/desk/letters")
    approver.sees("文号连续，没有缺号。")


def test_a_sum_over_ones_limit_is_not_offered_and_goes_to_who_may(house: House, enter: Enter) -> None:
    no = house.case_of(GRADED)
    done(house, "intake1", no, "reenter", cause="新增费用报销")
    facts = [{"appraisal_fee_fen": 30000}]
    item = done(house, "intake1", f"{no}/item", "draft", code="appraisal_fee", facts=facts, period="R9").subject
    done(house, "intake1", item, "allow")
    approval = done(house, "intake1", item, "approve").subject
    done(house, "reviewer1", approval, "review")
    small, large = enter(Way(WIDE), "approver1"), enter(Way(WIDE), "approver2")
    for someone in (small, large):
        someone.open(f"/desk/approvals/{approval}")
    small.misses("批准并出具文书…")
    small.press("现在不能办的")
    small.sees("超过您的权限 ¥50,000.00")
    large.sees("批准并出具文书")
