"""What a stranger writes of the order stands in no case, chain or filter; the officer reads it and names the platform."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.offices import said
from tests.support.riders import report, reporting_room
from tests.support.staff_room import Browser, Room
from workflows.told_of_order import OTHER_PLATFORM, is_order_number

NAMED, NUMBER = "王大锤老板13987654321", "身份证500151199604110003"
FORMULA = '=HYPERLINK("http://evil","x")'
CLEAR = ("claim", "event", "message", "letter", "outbox", "clock", "attempt")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder: Path = tmp_path_factory.mktemp("told")
    with reporting_room(folder) as made:
        report(made.browser(), platform="other", platform_other=NAMED, order_no=NUMBER)
        report(made.browser(), platform=FORMULA, person_name="李小四", phone="13812340007", order_no="13987654321")
        made.later(minutes=1)
        yield made


@pytest.fixture(scope="module")
def officer(room: Room) -> Browser:
    web = room.browser()
    web.sign_in("intake1")
    return web


def test_what_was_typed_is_nowhere_in_clear(room: Room) -> None:
    rows = json.dumps([room.world.rows(name) for name in CLEAR], ensure_ascii=False, default=str)
    assert [text for text in (NAMED, "王大锤", NUMBER, "13987654321", "HYPERLINK") if text in rows] == []
    claims = room.world.rows("claim", channel="app")
    assert [(row["platform"], row["order_no"]) for row in claims] == [(OTHER_PLATFORM, None)] * 2
    told = [json.loads(room.world.one("claim_private", claim_no=row["no"])["body"]) for row in claims]
    assert [(one["platform_told"], one["order_told"]) for one in told] == [(NAMED, NUMBER), (FORMULA, "13987654321")]


def test_the_filter_lists_platforms_of_the_lists_only(officer: Browser) -> None:
    page = officer.get("/desk/cases").text
    assert ("HYPERLINK" in page, "王大锤" in page, OTHER_PLATFORM in page) == (False, False, True)


def test_the_officer_reads_it_and_names_the_platform(officer: Browser, room: Room) -> None:
    no = room.world.rows("claim", channel="app")[0]["no"]
    page = f"/desk/cases/{no}/identify"
    text = said(officer.get(page))
    assert NAMED in text
    assert NUMBER in text
    assert NAMED not in said(officer.get(f"/desk/cases/{no}"))
    card = {"person_name": "王一鸣", "id_number": "500151199001010003"}
    assert officer.fill(page, {**card, "platform": "美团"}).status_code == 303
    assert room.world.one("claim", no=no)["platform"] == "美团"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("MT20250302001", True),
        ("2025-0630_77", True),
        ("13987654321", False),
        ("500151199001010003", False),
        ("王一鸣", False),
        ("=1+1", False),
        ("A" * 41, False),
    ],
)
def test_an_order_number_looks_like_one(text: str, is_one: bool, room: Room) -> None:
    assert is_order_number(text, room.world.desk) is is_one
