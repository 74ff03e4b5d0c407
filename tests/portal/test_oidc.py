"""Signing in at the authority's own identity provider: only linked accounts, and only by an answer that proves itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from claims.errors import BadInput, Refused
from claims.settings import OidcProvider
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, Provider, query, running_provider
from tests.support.sign_ins import helped
from tests.support.staff_room import Browser, Room, room_of
from tests.support.world import sqlite_world
from workflows.sign_in_office import Help, Helped


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider on this machine."""
    with running_provider() as made:
        yield made


@pytest.fixture
def room(provider: Provider, tmp_path: Path) -> Iterator[Room]:
    """A room whose people come from the provider; staff-0001 is intake1."""
    settings = OidcProvider(provider.issuer, CLIENT_ID, CLIENT_SECRET)
    with sqlite_world(tmp_path) as world, room_of(world, oidc=settings, totp="required") as made:
        provider.now = int(world.moment.timestamp())
        asked = Helped("intake1", "admin1", world.moment, issuer=provider.issuer, subject="staff-0001")
        helped(made.desk, Help.LINK, asked)
        yield made


def go(browser: Browser, provider: Provider, after: str = "/test/form") -> str:
    """The address to which the provider sends the browser back."""
    asked = browser.get(f"/login/oidc?next={after}")
    assert asked.status_code == 303
    place, given = provider.authorize(asked.headers["location"])
    return f"{urlsplit(place).path}?{query(given)}"


def test_a_linked_person_is_in_and_sees_the_page_asked_for(room: Room, provider: Provider) -> None:
    browser = room.browser()
    assert "统一身份认证" in browser.get("/login").text
    done = browser.get(go(browser, provider))
    assert (done.status_code, done.headers["location"]) == (303, "/test/form")
    assert "intake1" in browser.get("/test/form").text
    assert room.world.rows("sign_in_session")[0]["way"] == "oidc"
    assert "__Host-claims-oidc" not in browser.cookies()


def test_what_is_asked_has_pkce_state_and_nonce_which_differ_each_time(room: Room, provider: Provider) -> None:
    browser = room.browser()
    asked = [parse_qs(urlsplit(browser.get("/login/oidc").headers["location"]).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
        assert len(asked[0][name][0]) == 43
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert len({asked[0][name][0] for name in ("state", "nonce", "code_challenge")}) == 3


def test_who_is_not_linked_does_not_get_in(room: Room, provider: Provider) -> None:
    provider.subject = "staff-0002"
    browser = room.browser()
    answer = browser.get(go(browser, provider))
    assert answer.status_code == 403
    assert "没有关联" in answer.text
    assert browser.get("/test/form").status_code == 303
    assert room.happened(None) == ["oidc_refused"]


def test_a_linked_account_without_a_post_does_not_get_in(room: Room, provider: Provider) -> None:
    room.world.execute("UPDATE post SET valid_to = '2024-10-09' WHERE username = 'intake1'")
    browser = room.browser()
    assert "今天没有岗位" in browser.get(go(browser, provider)).text


LIES = {
    "another issuer": {"iss": "https://evil.example"},
    "for another": {"aud": "another"},
    "for several, not by us": {"aud": [CLIENT_ID, "another"], "azp": "another"},
    "another nonce": {"nonce": "x"},
    "no nonce": {"nonce": None},
    "too old": {"exp": 1},
    "no end": {"exp": None},
    "no subject": {"sub": None},
    "a number for a subject": {"sub": 7},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_token_that_says_something_else_is_not_believed(
    room: Room, provider: Provider, lie: dict[str, object]
) -> None:
    provider.changed = dict(lie)
    browser = room.browser()
    answer = browser.get(go(browser, provider))
    assert (answer.status_code, "没有通过" in answer.text) == (403, True)
    assert browser.get("/test/form").status_code == 303
    assert "oidc_refused" in room.happened(None)


def test_a_token_that_another_key_signed_is_not_believed(room: Room, provider: Provider) -> None:
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
    browser = room.browser()
    assert browser.get(go(browser, provider)).status_code == 403


def test_an_answer_is_good_in_the_browser_that_asked_and_once(room: Room, provider: Provider) -> None:
    one, other = room.browser(), room.browser()
    back = go(one, provider)
    go(other, provider)
    assert other.get(back).status_code == 403
    assert other.get("/test/form").status_code == 303
    assert one.get(back).status_code == 303
    assert one.get(back).status_code == 403


def test_the_code_of_another_is_not_taken_in_ones_own_answer(room: Room, provider: Provider) -> None:
    one, thief = room.browser(), room.browser()
    stolen = parse_qs(urlsplit(go(one, provider)).query)["code"][0]
    own = parse_qs(urlsplit(go(thief, provider)).query)
    assert thief.get(f"/login/oidc/back?{query({'code': stolen, 'state': own['state'][0]})}").status_code == 403


@pytest.mark.parametrize("asked", ["", "?state=x", "?code=x", "?error=access_denied", "?state=%00&code=%0d%0a"])
def test_an_answer_that_nobody_asked_for_is_refused(room: Room, asked: str) -> None:
    assert room.browser().get(f"/login/oidc/back{asked}").status_code == 403


def test_our_secret_follows_nobody_elsewhere(room: Room, provider: Provider) -> None:
    with running_provider() as elsewhere:
        provider.redirects_to = f"{elsewhere.issuer}/token"
        browser = room.browser()
        assert browser.get(go(browser, provider)).status_code == 403
        assert elsewhere.asked == []


def test_a_provider_that_is_away_is_said_to_be_and_the_password_still_works(tmp_path: Path) -> None:
    away = OidcProvider("http://127.0.0.1:1", CLIENT_ID, CLIENT_SECRET)
    with sqlite_world(tmp_path) as world, room_of(world, oidc=away) as room:
        browser = room.browser()
        assert "没有通过" in browser.get("/login/oidc").text
        assert browser.sign_in().status_code == 303


def test_without_https_a_provider_elsewhere_is_not_asked(tmp_path: Path) -> None:
    with sqlite_world(tmp_path) as world, room_of(world, oidc=OidcProvider("http://id.example", CLIENT_ID)) as room:
        assert room.browser().get("/login/oidc").status_code == 403
        assert room.world.rows("security_event")[0]["detail"] == "endpoint_unsafe"


def test_without_a_provider_there_is_no_such_page(tmp_path: Path) -> None:
    with sqlite_world(tmp_path) as world, room_of(world) as room:
        browser = room.browser()
        assert browser.get("/login/oidc").status_code == browser.get("/login/oidc/back").status_code == 404
        assert "统一身份认证" not in browser.get("/login").text


@pytest.mark.parametrize(
    ("by", "username", "subject", "code"),
    [
        ("intake1", "intake2", "staff-0009", "sign_ins_not_yours"),
        ("admin1", "nobody", "staff-0009", "no_such_account"),
        ("admin1", "intake2", "staff-0001", "oidc_linked_already"),
        ("admin1", "intake1", "staff-0009", "oidc_linked_already"),
        ("admin1", "intake2", "", "oidc_subject_form"),
        ("admin1", "intake2", "a\x00b", "oidc_subject_form"),
    ],
)
def test_one_person_there_is_one_account_here(
    room: Room, provider: Provider, by: str, username: str, subject: str, code: str
) -> None:
    with pytest.raises((Refused, BadInput)) as refused:
        helped(room.desk, Help.LINK, Helped(username, by, room.world.moment, issuer=provider.issuer, subject=subject))
    assert refused.value.code == code
    assert len(room.world.rows("account_link")) == 1
