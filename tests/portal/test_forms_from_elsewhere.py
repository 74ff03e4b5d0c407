"""A form counts only from our own page of this very session; one that came too late is given back, and an act asks again."""

from __future__ import annotations

import pytest

from tests.support.staff_room import PASSWORD, Browser, Room

TEXT = "受伤经过：避让行人摔倒 <b>&\"'"


@pytest.fixture
def browser(room: Room) -> Browser:
    """Somebody who is signed in."""
    made = room.browser()
    assert made.sign_in().status_code == 303
    return made


def test_a_form_of_our_page_is_taken(room: Room, browser: Browser) -> None:
    assert browser.fill("/test/form", {"text": TEXT}, **{"sec-fetch-site": "same-origin"}).text == "written"
    assert room.written[0]["text"] == TEXT


def test_under_our_own_referrer_policy_browsers_say_a_null_origin(room: Room, browser: Browser) -> None:
    assert browser.fill("/test/form", {"text": TEXT}, origin="null").text == "written"
    assert browser.fill("/test/form", {"text": TEXT}, origin="https://testserver").text == "written"


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({"csrf": ""}, {}),
        ({"csrf": "0" * 64}, {}),
        ({}, {"sec-fetch-site": "cross-site"}),
        ({}, {"sec-fetch-site": "same-site"}),
        ({}, {"origin": "https://evil.example"}),
        ({}, {"origin": "https://testserver.evil.example"}),
        ({}, {"origin": "http://["}),
    ],
    ids=["absent", "wrong", "cross-site", "neighbour", "another origin", "like ours", "no address"],
)
def test_a_form_from_elsewhere_changes_nothing_and_says_so(
    room: Room, browser: Browser, fields: dict[str, str], headers: dict[str, str]
) -> None:
    answer = browser.fill("/test/form", {"text": TEXT, **fields}, **headers)
    assert answer.status_code == 403
    assert "什么都没有改动" in answer.text
    assert room.written == []
    assert room.happened("intake1")[-1] == "form_refused"


def test_the_token_of_another_session_is_not_taken(room: Room, browser: Browser) -> None:
    other = room.browser()
    other.sign_in()
    csrf = other.get("/test/form").text.partition('value="')[2].partition('"')[0]
    assert browser.fill("/test/form", {"text": TEXT, "csrf": csrf}).status_code == 403
    assert room.written == []


