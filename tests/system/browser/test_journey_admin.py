"""管理: the administrator sees what is set aside and sends it again, unlocks a colleague, and finds every act on record."""

from __future__ import annotations

import pytest

from claims.clock import instant_text
from claims.store.rows import insert_rows
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Way
from tests.system.browser.conftest import Enter
from workflows.transaction import in_one_transaction

WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])
LOCKED = {WIDE: "legal1", NARROW: "appraisal1"}
TRIES = 5


@WIDTHS
def test_what_is_set_aside_is_sent_again(width: int, house: House, enter: Enter) -> None:
    name, at = f"clock/{width}/rung", instant_text(house.office.desk.instant())
    row = {"id": name, "claim_no": house.case_of(48), "attempts": 5, "last_error": "KeyError", "set_aside": True,
           "first_at": at, "rests_until": at}  # fmt: skip
    in_one_transaction(house.office.desk, lambda connection: insert_rows(connection, "stuck", [row]))
    admin = enter(Way(width), "admin1")
    admin.press("任务")
    admin.sees(name, "已搁置")
    admin.press("重试")
    admin.sees("已重新交办。")
    admin.misses(name)
    admin.press("管理记录")
    admin.sees("重新交办", name)


@WIDTHS
def test_a_colleague_who_is_locked_out_is_let_in_again(width: int, house: House, enter: Enter) -> None:
    colleague, admin = enter(Way(width)), enter(Way(width), "admin1")
    for _ in range(TRIES):
        colleague.open("/login")
        colleague.write("用户名", LOCKED[width])
        colleague.write("密码", "wrong wrong wrong")
        colleague.press("登录")
    colleague.sees("已锁定 15 分钟。急用请找管理员解锁。")
    admin.press("人员与岗位")
    admin.press(LOCKED[width])
    admin.press("解除锁定")
    admin.show_again()
    if "解除锁定" in admin.text() and "可以再试了" not in admin.text():
        admin.press("解除锁定")
    admin.sees("可以再试了")
    colleague.sign_in(LOCKED[width])
    colleague.sees("今日工作台")
