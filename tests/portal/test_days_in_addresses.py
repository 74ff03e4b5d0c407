"""Whatever day stands in an address, a page is answered, and says which day it did not go by; a fault says its number."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from httpx2 import Response

from claims.errors import ClaimsError
from portal import turned_away
from portal.desk import cases, keys
from tests.support.access import pages
from tests.support.offices import Office, hidden_of, office, said

PERSONS = (3, 20, 27, 48)  # those of test_no_raw_codes
NAMES = (
    "asof", "at", "as_of", "from", "to", "accepted_from", "accepted_to", "on", "day", "month", "year", "after", "before",
)  # fmt: skip
EXTREMES = ("0001-01-01", "1900-01-01", "2199-12-31", "9999-12-31T23:59:59.999999Z", "2024-02-30", quote("٢٠٢٤"))
WHO = ("chief1", "intake1", "cashier1", "auditor1", "admin1", "meituan")
LEAVES = ("/logout", "/language", "/static")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("days"), *PERSONS) as made:
        yield made


def addresses(no: str) -> list[str]:
    """Every page that names nothing, or a case alone."""
    listed = [
        route.removeprefix("GET ").partition("?")[0] for one in pages() for route in one.routes if route[:3] == "GET"
    ]
    named = [one.replace("{no}", no) for one in listed]
    return [one for one in dict.fromkeys(named) if "{" not in one and not one.startswith(LEAVES)]


def test_no_day_breaks_a_page(house: Office) -> None:
    no, tried, wrong = house.replayed.case_of(PERSONS[0])["no"], set[str](), []
    for username in WHO:
        visitor = house.person(username)
        for one in addresses(no):
            if one in tried or visitor.get(one).status_code != 200:
                continue
            tried.add(one)
            for extreme in EXTREMES:
                answer = visitor.get(f"{one}?" + "&".join(f"{name}={extreme}" for name in NAMES))
                wrong += [(one, extreme)] if answer.status_code >= 500 else []
    assert wrong == []
    assert len(tried) > 50


@pytest.mark.parametrize(
    ("username", "page", "name"),
    [
        ("auditor1", "/audit", "asof"), ("auditor1", "/audit/ledger", "to"), ("auditor1", "/audit/exceptions", "from"),
        ("auditor1", "/audit/rules", "at"), ("auditor1", "/audit/access", "from"), ("chief1", "/desk/letters", "to"),
        ("chief1", "/desk/cases", "from"), ("chief1", "/desk/recoveries", "as_of"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_read_is_said(house: Office, username: str, page: str, name: str) -> None:
    visitor = house.person(username)
    for day in ("9999-12-31", "2024-02-30", "٢٠٢٤"):
        assert "读不懂" in visitor.text(f"{page}?{name}={quote(day)}"), day
    assert "读不懂" not in visitor.text(f"{page}?{name}=2025-06-30")


def test_of_a_day_before_the_rules_a_page_says_from_when_they_are(house: Office) -> None:
    answer = house.person("auditor1").get("/audit/exceptions?to=1900-01-01")
    assert (answer.status_code, "规则库只知道" in said(answer)) == (422, True)


def broken(*_given: object, **_named: object) -> Response:
    raise RuntimeError("nobody thought of it")


def lost(*_given: object, **_named: object) -> str:
    raise ClaimsError("portal_busy")


def test_a_fault_says_its_number_whom_to_ring_and_what_became_of_what_was_filled_in(
    house: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = house.person("chief1")
    form = {**hidden_of(visitor.get("/desk/keys")), "close_rows": "1", "text": "长长的说明"}
    monkeypatch.setattr(cases, "case_list", broken)
    monkeypatch.setattr(keys, "give_choice", broken)
    looked, sent = visitor.get("/desk/cases"), visitor.web.post("/desk/keys", data=form)
    for answer in (looked, sent):
        number = answer.headers["x-request-id"]
        assert answer.status_code == 500
        assert f"系统出错了。您填的内容没有丢失（编号 {number}）。请过几分钟重试，或拨打 023-" in said(answer)
    back = visitor.get(sent.text.partition('<p><a href="')[2].partition('"')[0])
    assert "长长的说明" in back.text
    monkeypatch.setattr(turned_away, "keep_form", lost)
    assert "刚才填的内容没有存下" in said(visitor.web.post("/desk/keys", data=form))
