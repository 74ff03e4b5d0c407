"""Live: a page that stands open fetches the regions that changed, and leaves alone what somebody has in hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browsing.house import House, served
from tests.support.browsing.person import Person, Way, person
from tests.support.offices import office
from workflows.acting import act

OPEN = 48
ACCEPTED = {"criterion": "2021-10-1-1", "diagnosis": "左小腿软组织挫伤"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house") / "var"
    with office(tmp_path_factory.mktemp("live"), OPEN) as made, served(made, folder) as running:
        yield running


@pytest.fixture
def clerk(browser: Browser, house: House) -> Iterator[Person]:
    with ExitStack() as stack:
        yield stack.enter_context(person(browser, house, Way(), "intake1"))


def tell_changed(clerk: Person) -> None:
    """From now on the desk answers at once that the case has changed, as it does after half a minute."""
    clerk.page.route(
        "**/live/case/*",
        lambda route: route.fulfill(
            content_type="text/event-stream",
            body="retry: 200\nid: 9\nevent: changed\ndata: snapshot bar timeline letters\n\n",
        ),
    )


def test_what_changed_is_fetched_and_what_is_in_use_stays(house: House, clerk: Person) -> None:
    no = house.case_of(OPEN)
    tell_changed(clerk)
    clerk.open(f"/desk/cases/{no}/letters")
    in_use, other = clerk.beside(), clerk
    tell_changed(in_use)
    in_use.open(f"/desk/cases/{no}")
    in_use.page.locator("#live-snapshot details summary").first.click()
    assert act(house.office.desk, "intake1", no, "accept", house.office.desk.today(), ACCEPTED).done
    expect(other.page.locator("#live-snapshot h1")).to_contain_text("已受理")
    expect(other.page.locator("#live-letters")).to_contain_text("受理决定书")
    expect(other.page.locator("#wt-changed")).to_be_hidden()
    expect(in_use.page.get_by_text("有新变化，点此查看")).to_be_visible()
    expect(in_use.page.locator("#live-snapshot h1")).to_contain_text("已申请")
    expect(in_use.page.locator("#live-bar")).to_contain_text("调查终结")
    in_use.press("有新变化，点此查看")
    expect(in_use.page.locator("#live-snapshot h1")).to_contain_text("已受理")
