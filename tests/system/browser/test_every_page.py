"""Every page that somebody inside can open: no serious fault of accessibility, nothing wider than its window, no error told."""

from __future__ import annotations

from collections import deque

import pytest

from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.support.every_page import acts_of, kind_of
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
NO_CASES = ("appraisal1", "investigator1", "auditor1", "admin1")  # or only some: what they have is linked
LINKS = "[...document.querySelectorAll('main a[href^=\"/\"], nav a[href^=\"/\"]')].map(one => one.getAttribute('href'))"


def is_page(someone: Person, address: str) -> bool:
    """Whether it is read in the browser, and not taken out as a file or looked at as a picture."""
    answer = someone.page.request.get(someone.house.server.url + address)
    return "html" in answer.headers.get("content-type", "")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_page_can_be_read_by_everybody(width: int, house: House, enter: Enter) -> None:
    seen: set[str] = set()
    for username in CLERKS:
        someone = enter(Way(width), username)
        waiting = deque(someone.page.evaluate(LINKS))
        waiting.extend(acts_of(house.office, username) if username not in NO_CASES else ())
        while waiting:
            address = waiting.popleft()
            if kind_of(address) not in seen:
                seen.add(kind_of(address))
                if is_page(someone, address):
                    someone.open(address)
                    waiting.extend(someone.page.evaluate(LINKS))
    assert {"/desk/cases/~/awards", "/desk/letters/~/letter-~", "/audit/entries/~", "/admin/jobs"} <= seen
