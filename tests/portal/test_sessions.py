"""Sessions: a fresh token at every sign-in, an end by rest, by time, by its owner; and cookies that nobody else can use."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.canonical import sha256_hex
from portal.app import make_app
from tests.support.limitless import Limitless
from tests.support.sign_ins import password_for
from tests.support.staff_room import HIDDEN, PASSWORD, Browser, Room
from tests.support.web_client import WebClient

NAME = "__Host-claims"
NEW = "another good long password"


@pytest.fixture
def browser(room: Room) -> Browser:
    """Somebody who is signed in."""
    made = room.browser()
    assert made.sign_in().status_code == 303
    return made


def test_the_token_is_in_the_cookie_only_and_the_cookie_is_closed(room: Room, browser: Browser) -> None:
    given = room.browser().sign_in().headers["set-cookie"]
    assert given.startswith(f"{NAME}=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= {part.strip() for part in given.split(";")}
    assert "Domain" not in given
    token = browser.cookies()[NAME]
    assert len(token) == 43
    row = room.world.rows("sign_in_session")[0]
    assert token not in repr(row)
    assert sha256_hex(token) in {one["token_sha256"] for one in room.world.rows("sign_in_session")}


def test_without_https_there_is_no_prefix_and_production_takes_no_password(room: Room) -> None:
    plain = room.browser(base="http://testserver")
    assert plain.sign_in().status_code == 303
    assert "claims" in plain.cookies()
    production = replace(room.desk, production=True, now=None, sign_in=replace(room.desk.sign_in, cheap_hashes=False))
    outside = WebClient(make_app(production, Limitless()), base_url="http://testserver", client=("192.0.2.9", 1))
    assert outside.get("/login").status_code == 400
    assert "https" in outside.get("/login").text
    inside = WebClient(make_app(production, Limitless()), base_url="http://testserver", client=("127.0.0.1", 1))
    assert inside.get("/login").status_code == 200


def test_a_token_that_was_planted_is_not_taken_over(room: Room) -> None:
    planted = "A" * 43
    browser = room.browser()
    browser.web.cookies.set(NAME, planted, domain="testserver.local")
    browser.sign_in()
    assert planted not in [value for name, value in browser.cookies().items() if name == NAME][-1:]
    assert sha256_hex(planted) not in {row["token_sha256"] for row in room.world.rows("sign_in_session")}


def test_signing_in_again_gives_another_token_and_the_first_is_worth_nothing(room: Room, browser: Browser) -> None:
    first = browser.cookies()[NAME]
    browser.sign_in()
    assert browser.cookies()[NAME] != first
    thief = room.browser()
    thief.web.cookies.set(NAME, first)
    assert thief.get("/test/form").status_code == 303


def test_half_an_hour_of_rest_ends_it_and_use_prolongs_it(room: Room, browser: Browser) -> None:
    for _ in range(4):
        room.later(minutes=29)
        assert browser.get("/test/form").status_code == 200
    room.later(minutes=30)
    assert browser.get("/test/form").status_code == 303


def test_twelve_hours_end_it_however_much_it_is_used(room: Room, browser: Browser) -> None:
    for _ in range(12 * 3 - 1):
        room.later(minutes=20)
        assert browser.get("/test/form").status_code == 200
    room.later(minutes=20)
    assert browser.get("/test/form").status_code == 303


def test_signing_out_ends_it_for_whoever_has_copied_the_token(room: Room, browser: Browser) -> None:
    thief = room.browser()
    thief.web.cookies.set(NAME, browser.cookies()[NAME])
    assert thief.get("/test/form").status_code == 200
    assert browser.fill("/me/security", {}, to="/logout").headers["location"] == "/login"
    assert thief.get("/test/form").status_code == 303
    assert browser.cookies().get(NAME, "") == ""
    assert room.happened("intake1")[-1] == "signed_out"


def test_nobody_is_signed_out_by_a_link(room: Room, browser: Browser) -> None:
    assert browser.get("/logout").status_code in (404, 405)
    assert browser.get("/test/form").status_code == 200


def test_a_new_password_ends_every_session_but_the_fresh_one_of_who_chose_it(room: Room, browser: Browser) -> None:
    other, before = room.browser(), browser.cookies()[NAME]
    other.sign_in()
    new = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert browser.fill("/me/security/password", new).headers["location"] == "/me/security"
    assert browser.get("/test/form").status_code == 200
    assert browser.cookies()[NAME] != before
    assert other.get("/test/form").status_code == 303
    thief = room.browser()
    thief.web.cookies.set(NAME, before)
    assert thief.get("/test/form").status_code == 303
    assert room.browser().sign_in().status_code == 403
    assert room.browser().sign_in(password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("short", "short", "12 至 200"),
        ("intake1-20241010", "intake1-20241010", "不能是用户名"),
        ("Password 123456", "Password 123456", "太常见"),
        ("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "太常见"),
        (NEW, NEW + "x", "不一样"),
        (PASSWORD, PASSWORD, "和现在的密码一样"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(browser: Browser, new: str, again: str, said: str) -> None:
    answer = browser.fill("/me/security/password", {"old": PASSWORD, "new": new, "again": again})
    assert answer.status_code == 422
    assert said in answer.text
    assert browser.get("/test/form").status_code == 200


def test_the_old_password_cannot_be_guessed_at_an_open_desk(room: Room, browser: Browser) -> None:
    told = [
        browser.fill("/me/security/password", {"old": f"guess number {n}", "new": NEW, "again": NEW}) for n in range(6)
    ]
    assert "还可再试 4 次" in told[0].text
    assert "已锁定" in told[5].text
    assert room.browser().sign_in().status_code == 429


def test_ones_own_sessions_are_listed_and_ended_one_by_one(room: Room, browser: Browser) -> None:
    other = room.browser(address="198.51.100.4", **{"user-agent": "Other <b>browser</b>"})
    room.later(minutes=1)
    other.sign_in()
    listed = browser.get("/me/security").text
    assert "198.51.100.4" in listed
    assert "Other &lt;b&gt;browser&lt;/b&gt;" in listed
    assert listed.count("退出这个登录") == 1
    ids = {row["started_at"]: row["id"] for row in room.world.rows("sign_in_session")}
    browser.fill("/me/security", {"session": ids[max(ids)]}, to="/me/security/sessions")
    assert other.get("/test/form").status_code == 303
    assert browser.get("/test/form").status_code == 200


def test_nobody_ends_the_session_of_another(room: Room, browser: Browser) -> None:
    room.give_password("reviewer1")
    reviewer = room.browser()
    reviewer.sign_in("reviewer1")
    mine = next(row for row in room.world.rows("sign_in_session") if row["username"] == "intake1")
    reviewer.fill("/me/security", {"session": mine["id"]}, to="/me/security/sessions")
    assert browser.get("/test/form").status_code == 200


def test_the_last_visit_is_told_with_time_and_place(room: Room, browser: Browser) -> None:
    assert "这是您第一次登录" in browser.get("/me/security").text
    room.later(minutes=90)
    again = room.browser(address="198.51.100.4")
    again.sign_in()
    assert "上次登录：2024-10-10 12:00，192.0.2.7" in again.get("/me/security").text


def test_a_cookie_of_one_installation_is_nothing_in_another(room: Room, browser: Browser) -> None:
    empty = replace(room.desk, production=True, now=None, sign_in=replace(room.desk.sign_in, cheap_hashes=False))
    room.world.execute("DELETE FROM sign_in_session_private")
    room.world.execute("DELETE FROM sign_in_session")
    web = WebClient(make_app(empty, Limitless()), base_url="https://testserver", follow_redirects=False)
    web.cookies.set(NAME, browser.cookies()[NAME])
    assert web.get("/me/security").headers["location"].startswith("/login")


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 43, "A" * 10_000, "' OR 1=1 --", "\x00" * 43])
def test_what_is_no_token_opens_nothing(room: Room, token: str) -> None:
    web = room.browser().web
    answer = web.get("/test/form", headers=[(b"cookie", f"{NAME}={token}".encode())])
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "after",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=1",
     "/%0d%0aSet-Cookie:x", "\t//evil.example", "/login", "", "/" + "a" * 5000, "///evil.example", "/ /evil"],
)  # fmt: skip
def test_no_address_leads_elsewhere_after_signing_in(room: Room, after: str) -> None:
    browser = room.browser()
    page = browser.web.get("/login", params={"next": after})
    assert dict(HIDDEN.findall(page.text))["next"] in ("/home", "/%0d%0aSet-Cookie:x")
    answer = browser.fill("/login", {"username": "intake1", "password": PASSWORD, "next": after})
    assert answer.status_code == 303
    assert answer.headers["location"] in ("/home", "/%0d%0aSet-Cookie:x")
    assert "x=1" not in answer.headers["set-cookie"]


def test_a_post_is_needed_for_a_page_and_the_refusal_is_logged(room: Room, browser: Browser) -> None:
    answer = browser.get("/test/approver")
    assert answer.status_code == 403
    assert "您的岗位（受理岗）不能" in answer.text
    assert "可以办理的岗位：审批岗" in answer.text
    assert room.happened("intake1")[-1] == "wrong_post"
    room.give_password("approver1")
    approver = room.browser()
    approver.sign_in("approver1")
    assert approver.get("/test/approver").text == "approver1"


def test_a_password_that_another_gave_opens_nothing_but_the_page_that_changes_it(room: Room) -> None:
    given = password_for(room.desk, "intake1", room.world.moment)
    browser = room.browser()
    assert browser.sign_in(password=given, after="/test/form").status_code == 303
    for page in ("/test/form", "/me/security", "/me/security/totp", "/step-up"):
        assert browser.get(page).headers["location"] == "/me/security/password", page
    new = {"old": given, "new": NEW, "again": NEW}
    assert browser.fill("/me/security/password", new).status_code == 303
    assert browser.get("/test/form").status_code == 200
    assert room.happened("intake1") == ["sign_in_asked", "password_given", "signed_in", "password_set"]


def test_without_a_page_asked_for_the_first_page_of_the_posts_opens(room: Room) -> None:
    browser = room.browser()
    assert browser.sign_in().headers["location"] == "/home"
    assert browser.get("/home").headers["location"] == "/desk"
    assert "/logout" in browser.get("/me/security").text
