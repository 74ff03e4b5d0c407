"""Every page that somebody can open: no serious fault of accessibility, nothing wider than its window, no error told."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

import pytest

from portal.desk.acts import act_href
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.system.browser.conftest import Enter
from workflows.moves import choices

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
OUTSIDE = (
    "",
    "rider:47",
    "rider:2",
    "meituan",
)  # a stranger; who lacks papers; who has been graded and paid; a platform
STARTS = {"": ("/", "/gallery", "/login")}  # where somebody begins who is led to no page by signing in
NO_CASES = ("appraisal1", "investigator1", "auditor1", "admin1")  # or only some: what they have is linked
# One of many that look alike: whichever case, letter, report or account.
ONE_OF_MANY = re.compile(
    r"TL-\d{4}-\d{6}|(?<=/reports/)\w+|(?<=/verify/)\w+|(?<=/admin/people/)[\w-]+|\b[A-Z]?[0-9a-f]{24}\b|\d+"
)
REACHED = {
    "/desk/cases/~/awards", "/desk/letters/~/letter-~", "/audit/entries/~", "/admin/jobs", "/p/reports/~", "/p/allowance",
    "/p/api/notices", "/api/v~/docs", "/r/report/~", "/r/cases/~/papers", "/r/cases/~/letters/letter-~", "/verify/~",
    "/r/cases/~/money", "/r/cases/~/object", "/r/cases/~/objectabout=grade", "/r/cases/~/object/draftabout=award", "/r/me",
}  # fmt: skip
LINKS = "[...document.querySelectorAll('main a[href^=\"/\"], nav a[href^=\"/\"]')].map(one => one.getAttribute('href'))"


def kind_of(address: str) -> str:
    """What an address leads to, whichever of many it is of; every act is a page of its own."""
    path, _, query = address.partition("#")[0].partition("?")
    return ONE_OF_MANY.sub("~", path) + "".join(re.findall(r"(?:do|about)=\w+", query))


def acts_of(house: House, username: str) -> Iterator[str]:
    """The pages of the acts that somebody has on one case of every state."""
    first = {str(row["state"]): str(row["no"]) for row in sorted(house.rows("claim"), key=lambda row: str(row["no"]))}
    for no in first.values():
        for choice in choices(house.office.desk, username, no):
            if not choice.possible_in:
                yield act_href(choice, no)


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
        waiting.extend(acts_of(house, username) if username in CLERKS and username not in NO_CASES else ())
        while waiting:
            address = waiting.popleft()
            if kind_of(address) not in seen:
                seen.add(kind_of(address))
                if is_page(someone, address):
                    someone.open(address)
                    waiting.extend(someone.page.evaluate(LINKS))
    assert seen >= REACHED
