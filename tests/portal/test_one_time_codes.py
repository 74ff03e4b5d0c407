"""One-time codes: set up by their owner, asked for after the password, taken once; recovery codes; required in production."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from claims.errors import BadInput, Refused
from claims.settings import Settings, SignInSettings
from portal.app import make_app
from tests.support.at_once import at_once
from tests.support.keys import TEST_KEYS
from tests.support.limitless import Limitless
from tests.support.staff_room import PASSWORD, Browser, Room, room_of
from tests.support.web_client import WebClient
from tests.support.world import furnished_world, sqlite_world
from workflows.credentials import CodeIs, take_code
from workflows.one_time_codes import STEP_SECONDS, code_at, step_of
from workflows.opening import open_desk, set_up
from workflows.transaction import Desk, in_one_transaction

RECOVERY = re.compile(r"<code>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</code>")


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Room]:
    """A room where codes are required."""
    with sqlite_world(tmp_path) as world, room_of(world, totp="required") as made:
        yield made


def enrol(room: Room) -> tuple[Browser, list[str]]:
    """The first sign-in of intake1, who sets up codes; returns the recovery codes too."""
    browser = room.browser()
    asked = browser.sign_in(after="/test/form").headers["location"]
    assert asked == "/login/enrol?next=%2Ftest%2Fform"
    browser.get(asked)
    done = browser.fill(asked, {"code": room.code("intake1")}, to="/login/enrol")
    assert done.status_code == 200, done.text
    assert 'href="/test/form"' in done.text
    return browser, RECOVERY.findall(done.text)


def test_where_codes_are_required_the_first_sign_in_sets_them_up(strict: Room) -> None:
    browser, recovery = enrol(strict)
    assert "intake1" in browser.get("/test/form").text
    assert len(recovery) == len(set(recovery)) == 10
    assert strict.happened("intake1") == ["totp_set", "signed_in"]


def test_half_way_in_nothing_is_open(strict: Room) -> None:
    browser = strict.browser()
    browser.sign_in()
    for page in ("/test/form", "/me/security", "/me/security/password", "/me/security/totp", "/step-up"):
        assert browser.get(page).headers["location"].startswith("/login?next="), page
    assert browser.web.post("/test/form", data={"csrf": "x"}).status_code == 303
    assert strict.written == []


def test_the_qr_code_is_drawn_in_the_page_and_needs_nothing_from_elsewhere(strict: Room) -> None:
    browser = strict.browser()
    browser.sign_in()
    first, second = browser.get("/login/enrol").text, browser.get("/login/enrol").text
    assert "<svg" in first
    assert "style=" not in first
    assert re.findall(r"<script(?! src=\"/static/)", first) == []
    shown = re.findall(r"<code>([A-Z2-7 ]+)</code>", first)
    assert shown == re.findall(r"<code>([A-Z2-7 ]+)</code>", second)
    assert len(shown[0].replace(" ", "")) == 32


def test_the_second_sign_in_asks_for_a_code_and_gives_another_token(strict: Room) -> None:
    enrol(strict)
    strict.later(minutes=1)
    browser = strict.browser()
    asked = browser.sign_in(after="/test/form").headers["location"]
    assert asked == "/login/code?next=%2Ftest%2Fform"
    half = browser.cookies()["__Host-claims"]
    assert 'autocomplete="one-time-code"' in browser.get(asked).text
    done = browser.fill(
        asked, {"code": f" {strict.code('intake1')[:3]} {strict.code('intake1')[3:]}"}, to="/login/code"
    )
    assert done.headers["location"] == "/test/form"
    assert browser.cookies()["__Host-claims"] != half
    assert browser.get("/test/form").status_code == 200
    thief = strict.browser()
    thief.web.cookies.set("__Host-claims", half)
    assert thief.get("/login/code").status_code == 303
    assert thief.get("/test/form").status_code == 303


def test_a_code_is_taken_once_also_in_another_browser(strict: Room) -> None:
    enrol(strict)
    strict.later(minutes=1)
    one, other = strict.browser(), strict.browser()
    one.sign_in()
    other.sign_in()
    code = strict.code("intake1")
    assert one.fill("/login/code", {"code": code}).status_code == 303
    answer = other.fill("/login/code", {"code": code})
    assert answer.status_code == 403
    assert "已经用过" in answer.text
    assert "code_replayed" in strict.happened("intake1")
    strict.later(seconds=STEP_SECONDS)
    assert other.fill("/login/code", {"code": code}).status_code == 403
    assert other.fill("/login/code", {"code": strict.code("intake1")}).status_code == 303


def test_the_code_that_set_it_up_opens_nothing_more(strict: Room) -> None:
    enrol(strict)
    browser = strict.browser()
    browser.sign_in()
    assert "已经用过" in browser.fill("/login/code", {"code": strict.code("intake1")}).text


@pytest.mark.parametrize(
    "code", ["", "000000", "12345", "1234567", "abcdef", "１２３４５６", "9" * 10_000, "\u202e123456"]
)
def test_a_wrong_code_is_counted_by_itself_and_locks(strict: Room, code: str) -> None:
    enrol(strict)
    strict.later(minutes=1)
    browser = strict.browser()
    browser.sign_in()
    told = [browser.fill("/login/code", {"code": code}) for _ in range(6)]
    assert "还可再试 4 次" in told[0].text
    assert [one.status_code for one in told[-2:]] == [429, 429]
    assert browser.fill("/login/code", {"code": strict.code("intake1")}).status_code == 429
    assert strict.browser().sign_in().status_code == 303  # the password is another matter
    again = strict.browser()
    again.sign_in()
    assert again.fill("/login/code", {"code": strict.code("intake1")}).status_code == 429


def test_a_recovery_code_stands_for_a_lost_telephone_once(strict: Room) -> None:
    _, recovery = enrol(strict)
    browser, other = strict.browser(), strict.browser()
    browser.sign_in()
    other.sign_in()
    typed = recovery[3].upper().replace("-", " ")
    assert browser.fill("/login/code", {"code": typed}).status_code == 303
    assert other.fill("/login/code", {"code": recovery[3]}).status_code == 403
    assert other.fill("/login/code", {"code": recovery[4]}).status_code == 303
    assert "备用码还剩 8 个" in other.get("/me/security").text
    assert not [code for code in recovery if code in strict.world.one("credential_private")["body"]]


def test_who_knows_only_the_password_does_not_change_the_telephone(strict: Room) -> None:
    enrol(strict)
    thief = strict.browser()
    thief.sign_in()
    thief.get("/login/enrol")
    answer = thief.fill("/login/enrol", {"code": strict.code("intake1")})
    assert answer.status_code == 422
    assert "半路上不能更换" in answer.text


def test_the_page_for_a_new_telephone_is_shown_only_to_who_has_shown_himself_again(strict: Room) -> None:
    browser, _ = enrol(strict)
    other = strict.browser()
    strict.later(minutes=1)
    other.sign_in()
    other.fill("/login/code", {"code": strict.code("intake1")})
    assert browser.get("/me/security/totp").headers["location"].startswith("/step-up")
    browser.fill("/step-up?next=/me/security/totp", {"password": PASSWORD})
    assert "<svg" in browser.get("/me/security/totp").text
    with strict.desk.engine.connect().execution_options(reading=True) as connection:
        from workflows.credentials import credentials_of

        pending = credentials_of(connection, "intake1").pending
    strict.later(minutes=1)
    done = browser.fill("/me/security/totp", {"code": code_at(str(pending), strict.world.moment)})
    assert len(RECOVERY.findall(done.text)) == 10
    assert browser.get("/test/form").status_code == 200
    assert other.get("/test/form").status_code == 303


def test_an_act_is_confirmed_by_a_code_too_and_not_by_the_same_one_twice(strict: Room) -> None:
    browser, _ = enrol(strict)
    assert browser.fill("/step-up?next=/test/form", {"code": strict.code("intake1")}).status_code == 403
    strict.later(minutes=1)
    code = strict.code("intake1")
    assert browser.fill("/step-up?next=/test/form", {"code": code}).headers["location"] == "/test/form"
    assert browser.fill("/step-up?next=/test/form", {"code": code}).status_code == 403


def test_the_half_way_lasts_ten_minutes(strict: Room) -> None:
    enrol(strict)
    browser = strict.browser()
    browser.sign_in()
    strict.later(minutes=10)
    assert browser.get("/login/code").headers["location"].startswith("/login?next=")


def test_where_they_are_optional_who_has_them_is_asked_and_others_are_not(room: Room) -> None:
    browser = room.browser()
    assert browser.sign_in(after="/test/form").headers["location"] == "/test/form"


def test_clocks_may_differ_by_half_a_minute_and_no_more() -> None:
    at = datetime(2026, 3, 16, 1, 0, 0, tzinfo=UTC)
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    now = int(at.timestamp()) // STEP_SECONDS
    codes = {away: code_at(secret, datetime.fromtimestamp((now + away) * STEP_SECONDS, UTC)) for away in range(-2, 3)}
    assert {away: step_of(secret, code, at) for away, code in codes.items()} == {
        -2: None, -1: now - 1, 0: now, 1: now + 1, 2: None,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_ten_at_once_one_code_lets_one_in(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    opened = (
        sqlite_world(tmp_path) if kind == "sqlite" else furnished_world(request.getfixturevalue("bureau_url"), tmp_path)
    )
    with opened as world, room_of(world, totp="required") as room:
        enrol(room)
        room.later(minutes=1)
        code = room.code("intake1")
        desk = replace(room.desk, attempts=50)

        def take() -> CodeIs:
            return in_one_transaction(desk, lambda connection: take_code(connection, "intake1", code, world.moment))

        got = at_once([take for _ in range(10)])
    assert sorted(str(one) for one in got) == ["CodeIs.REPLAYED"] * 9 + ["CodeIs.RIGHT"]


def settings(folder: Path, **given: Any) -> Settings:
    """The settings of an installation in `folder`."""
    sign_in = SignInSettings(**given)
    return Settings(
        f"sqlite:///{folder / 'claims.sqlite'}", folder, "memory://", "重庆", sign_in=sign_in, data_keys=TEST_KEYS
    )


def test_production_requires_codes_and_refuses_to_do_without(tmp_path: Path) -> None:
    set_up(settings(tmp_path), "production", datetime(2026, 3, 16, tzinfo=UTC))
    desk = open_desk(settings(tmp_path))
    assert desk.totp_required
    desk.engine.dispose()
    for given, code in (
        ({"totp": "optional"}, "totp_optional_in_production"),
        ({"cheap_hashes": True}, "cheap_hashes_in_production"),
        ({"totp": "maybe"}, "totp_setting_unknown"),
    ):
        with pytest.raises((Refused, BadInput)) as refused:
            open_desk(settings(tmp_path, **given))
        assert refused.value.code == code
    assert open_password_files(tmp_path) == []


def test_a_demonstration_does_as_its_setting_says(tmp_path: Path) -> None:
    set_up(settings(tmp_path, cheap_hashes=True), "demo", datetime(2026, 3, 16, tzinfo=UTC))
    for given, required in ((None, False), ("optional", False), ("required", True)):
        desk = open_desk(settings(tmp_path, **({"totp": given} if given else {})))
        assert desk.totp_required is required
        desk.engine.dispose()
    assert open_password_files(tmp_path) == ["demo_password"]


def test_the_password_of_a_demonstration_lets_its_people_in_and_is_made_once(tmp_path: Path) -> None:
    given = settings(tmp_path, cheap_hashes=True)
    set_up(given, "demo", datetime(2026, 3, 16, tzinfo=UTC))
    path = tmp_path / "keys" / "demo_password"
    first = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    set_up(given, "demo", datetime(2026, 3, 17, tzinfo=UTC))
    assert path.read_text() == first
    desk: Desk = open_desk(given)
    with WebClient(make_app(desk, Limitless()), follow_redirects=False) as web:
        csrf = re.findall(r'name="csrf" value="(\w+)"', web.get("/login").text)[0]
        form = {"csrf": csrf, "username": "cashier2", "password": first.strip()}
        assert web.post("/login", data=form).status_code == 303
        assert "李放款" in web.get("/me/security").text
    desk.engine.dispose()


def open_password_files(folder: Path) -> list[str]:
    """The files that hold a password in the open."""
    return [path.name for path in (folder / "keys").iterdir() if "password" in path.name]
