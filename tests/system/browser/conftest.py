"""Browsers and houses for the tests of journeys: one Chromium, one replay of the pilot, a copy of it for every module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.support.browsing.chromium import chromium
from tests.support.browsing.house import House, served
from tests.support.browsing.person import Person, Way, person
from tests.support.offices import Office, office
from workflows.sealing import seal_all

Enter = Callable[..., Person]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one a test worker, to its end; its loop runs in this thread. Everybody has a context of his own."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The whole pilot, replayed once and sealed; for modules to copy, not to change."""
    with office(tmp_path_factory.mktemp("pilot")) as made:
        seal_all(made.desk)
        yield made


@pytest.fixture(scope="module")
def house(pilot: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The portal of this module, on a copy of the pilot."""
    with served(pilot, tmp_path_factory.mktemp("house") / "var") as made:
        yield made


@pytest.fixture
def enter(browser: Browser, house: House) -> Iterator[Enter]:
    """Lets somebody come to a browser: `enter(way, username)`."""
    with ExitStack() as stack:

        def come(way: Way, username: str = "") -> Person:
            return stack.enter_context(person(browser, house, way, username))

        yield come
