"""The help pages and the check of coverage in a browser: no serious fault of accessibility, nothing wider than its window."""

from __future__ import annotations

import pytest

from portal.help.topics import COVERED, TOPICS
from tests.support.browsing.person import NARROW, WIDE, Way
from tests.system.browser.conftest import Enter


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_help_page_can_be_read_by_everybody(width: int, enter: Enter) -> None:
    reader = enter(Way(width))
    reader.open("/help")
    for topic in TOPICS:
        reader.press(topic.title)
        reader.sees(topic.title)
        reader.open("/help")
    reader.open("/size?big=1&back=/help/steps")
    reader.sees("标准字")


def test_who_is_not_sure_is_told_the_way_without_scripts_and_by_keyboard(enter: Enter) -> None:
    reader = enter(Way(NARROW, scripts=False, keyboard=True))
    reader.open(f"/help/{COVERED}")
    reader.press("查一查")
    reader.sees("有 1 处要改")
    reader.answer("在给哪个平台干活", "美团")
    reader.choose("在哪里接的单", "上海")
    reader.answer("当时正在", "送单路上")
    reader.press("查一查")
    reader.sees("按您说的，在保障范围内")
    reader.sees("请问当地的人社部门")