def test_a_sign_in_form_from_elsewhere_signs_nobody_in(room: Room) -> None:
    other = room.browser()
    answer = other.web.post("/login", data={"username": "intake1", "password": PASSWORD, "csrf": "0" * 64})
    assert answer.status_code == 403
    assert other.get("/test/form").status_code == 303
    assert (
        other.fill(
            "/login", {"username": "intake1", "password": PASSWORD}, **{"sec-fetch-site": "cross-site"}
        ).status_code
        == 403
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"csrf=%FF%FE", "application/x-www-form-urlencoded"),
        (b"a=%00", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"", "text/plain"),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=\"\xe9\""),
        (b"a" * 300_000, "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_what_is_no_form_is_said_to_be_none(browser: Browser, content: bytes, kind: str) -> None:
    answer = browser.web.post("/test/form", content=content, headers={b"content-type": kind.encode("latin-1")})
    assert answer.status_code in (400, 413, 415)


def late(room: Room, browser: Browser, fields: dict[str, str]) -> str:
    """Send a form after the session has run out; returns where the browser is sent."""
    csrf = browser.get("/test/form").text.partition('value="')[2].partition('"')[0]
    room.later(minutes=31)
    answer = browser.web.post("/test/form", data={"csrf": csrf, "text": TEXT, "password": "secret", **fields})
    assert (answer.status_code, room.written) == (303, [])
    return str(answer.headers["location"])


def test_a_form_that_came_too_late_is_given_back_once_to_who_filled_it_in(room: Room, browser: Browser) -> None:
    place = late(room, browser, {})
    assert "text" not in place
    assert "secret" not in room.world.one("kept_form_private")["body"]
    done = browser.fill(place, {"username": "intake1", "password": PASSWORD})
    kept = done.headers["location"]
    assert kept.startswith("/kept/")
    page = browser.get(kept)
    assert "您填的内容还在" in page.text
    assert browser.get(kept).status_code == 404
    assert room.world.rows("kept_form") == room.world.rows("kept_form_private") == []


def test_it_can_be_sent_again_as_it_was(room: Room, browser: Browser) -> None:
    place = late(room, browser, {})
    kept = browser.fill(place, {"username": "intake1", "password": PASSWORD}).headers["location"]
    assert browser.fill(kept, {}, to="/test/form").text == "written"
    assert room.written[0]["text"] == TEXT


def test_the_page_it_was_filled_in_on_gets_it_back(room: Room, browser: Browser) -> None:
    place = late(room, browser, {"back": "/test/form"})
    back = browser.fill(place, {"username": "intake1", "password": PASSWORD}).headers["location"]
    assert back.startswith("/test/form?kept=")
    assert f"“{TEXT}”" in browser.get(back).text
    assert f"“{TEXT}”" not in browser.get(back).text


def test_nobody_else_gets_it(room: Room, browser: Browser) -> None:
    place = late(room, browser, {})
    room.give_password("reviewer1")
    kept = browser.fill(place, {"username": "reviewer1", "password": PASSWORD}).headers["location"]
    assert browser.get(kept).status_code == 404
    assert len(room.world.rows("kept_form")) == 1


def test_nothing_is_kept_for_strangers_nor_of_a_form_from_elsewhere(room: Room, browser: Browser) -> None:
    stranger = room.browser()
    assert stranger.web.post("/test/form", data={"text": TEXT}).headers["location"] == "/login"
    room.later(minutes=31)
    browser.web.post("/test/form", data={"text": TEXT, "csrf": "0" * 64})
    browser.web.post("/test/form", content=b"\xff" * 300_000)
    assert room.world.rows("kept_form") == []


def test_no_more_are_kept_than_ten(room: Room, browser: Browser) -> None:
    csrf = browser.get("/test/form").text.partition('value="')[2].partition('"')[0]
    room.later(minutes=31)
    for _ in range(12):
        browser.web.post("/test/form", data={"csrf": csrf, "text": TEXT})
    assert len(room.world.rows("kept_form")) == 10


def test_an_act_asks_again_who_it_is_and_then_the_form_goes_on(room: Room, browser: Browser) -> None:
    csrf = browser.get("/test/form").text.partition('value="')[2].partition('"')[0]
    asked = browser.web.post("/test/act", data={"csrf": csrf, "text": TEXT})
    assert asked.headers["location"].startswith("/step-up?next=%2Fkept%2F")
    assert room.written == []
    wrong = browser.fill(asked.headers["location"], {"password": "not the password"})
    assert wrong.status_code == 403
    assert "还可再试 4 次" in wrong.text
    kept = browser.fill(asked.headers["location"], {"password": PASSWORD}).headers["location"]
    assert browser.fill(kept, {}, to="/test/act").text == "done"
    room.later(minutes=9)
    assert browser.web.post("/test/act", data={"csrf": csrf}).text == "done"
    room.later(minutes=1)
    assert browser.web.post("/test/act", data={"csrf": csrf}).status_code == 303
    assert room.happened("intake1").count("stepped_up") == 1


def test_an_act_from_elsewhere_does_not_even_ask(room: Room, browser: Browser) -> None:
    assert browser.web.post("/test/act", data={"csrf": "0" * 64, "text": TEXT}).status_code == 403
    assert room.world.rows("kept_form") == []


def test_one_session_is_not_stepped_up_by_another(room: Room, browser: Browser) -> None:
    other = room.browser()
    other.sign_in()
    other.fill("/step-up?next=/test/form", {"password": PASSWORD})
    csrf = browser.get("/test/form").text.partition('value="')[2].partition('"')[0]
    assert browser.web.post("/test/act", data={"csrf": csrf}).status_code == 303
