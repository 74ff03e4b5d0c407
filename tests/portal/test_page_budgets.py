"""What a page costs: as many statements for few cases as for many, no more than its budget, and no more bytes and requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

import pytest
from sqlalchemy import Engine

from claims.store.rows import insert_rows
from notifications.numbers import letter_series
from tests.support.casebook import NUMBER
from tests.support.fixtures.standing import standing
from tests.support.province import lay_closed, lay_open
from tests.support.staff_room import PASSWORD, Browser, Room, room_of
from tests.support.statements import statements
from tests.support.world import TODAY, sqlite_world
from workflows.letter_gaps import PAGE_SERIES

FEW_OPEN, FEW_CLOSED, MANY_OPEN, MANY_CLOSED = 10, 5, 150, 60
CASE, CLOSED = "/desk/cases/TL-2022-000001", "/desk/cases/TL-2022-000012"
OWN = f"/r/cases/{NUMBER}"
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
NEXT = re.compile(r'rel="next" href="([^"]+)"')
LETTERS = re.compile(r'data-row><a href="(/desk/letters/[^"]+)"')
KB = 1000
PAGE_ROWS, GAPS = 50, 100
THE_LAW = 1  # whether the law in force is another one than a moment ago, which every page asks
# Who looks at which page, and how many statements that may take beside.
BUDGETS: Mapping[tuple[str, str], int] = {
    ("intake1", "/desk"): 6,
    ("intake1", "/desk?only=overdue"): 6,
    ("reviewer1", "/desk"): 6,
    ("approver1", "/desk"): 6,
    ("cashier1", "/desk"): 8,
    ("legal1", "/desk"): 6,
    ("chief1", "/desk"): 7,
    ("intake1", "/desk/paused"): 3,
    ("intake1", "/desk/waiting"): 3,
    ("intake1", "/desk/cases"): 6,
    ("intake1", "/desk/search?q=000003"): 6,
    ("intake1", "/desk/search?q=赵合合"): 9,
    ("intake1", "/desk/letters"): 8,
    ("reviewer1", "/desk/approvals"): 19,
    ("cashier1", "/desk/payments"): 18 + PAGE_ROWS,
    ("intake1", CASE): 17,
    ("intake1", f"{CASE}/evidence"): 23,
    ("intake1", f"{CASE}/appraisal"): 16,
    ("intake1", f"{CASE}/awards"): 15,
    ("intake1", f"{CASE}/payments"): 17,
    ("intake1", f"{CASE}/letters"): 16,
    ("intake1", f"{CASE}/timeline"): 18,
    ("intake1", f"{CASE}/clocks"): 15,
    ("intake1", CLOSED): 23,
    ("intake1", f"{CLOSED}/payments"): 23,
    ("intake1", f"{CLOSED}/letters"): 21,
    ("auditor1", "/audit"): 30,
    ("auditor1", "/audit/ledger"): 20,
    ("admin1", "/admin"): 14,
    ("rider1", OWN): 29,  # whose telephone it is, who is to be rung, whether an account is asked for
    ("rider1", f"/r/me/bank?no={NUMBER}"): 34,
    ("platform1", "/p/orders"): 4,
}
# A guard looks in the bank's lines whether money of this payment left again, once for each that the page shows.
ASKED_OF_EACH = frozenset({("cashier1", "/desk/payments")})
# What a first visit may transfer, in kB, and in how many requests.
WEIGHTS: Mapping[tuple[str, str], tuple[int, int]] = {
    ("intake1", "/desk"): (120, 8),
    ("reviewer1", "/desk"): (120, 8),
    ("intake1", CASE): (150, 10),
    ("intake1", f"{CASE}/evidence"): (150, 10),
    ("auditor1", "/audit/ledger"): (150, 8),
    ("rider1", "/"): (30, 4),
    ("rider1", "/r/report/1"): (30, 4),
    ("rider1", OWN): (40, 5),
}
LINKED_BY_THE_DESK = 4


@dataclass(frozen=True)
class Measured:
    """The statements of pages with few cases and with many, and the browsers that look at the second."""

    few: Mapping[tuple[str, str], list[str]]
    many: Mapping[tuple[str, str], list[str]]
    browsers: Mapping[str, Browser]
    engine: Engine


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    with sqlite_world(tmp_path_factory.mktemp("budgets")) as world, room_of(world) as room:
        lay_open(world, FEW_OPEN)
        lay_closed(world, FEW_CLOSED, FEW_OPEN)
        standing(world, "settling").save()
        browsers = {username: _signed_in(room, username) for username in {username for username, _ in BUDGETS}}
        few = {page: _asked(room, browsers[page[0]], page[1]) for page in BUDGETS}
        lay_open(world, MANY_OPEN, FEW_OPEN + FEW_CLOSED)
        lay_closed(world, MANY_CLOSED, FEW_OPEN + FEW_CLOSED + MANY_OPEN)
        yield Measured(
            few, {page: _asked(room, browsers[page[0]], page[1]) for page in BUDGETS}, browsers, room.desk.engine
        )


def _signed_in(room: Room, username: str) -> Browser:
    room.give_password(username)
    browser = room.browser()
    assert browser.sign_in(username, PASSWORD).status_code == 303
    return browser


def _asked(room: Room, browser: Browser, path: str) -> list[str]:
    """The statements of a page that has been looked at before, so that nothing is written or read for the first time."""
    browser.get(path)
    with statements(room.desk.engine) as asked:
        answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return asked


@pytest.mark.parametrize(("username", "path"), list(BUDGETS))
def test_a_page_keeps_to_its_statements_however_many_cases_there_are(
    username: str, path: str, measured: Measured
) -> None:
    few, many = measured.few[username, path], measured.many[username, path]
    more = PAGE_ROWS if (username, path) in ASKED_OF_EACH else 0
    assert len(many) <= len(few) + more, "\n".join(sorted(set(many) - set(few)))
    assert len(many) <= BUDGETS[username, path] + THE_LAW, "\n".join(many)


@pytest.mark.parametrize(("username", "path"), list(WEIGHTS))
def test_a_first_visit_transfers_no_more_than_its_budget(username: str, path: str, measured: Measured) -> None:
    kilobytes, requests = WEIGHTS[username, path]
    browser = measured.browsers[username]
    page = browser.get(path)
    linked = sorted(set(LINKED.findall(page.text)))
    files = [browser.web.get(one, headers={"accept-encoding": "gzip"}) for one in linked]
    assert len(linked) >= (2 if username == "rider1" else LINKED_BY_THE_DESK), (
        "the page names its style sheets and scripts"
    )
    assert 1 + len(linked) <= requests, linked
    assert sum(int(one.headers["content-length"]) for one in (page, *files)) <= kilobytes * KB


def test_the_list_of_letters_shows_a_page_of_letters_and_of_gaps(measured: Measured) -> None:
    browser = measured.browsers["intake1"]
    first = browser.get("/desk/letters").text
    behind = browser.get(unescape(NEXT.findall(first)[0])).text
    shown = [LETTERS.findall(page) for page in (first, behind)]
    assert list(map(len, shown)) == [PAGE_ROWS] * 2
    assert not set(shown[0]) & set(shown[1])
    lost = {"series": letter_series("confirmation"), "last_serial": 1_000_000, "last_on": TODAY}
    with measured.engine.begin() as connection:
        insert_rows(connection, "series", [{**lost, "year": 1000 + place} for place in range(GAPS)])
    try:
        with statements(measured.engine) as asked:
            text = browser.get("/desk/letters?gaps=2").text
    finally:
        with measured.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM series WHERE last_serial = 1000000")
    assert (text.count("1–1000000"), "第 2 页，共 6 页" in text) == (PAGE_SERIES, True)
    assert len(asked) <= BUDGETS["intake1", "/desk/letters"] + THE_LAW


def test_the_desk_is_weighed_full(measured: Measured) -> None:
    assert measured.browsers["intake1"].get("/desk").text.count("data-row") == PAGE_ROWS
    assert "下一页" in measured.browsers["intake1"].get("/desk").text
