"""An administrator opens accounts and gives posts on pages; what decides or pays waits for a second person at his own sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from httpx2 import Response

from claims.errors import Refused
from tests.support.offices import THEN, Office, Visitor, hidden_of, office, said
from workflows.account_opening import Giving
from workflows.people import HeldPost
from workflows.post_proposals import answer, propose
from workflows.roles import Role

NEW, ANSWERS, SECOND = "/admin/people/_new", "/admin/posts", "/desk/posts"
HANDED = re.compile(r"请当面交给账号的主人：</p><p>([^<]+)</p>")
PASSWORD = re.compile(r"第一次登录必须改掉，并启用动态验证码。</p><p>([^<]+)</p>")
CLERK = {
    "name": "韩新来",
    "id_number": "500000199001010008",
    "username": "newcomer1",
    "org": "platform:美团",
    "posts": "PF",
}
APPROVER = {
    **CLERK,
    "org": "bureau",
    "username": "newcomer2",
    "id_number": "500000199001020003",
    "posts": "AP",
    "limit": "50,000",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("opening"), 3, 20) as made:
        yield made


@pytest.fixture(scope="module")
def admin(house: Office) -> Visitor:
    return shown_again(house, "admin1")


@pytest.fixture
def newcomer(house: Office) -> str:
    """An approver whose account two persons have opened, each time another."""
    place = len(house.replayed.rows("account"))
    post = HeldPost(Role.APPROVER, house.desk.today(), 100)
    giving = Giving(f"newcomer{place}", "合成审批", "bureau", f"index-newcomer{place}", (post,))
    propose(house.desk, giving, THEN, "admin1")
    answer(house.desk, "chief1", int(house.replayed.rows("post_proposal")[-1]["id"]), THEN, granted=True)
    return giving.username


def shown_again(house: Office, username: str) -> Visitor:
    """Somebody who has signed in and said again who he is."""
    visitor = house.person(username)
    visitor.step_up()
    return visitor


def posts_of(house: Office, username: str) -> list[str]:
    return [str(row["role"]) for row in house.replayed.rows("post", username=username)]


def answered(visitor: Visitor, house: Office, act: str, place: str = SECOND) -> Response:
    waiting = [row["id"] for row in house.replayed.rows("post_proposal") if row["granted"] is None]
    return visitor.fill(place, {"act": act, "proposal": str(waiting[-1])})


def test_the_form_asks_again_who_it_is_and_keeps_what_was_written(house: Office) -> None:
    visitor = house.person("admin1")
    sent = visitor.fill(NEW, CLERK)
    assert sent.headers["location"].startswith("/step-up")
    assert house.replayed.rows("account", username="newcomer1") == []
    forged = visitor.web.post(NEW, data={**CLERK, "csrf": "x"})
    assert forged.status_code == 403


def test_an_account_of_a_platform_is_open_at_once_and_its_password_told_once(house: Office, admin: Visitor) -> None:
    opened = admin.fill(NEW, CLERK)
    assert opened.status_code == 200, said(opened)
    (password,) = PASSWORD.findall(opened.text)
    assert posts_of(house, "newcomer1") == ["PF"]
    assert password not in admin.get("/admin/people/newcomer1").text
    again = admin.fill(NEW, CLERK)
    assert (again.status_code, "newcomer1" in said(again)) == (422, True)
    visitor = house.person("intake1")
    first = visitor.fill("/login", {"username": "newcomer1", "password": password})
    assert first.status_code == 303
    assert visitor.get("/p").headers["location"] == "/me/security/password"


def test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost(house: Office, admin: Visitor) -> None:
    wrong = {
        **CLERK,
        "username": "newcomer9",
        "valid_from": "2025-06-01",
        "valid_to": "soon",
        "limit": "5",
        "areas": "东城",
    }
    told = admin.fill(NEW, wrong)
    assert told.status_code == 422
    for sentence in ("有 4 处要改", "不能从过去的日期起", "日期读不懂", "审批岗须写明金额权限", "片区只给仲裁员写"):
        assert sentence in said(told), sentence
    assert 'value="newcomer9"' in told.text
    assert "请至少勾选一个岗位" in said(admin.fill(NEW, {**CLERK, "posts": "RD"}))
    assert admin.fill(NEW, {**CLERK, "username": "newcomer9", "id_number": "5"}).status_code == 422
    assert admin.fill(NEW, {**CLERK, "username": "newcomer9", "org": "bureau"}).status_code == 422
    assert admin.fill(NEW, {**CLERK, "username": "newcomer9", "org": "rider", "posts": "AU"}).status_code == 422
    assert house.replayed.rows("account", username="newcomer9") == []


def test_an_approver_waits_for_a_second_person_at_his_own_sign_in(house: Office, admin: Visitor) -> None:
    assert admin.fill(NEW, APPROVER).headers["location"] == ANSWERS
    assert house.replayed.rows("account", username="newcomer2") == []
    assert "已有岗位在等第二个人同意" in said(admin.fill(NEW, APPROVER))
    assert "韩新来" in admin.text(ANSWERS)
    own = answered(admin, house, "grant", ANSWERS)
    assert (own.status_code, "三个自然人" in said(own)) == (409, True)
    chief = house.person("chief1")
    assert "有 1 件岗位提议等您同意。" in chief.text("/desk")
    assert answered(chief, house, "grant").headers["location"].startswith("/step-up")
    chief.step_up()
    (password,) = HANDED.findall(answered(chief, house, "grant").text)
    assert password not in chief.get(SECOND).text + admin.get(ANSWERS).text
    (post,) = house.replayed.rows("post", username="newcomer2")
    assert (post["role"], post["limit_fen"], post["valid_from"]) == ("AP", 5_000_000, house.desk.today())
    first = house.person("intake1").fill("/login", {"username": "newcomer2", "password": password})
    assert first.status_code == 303
    acts = admin.text("/admin/acts")
    assert "提议给岗位" in acts
    with pytest.raises(Refused, match="只答复一次"):
        answer(house.desk, "leader1", int(house.replayed.rows("post_proposal")[-1]["id"]), THEN, granted=True)


def test_a_post_more_is_put_forward(house: Office, admin: Visitor, newcomer: str) -> None:
    page = f"/admin/people/{newcomer}/posts"
    assert "已经给过" in said(admin.fill(page, {"posts": "AP", "limit": "1"}))
    assert admin.fill(page, {"posts": "AD"}).status_code == 422
    assert admin.fill(page, {"posts": "CA"}).headers["location"] == ANSWERS
    chief = shown_again(house, "chief1")
    assert answered(chief, house, "refuse").status_code == 303
    assert "没有同意" in chief.text(SECOND)
    assert admin.fill(page, {"posts": "CA"}).headers["location"] == ANSWERS
    assert "等另一个人同意。 撤回" in admin.text(ANSWERS)
    assert 'value="grant"' not in admin.get(ANSWERS).text
    assert answered(admin, house, "refuse", ANSWERS).status_code == 303
    assert "已撤回 管理员" in admin.text(ANSWERS)
    assert posts_of(house, newcomer) == ["AP"]
    assert admin.get("/admin/people/nobody/posts").status_code == 404


def test_a_new_password_is_told_to_who_agreed_and_to_nobody_else(house: Office, admin: Visitor) -> None:
    page = "/admin/people/approver2"
    for act, told in (("totp", "已提出"), ("password", "已提出")):
        answer_to_it = admin.fill(page, {}, f"{page}/{act}")
        assert told in said(answer_to_it)
        assert "只显示这一次" not in said(answer_to_it)
    assert "已在等第二个人同意" in said(admin.fill(page, {}, f"{page}/password"))
    chief = shown_again(house, "chief1")
    assert "有 2 件登录事项等您同意。" in chief.text("/desk")
    totp, password = (str(row["id"]) for row in house.replayed.rows("sign_in_request"))
    own = admin.fill(ANSWERS, {"act": "grant", "request": password})
    assert (own.status_code, "不能由您同意" in said(own)) == (409, True)
    assert chief.fill(SECOND, {"act": "grant", "request": totp}).status_code == 303
    (given,) = HANDED.findall(chief.fill(SECOND, {"act": "grant", "request": password}).text)
    assert house.person("intake1").fill("/login", {"username": "approver2", "password": given}).status_code == 303


def test_an_answer_that_comes_later_gives_nothing_for_the_days_before(
    house: Office, admin: Visitor, newcomer: str
) -> None:
    assert admin.fill(f"/admin/people/{newcomer}/posts", {"posts": "RV"}).status_code == 303
    (waiting,) = [row["id"] for row in house.replayed.rows("post_proposal") if row["granted"] is None]
    answer(house.desk, "chief1", waiting, THEN + timedelta(days=3), granted=True)
    (post,) = house.replayed.rows("post", username=newcomer, role=Role.REVIEWER.value)
    assert post["valid_from"] == house.desk.today() + timedelta(days=3)


def test_a_closed_account_signs_in_no_more_and_stays_on_record(house: Office, admin: Visitor, newcomer: str) -> None:
    page = f"/admin/people/{newcomer}"
    assert "不能停用自己的账号" in said(admin.fill("/admin/people/admin1", {}, "/admin/people/admin1/close"))
    later = HeldPost(Role.REVIEWER, house.desk.today() + timedelta(days=9))
    propose(house.desk, Giving(newcomer, None, "bureau", f"index-{newcomer}", (later,)), THEN, "admin1")
    answer(house.desk, "chief1", int(house.replayed.rows("post_proposal")[-1]["id"]), THEN, granted=True)
    assert posts_of(house, newcomer) == ["AP", "RV"]
    assert "账号已停用。" in said(admin.fill(page, {}, f"{page}/close"))
    rows = house.replayed.rows("post", username=newcomer)
    assert {row["valid_to"] for row in rows} == {house.desk.today()}
    assert "RV" not in posts_of(house, newcomer), "what had not begun never begins"
    told = admin.text(page)
    assert "停用账号 管理员" in told
    (credential,) = house.replayed.rows("credential", username=newcomer)
    assert credential["password_set_at"] is None


def test_the_sign_ins_of_injured_persons_are_their_own(house: Office, admin: Visitor) -> None:
    own = next(str(row["username"]) for row in house.replayed.rows("account") if row["org"] == "rider")
    hidden = hidden_of(admin.get("/admin/people/admin1"))
    for act, more in (("close", {}), ("password", {}), ("posts", {"posts": "AU"})):
        assert admin.web.post(f"/admin/people/{own}/{act}", data={**hidden, **more}).status_code == 404, act
    assert posts_of(house, own) == ["RD"]


@pytest.mark.parametrize("username", ["intake1", "approver1", "auditor1", "meituan"])
def test_the_pages_are_nobody_elses(username: str, house: Office) -> None:
    visitor = house.person(username)
    for page in (NEW, ANSWERS, SECOND, "/admin/people/intake1/posts"):
        assert visitor.get(page).status_code == 403, page
