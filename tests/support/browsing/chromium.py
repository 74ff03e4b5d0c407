"""Debian's Chromium without a screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic")
CHINESE_ARGUMENTS = ("--lang=zh-CN",)
CHINESE = {"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}


def program() -> str:
    """Where it is. Raises FileNotFoundError where Debian's package is not installed."""
    found = shutil.which("chromium")
    if found is None:
        raise FileNotFoundError("chromium is not installed: apt-get install chromium fonts-wqy-zenhei")
    return found


@contextmanager
def chromium(*, chinese: bool = False) -> Iterator[Browser]:
    """A browser that is closed at the end; `chinese`: its own words too (the fields of days and files), where Debian's
    chromium-l10n is installed, else they are English.
    """
    args, told = [*ARGUMENTS, *(CHINESE_ARGUMENTS if chinese else ())], CHINESE if chinese else {}
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program(), args=args, env={**os.environ, **told})
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
