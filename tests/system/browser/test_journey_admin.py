"""管理: the administrator sees what is set aside and sends it again, unlocks a colleague, and finds every act on record."""

from __future__ import annotations

import pytest

from claims.clock import instant_text
from claims.store.rows import insert_rows
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.system.browser.conftest import Enter
from workflows.one_time_codes import code_at
from workflows.transaction import in_one_transaction

WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])
LOCKED = {WIDE: "legal1", NARROW: "appraisal1"}
TRIES = 5
NEW = {WIDE: ("newcomer1", "韩新来", "500000199001010008"), NARROW: ("newcomer2", "叶新来", "500000199001020003")}
OWN_PASSWORD = "水杉 铁桥 砚台 蓝布 1979"


def sign_in_by_hand(newcomer: Person, username: str, password: str) -> None:
    """Sign in with a password of one's own; one is on the page that comes next."""
    newcomer.open("/login")
    newcomer.write("用户名", username)
    newcomer.write("密码", password)
    newcomer.press("登录")


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


def put_forward(admin: Person, username: str, name: str, id_number: str) -> None:
    """The administrator puts an account with its post forward."""
    admin.press("人员与岗位")
    admin.press("开设账号")
    for label, text in (("姓名", name), ("身份证号", id_number), ("登录名", username)):
        admin.write(label, text)
    admin.tick("受理岗")
    admin.press("开设账号")
    admin.show_again()
    admin.press("开设账号")
    admin.sees("岗位提议", name, "等另一个人同意。")


def agreed(chief: Person) -> str:
    """The head of section agrees at his own sign-in; the first password, which he is told."""
    chief.sees("有 1 件岗位提议等您同意。")
    chief.press("去答复")
    chief.press("同意")
    chief.show_again()
    chief.press("同意")
    chief.sees("密码只显示这一次", "没有等第二个人同意的岗位。", "已同意")
    return chief.page.locator(".wt-banner-success p").last.inner_text().strip()


@WIDTHS
def test_a_newcomer_with_an_account_and_a_post_sets_up_one_time_codes(width: int, house: House, enter: Enter) -> None:
    desk, (username, name, id_number) = house.office.desk, NEW[width]
    house.set_clock("2025-07-01", "14:00")
    admin, newcomer = enter(Way(width), "admin1"), enter(Way(width))
    put_forward(admin, username, name, id_number)
    first = agreed(enter(Way(width), "chief1"))
    admin.press("人员与岗位")
    admin.press(username)
    admin.sees(name, "受理岗")
    sign_in_by_hand(newcomer, username, first)
    newcomer.sees("修改密码")
    newcomer.write("现在的密码", first)
    newcomer.write("新密码", OWN_PASSWORD)
    newcomer.write("再填一次新密码", OWN_PASSWORD)
    newcomer.press("修改密码，并退出其他登录")
    newcomer.open("/me/security")
    newcomer.press("启用动态验证码")
    newcomer.sees("请再验证一次是您本人")
    newcomer.write("或者填密码", OWN_PASSWORD)
    newcomer.press("验证")
    secret = "".join(newcomer.page.locator("main code").inner_text().split())
    newcomer.write("验证器显示的 6 位数字", "000000")
    newcomer.press("启用")
    newcomer.sees("验证码不对")
    newcomer.write("验证器显示的 6 位数字", code_at(secret, desk.instant()))
    newcomer.press("启用")
    newcomer.sees("请保存备用码")
    recovery = newcomer.page.locator("main li code").all_inner_texts()
    newcomer.press("已经保存，继续")
    newcomer.press("退出")
    house.set_clock("2025-07-01", "14:10")
    sign_in_by_hand(newcomer, username, OWN_PASSWORD)
    newcomer.sees("30 秒一换")
    newcomer.write("动态验证码", code_at(secret, desk.instant()))
    newcomer.press("登录")
    newcomer.sees("今日工作台", name)
    newcomer.press("退出")
    sign_in_by_hand(newcomer, username, OWN_PASSWORD)
    newcomer.write("动态验证码", recovery[0])
    newcomer.press("登录")
    newcomer.sees("今日工作台")
    admin.open("/admin/people")
    admin.sees(username, "、验证码")
    admin.press("管理记录")
    admin.sees("开设账号", "提议给岗位", username)
