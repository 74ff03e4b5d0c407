"""Somebody who has never been here finds what he looks for in at most three clicks after signing in, and reads it at 200 %."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browsing.chromium import with_large_letters
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way, person
from tests.system.browser.conftest import Enter

CLICKS_MAX = 3
WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])
TWELFTH, GRADED = 12, 2
READ_LARGE = (
    (
        "intake1",
        ("/desk", "/desk/cases", "/desk/cases/new", "/desk/letters", "{case}", "{case}/evidence", "{case}/awards"),
    ),
    ("cashier1", ("/desk/payments", "/desk/payments?tab=paid", "/desk/payments/fund")),
    ("auditor1", ("/audit", "/audit/ledger", "/audit/recon", "/audit/integrity")),
    ("admin1", ("/admin", "/admin/people", "/admin/jobs")),
    ("meituan", ("/p", "/p/reports", "/p/allowance", "/p/api", "/p/api/notices", "/p/orders")),
    ("rider:2", ("/r/cases/{no}", "/r/cases/{no}/papers", "/r/cases/{no}/letters", "/r/cases/{no}/money", "/r/me")),
    ("", ("/", "/verify", "/help", "/r/login", "/api/v1/docs")),
)


class Counted:
    """Somebody whose clicks are counted."""

    def __init__(self, someone: Person) -> None:
        self.someone = someone
        self.clicks = 0

    def press(self, words: str) -> None:
        """Press what says this."""
        self.clicks += 1
        self.someone.press(words)


@WIDTHS
def test_the_case_that_falls_due_first_is_the_first_one(width: int, house: House, enter: Enter) -> None:
    clerk = Counted(enter(Way(width), "intake1"))
    first = clerk.someone.page.locator("[data-row] a").first.inner_text()
    clerk.press(first)
    clerk.someone.sees(f"· {first}", "受理…")
    assert clerk.clicks <= CLICKS_MAX


@WIDTHS
def test_why_a_rider_gets_the_amount(width: int, house: House, enter: Enter) -> None:
    clerk = Counted(enter(Way(width), "intake1"))
    clerk.someone.write("搜索案件、文书、付款、人", house.case_of(GRADED))
    clerk.press("搜索")
    clerk.press("待遇")
    clerk.press("4,943.00元 × 9个月 = 44,487.00元")
    assert clerk.clicks <= CLICKS_MAX


@WIDTHS
def test_the_letter_of_the_twelfth_case(width: int, house: House, enter: Enter) -> None:
    clerk, no = Counted(enter(Way(width), "intake1")), house.case_of(TWELFTH)
    (letter,) = house.rows("letter", claim_no=no, kind="confirmation")
    clerk.someone.write("搜索案件、文书、付款、人", no)
    clerk.press("搜索")
    clerk.press("文书")
    clerk.press(str(letter["number"]))
    clerk.someone.sees("职业伤害确认结论书", "下载 PDF")
    assert clerk.clicks <= CLICKS_MAX


@WIDTHS
def test_the_ledger_as_of_a_day(width: int, enter: Enter) -> None:
    auditor = Counted(enter(Way(width), "auditor1"))
    auditor.press("账本")
    auditor.press("截至、业务日期和筛选")
    auditor.someone.write("截至", "2024-06-30")
    auditor.press("筛选")
    auditor.someone.sees("截至 2024-06-30 24:00", "期末余额")
    assert auditor.clicks <= CLICKS_MAX


@pytest.fixture(scope="module")
def large(browser: Browser) -> Iterator[Browser]:
    with with_large_letters(browser) as started:
        yield started


@pytest.mark.parametrize(("username", "pages"), READ_LARGE)
def test_pages_at_two_hundred_percent_need_no_sideways_scroll(
    username: str, pages: tuple[str, ...], house: House, browser: Browser, large: Browser
) -> None:
    """A window of 1280 zoomed to 200 % is one of 640; somebody may also have set letters twice as large, in a window of 1280."""
    no = house.case_of(GRADED)
    for reading, width in ((browser, WIDE // 2), (large, WIDE)):
        with person(reading, house, Way(width), username) as reader:
            for path in pages:
                reader.open(path.format(case=f"/desk/cases/{no}", no=no))
    with person(large, house, Way(WIDE)) as reader:
        reader.open("/login")
        assert reader.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
