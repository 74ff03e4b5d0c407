"""What every page that a browser loads must be: quiet, of this house only, no wider than its window, and without a serious
fault of accessibility."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from tests.support.browsing.examining import EXAMINED

DIGITS = re.compile(r"\d+")
NOT_OF_THE_NET = ("data", "blob", "about")
TARGET_PX = 48  # on pages for injured persons: one hand, an old telephone
SMALL = """least => !document.querySelector('link[href*="/rider"]') ? [] :
  [...document.querySelectorAll('a, button, select, summary, textarea, input:not([type=hidden])')].map(one =>
    [one, (['radio', 'checkbox'].includes(one.type) && one.closest('label') || one).getBoundingClientRect()])
  .filter(([one, box]) => box.width > 1 && box.right > 0 && (box.height < least - .5 || box.width < least - .5))
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)}: ${Math.round(box.width)} × ${Math.round(box.height)}`)"""
FAULTY_ANSWER = "Failed to load resource"


class Watch:
    """Listens to a browser context; `faults` are what should not have happened."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.faults: list[str] = []
        self._origin = origin
        self._answered: dict[str, int] = {}
        context.on("request", self._asked)
        context.on("response", self._told)
        context.on("console", self._said)
        context.on("weberror", lambda fault: self.faults.append(f"script: {fault.error}"))

    def look(self, page: Page, *, axe: bool) -> None:
        """Raises AssertionError for what is wrong with the page as it stands. With `axe` it is examined if it is new."""
        assert self.faults == []
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], f"{page.url} is {width[0]} wide in a window of {width[1]}"
        assert (small := small_targets(page)) == [], f"{page.url}:\n" + "\n".join(small)
        kind = f"{DIGITS.sub('#', page.url.partition('?')[0].removeprefix(self._origin))} {page.title()}"
        found = EXAMINED.faults(page, kind, width[1]) if axe else []
        assert found == [], f"{page.url}:\n" + "\n".join(found)

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in NOT_OF_THE_NET and f"{parts.scheme}://{parts.netloc}" != self._origin:
            self.faults.append(f"a request elsewhere: {request.url}")

    def _told(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self._answered[response.url] = response.status

    def _said(self, message: ConsoleMessage) -> None:
        """A refusal is a page of its own here, though a browser calls it a resource that did not load."""
        is_page = message.text.startswith(FAULTY_ANSWER) and message.location["url"] in self._answered
        if message.type in ("error", "warning") and not is_page:
            self.faults.append(f"console: {message.text} ({message.location['url']})")


def small_targets(page: Page) -> list[str]:
    """What there is to touch on a page for injured persons and is smaller than a finger wants."""
    return list(page.evaluate(SMALL, TARGET_PX))
