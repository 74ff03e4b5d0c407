"""Every page that somebody inside can reach by links: no serious fault of accessibility, nothing wider than its window."""

from __future__ import annotations

import re
from collections import deque

import pytest
from playwright.sync_api import Page

from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Way
from tests.system.browser.conftest import Enter

CLERKS = (
    "chief1",
    "intake1",
    "reviewer1",
    "approver1",
    "cashier1",
    "legal1",
    "appraisal1",
    "investigator1",
    "auditor1",
    "admin1",
)
NUMBERS = re.compile(r"\d+")
LINKS = "[...document.querySelectorAll('main a[href^=\"/\"], nav a[href^=\"/\"]')].map(one => one.getAttribute('href'))"


def kind_of(address: str) -> str:
    """What an address leads to, whichever case or letter it is of; every act is a page of its own."""
    path, _, query = address.partition("#")[0].partition("?")
    act = re.search(r"do=(\w+)", query) if path.endswith("/act") else None
    return NUMBERS.sub("#", path) + (f" {act.group(1)}" if act else "")


def is_page(page: Page, address: str) -> bool:
    """Whether it is read in the browser and not taken out as a file."""
    answer = page.request.head(address)
    return "attachment" not in answer.headers.get("content-disposition", "")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_page_can_be_read_by_everybody(width: int, house: House, enter: Enter) -> None:
    seen: set[str] = set()
    for username in CLERKS:
        someone = enter(Way(width), username)
        waiting = deque([someone.page.url.removeprefix(house.server.url)])
        while waiting:
            address = waiting.popleft()
            if kind_of(address) in seen:
                continue
            seen.add(kind_of(address))
            someone.open(address)
            waiting.extend(someone.page.evaluate(LINKS))
    print(len(seen), sorted(seen))
