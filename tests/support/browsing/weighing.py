"""What a browser is sent: how many bytes, in how many requests; and a line as slow as a telephone's."""

from __future__ import annotations

from playwright.sync_api import Page, Request

from tests.support.browsing.person import Person

KILOBYTE = 1000
SLOW_BYTES_A_SECOND = 400_000 // 8
SLOW_LATENCY_MS = 400
SLOW_PROCESSOR = 6  # times slower than this one
LARGEST_SHOWN_MS = """() => new Promise(told => new PerformanceObserver(
    list => told(list.getEntries().pop().startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))"""


class Scales:
    """Weighs what a page and its files cost on the line, heads and packed bodies, from one look to the next."""

    def __init__(self, page: Page) -> None:
        self._answered: list[Request] = []
        page.on("requestfinished", lambda request: self._answered.append(request))

    def weighed(self) -> tuple[int, int]:
        """The bytes since the last look, and how many addresses they came from; one that only leads on is none."""
        requests, self._answered[:] = list(self._answered), []
        sizes = [request.sizes() for request in requests]
        addresses = {request.url for request in requests if request.redirected_to is None}
        return sum(one["responseHeadersSize"] + one["responseBodySize"] for one in sizes), len(addresses)


def on_a_slow_line(someone: Person) -> None:
    """From now on this page comes at 400 kbit/s with 400 ms of latency, to a processor six times slower."""
    session = someone.page.context.new_cdp_session(someone.page)
    speed = {"downloadThroughput": SLOW_BYTES_A_SECOND, "uploadThroughput": SLOW_BYTES_A_SECOND}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, "latency": SLOW_LATENCY_MS, **speed})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})


def largest_shown_ms(someone: Person) -> float:
    """After how many milliseconds the largest part of the page was there."""
    return float(someone.page.evaluate(LARGEST_SHOWN_MS))
