"""Debian's Chromium without a screen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic")


def program() -> str:
    """Where it is. Raises FileNotFoundError where Debian's package is not installed."""
    found = shutil.which("chromium")
    if found is None:
        raise FileNotFoundError("chromium is not installed: apt-get install chromium fonts-wqy-zenhei")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that is closed at the end."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program(), args=list(ARGUMENTS))
        try:
            yield started
        finally:
            started.close()


@contextmanager
def with_large_letters(browser: Browser) -> Iterator[Browser]:
    """Another one, whose user has set letters of twice the usual size."""
    args = [*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    started = browser.browser_type.launch(executable_path=program(), args=args)
    try:
        yield started
    finally:
        started.close()
