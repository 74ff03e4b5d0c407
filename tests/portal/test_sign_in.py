"""Signing in with a password: what is said of a wrong one, how often one may be wrong, and that nobody gets in by guessing."""

from __future__ import annotations

import pytest

from claims.store.rows import select_rows
from tests.support.staff_room import PASSWORD, Room

WRONG = "wrong wrong wrong"


def test_who_knows_the_password_is_in_and_sees_the_page_asked_for(room: Room) -> None:
    browser = room.browser()
    asked = browser.get("/test/form?a=1&b=中")
    assert asked.status_code == 303
    assert asked.headers["location"].startswith("/login?next=%2Ftest%2Fform")
    done = browser.fill(asked.headers["location"], {"username": " Intake1", "password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/test/form?a=1&b=%E4%B8%AD")
    assert "intake1" in browser.get("/test/form").text
    assert room.happened("intake1") == ["signed_in"]


@pytest.mark.parametrize(
    ("username", "first"),
    [("intake1", "/desk"), ("auditor1", "/audit"), ("admin1", "/admin"), ("platform1", "/p")],
)
def test_who_asked_for_no_page_begins_where_his_work_is(username: str, first: str, room: Room) -> None:
    room.give_password(username)
    browser = room.browser()
    assert browser.sign_in(username).headers["location"] == "/home"
    assert browser.get("/home").headers["location"] == first


def test_a_wrong_password_says_how_many_tries_are_left_and_then_how_long_to_wait(room: Room) -> None:
    browser = room.browser()
    told = [browser.sign_in(password=WRONG) for _ in range(6)]
    assert [answer.status_code for answer in told] == [403] * 4 + [429] * 2
    assert "用户名或密码不对。还可再试 4 次。" in told[0].text
    assert "用户名或密码不对。还可再试 1 次。" in told[3].text
    assert "已锁定 15 分钟。急用请找管理员解锁。" in told[4].text
    assert "<title>错误：工作人员登录" in told[0].text
    assert 'value="intake1"' in told[0].text
    assert WRONG not in told[0].text
    assert browser.sign_in().status_code == 429
    room.later(minutes=14, seconds=59)
    assert browser.sign_in().status_code == 429
    room.later(seconds=2)
    assert browser.sign_in().status_code == 303
    assert room.happened("intake1") == ["password_wrong"] * 5 + ["locked", "signed_in"]


def test_a_name_that_is_nobodys_is_answered_word_for_word_as_a_wrong_password(room: Room) -> None:
    def answers(name: str) -> list[tuple[int, str]]:
        browser = room.browser()
        told = [browser.sign_in(name, WRONG) for _ in range(6)]
        return [(one.status_code, one.text.replace(name, "NAME").partition("csrf")[0]) for one in told]

    assert answers("nobody") == answers("intake1") == answers("reviewer1")  # the last has no password yet
    assert all(row["username"] != "nobody" for row in room.world.rows("security_event"))
    assert [row["what"] for row in room.world.rows("security_event") if row["username"] is None][-1] == "locked"


def test_nothing_that_was_typed_is_kept(room: Room) -> None:
    room.browser().sign_in("my-secret-typed-in-the-wrong-field", WRONG)
    with room.desk.engine.connect().execution_options(reading=True) as connection:
        tables = ("security_event", "security_event_private", "sign_in_try", "credential_private", "attempt")
        kept = repr([select_rows(connection, name) for name in tables])
    assert "my-secret" not in kept
    assert WRONG not in kept
    assert PASSWORD not in kept


def test_a_right_password_makes_the_count_begin_anew(room: Room) -> None:
    browser = room.browser()
    for _ in range(3):
        assert [browser.sign_in(password=WRONG).status_code for _ in range(4)] == [403] * 4
        assert browser.sign_in().status_code == 303


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("", ""),
        ("a" * 1_000_000, WRONG),
        ("intake1", "b" * 200_000),
        ("intake1\x00", PASSWORD),
        ("intake1", f"{PASSWORD}\x00"),
        ("intake1' OR '1'='1", WRONG),
        ("𝕚ntake1\u202e", WRONG),
        ("system", WRONG),
    ],
    ids=["nothing", "a megabyte", "a long password", "null", "null behind", "sql", "marks", "the system"],
)
def test_no_name_and_no_password_breaks_the_page_or_gets_in(room: Room, name: str, password: str) -> None:
    browser = room.browser()
    answer = browser.sign_in(name, password)
    assert answer.status_code in (400, 403, 413)
    assert "location" not in answer.headers
    assert browser.get("/test/form").status_code == 303


def test_an_account_without_a_post_today_does_not_get_in_and_is_told_so(room: Room) -> None:
    room.world.execute("UPDATE post SET valid_to = '2024-10-09' WHERE username = 'intake1'")
    assert "今天没有岗位" in room.browser().sign_in().text


def test_a_session_ends_with_the_post(room: Room) -> None:
    browser = room.browser()
    browser.sign_in()
    assert browser.get("/test/form").status_code == 200
    room.world.execute("UPDATE post SET valid_to = '2024-10-09' WHERE username = 'intake1'")
    assert browser.get("/test/form").status_code == 303
    assert room.world.one("sign_in_session")["ended_by"] == "post_ended"


def test_whoever_knows_passwords_from_elsewhere_is_slowed_down_by_his_address(room: Room, tmp_path: object) -> None:
    from portal.limits import SIGNING_IN, DatabaseLimits

    room.limits = DatabaseLimits(room.desk)
    one, other = room.browser(address="192.0.2.1"), room.browser(address="192.0.2.2")
    told = [one.sign_in(f"name{place}", WRONG).status_code for place in range(SIGNING_IN.burst + 1)]
    assert told == [403] * SIGNING_IN.burst + [429]
    assert "操作太频繁，请 3 秒后再试" in one.sign_in("another", WRONG).text
    assert other.sign_in().status_code == 303
