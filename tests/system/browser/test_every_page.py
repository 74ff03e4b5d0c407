"""Every page that somebody can open: no serious fault of accessibility, nothing wider than its window, no error told."""

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
# A stranger; who lacks papers; who has been graded and paid; somebody of a platform.
OUTSIDE = ("", "rider:47", "rider:2", "meituan")
STARTS = {"": ("/", "/gallery", "/login")}  # where somebody begins who is led to no page by signing in
NO_CASES = ("appraisal1", "investigator1", "auditor1", "admin1")  # or only some: what they have is linked
REACHED = {
    "/desk/cases/~/awards", "/desk/letters/~/letter-~", "/audit/entries/~", "/admin/jobs", "/p/reports/~", "/p/allowance",
    "/p/api/notices", "/api/v~/docs", "/r/report/~", "/r/cases/~/papers", "/r/cases/~/letters/letter-~", "/verify/~",
    "/r/cases/~/money", "/r/cases/~/object", "/r/cases/~/objectabout=third_party", "/r/me",
}  # fmt: skip
LINKS = "[...document.querySelectorAll('main a[href^=\"/\"], nav a[href^=\"/\"]')].map(one => one.getAttribute('href'))"


def is_page(someone: Person, address: str) -> bool:
    """Whether it is read in the browser, and not taken out as a file or looked at as a picture."""
    answer = someone.page.request.get(someone.house.server.url + address)
    return "html" in answer.headers.get("content-type", "")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_page_can_be_read_by_everybody(width: int, house: House, enter: Enter) -> None:
    seen: set[str] = set()
    for username in (*CLERKS, *OUTSIDE):
        someone = enter(Way(width), username)
        waiting = deque(STARTS.get(username, ()) or someone.page.evaluate(LINKS))
        waiting.extend(acts_of(house.office, username) if username in CLERKS and username not in NO_CASES else ())
        while waiting:
            address = waiting.popleft()
            if kind_of(address) not in seen:
                seen.add(kind_of(address))
                if is_page(someone, address):
                    someone.open(address)
                    waiting.extend(someone.page.evaluate(LINKS))
    assert seen >= REACHED
