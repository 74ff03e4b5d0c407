"""Writes docs/screens, a picture of every main page: `python -m tests.support.browsing.screens` (make screens; needs chromium).

The pilot is replayed into a temporary folder and its clock stands, so that two runs show the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE

FOLDER = Path(__file__).parent.parent.parent.parent / "docs" / "screens"
SHADES = 32
TALLEST_PX = 1600  # of a long list the first screens are enough
WIDTHS = {WIDE: "宽屏", NARROW: "手机"}
DRAFTED, DECIDED, GRADED = (
    46,
    12,
    2,
)  # a conclusion that waits for its approval, a case of 2023, one with a grade and a third party
HEAD = """# 页面

办案台、审计室和管理的主要页面，宽屏（1280 像素）和手机（390 像素）各一张；试点的合成数据，停在 2025年7月1日 10:00（`make screens` 写成本页和图片）。

| 页面 | 谁看 | 图 |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Screen:
    """A page of which there are pictures: the name of its files, what it is, who looks at it, its address."""

    name: str
    title: str
    username: str
    path: str


def screens(house: House) -> tuple[Screen, ...]:
    """The pages, those of one person together."""
    draft, decided, graded = (f"/desk/cases/{house.case_of(one)}" for one in (DRAFTED, DECIDED, GRADED))
    approval = house.rows("approval", claim_no=house.case_of(DRAFTED), act="confirm")[0]["id"]
    letter = house.rows("letter", claim_no=house.case_of(DECIDED), kind="confirmation")[0]["id"]
    paid = house.rows("transfer", claim_no=house.case_of(GRADED), entry="paid")[0]["id"]
    batch = max(str(row["no"]) for row in house.rows("batch"))
    return tuple(
        Screen(name, title, username, path)
        for username, pages in {
            "": (("login", "登录", "/login"),),
            "intake1": (
                ("desk", "今日工作台：什么快到期", "/desk"),
                ("cases", "案件：筛选和排序", "/desk/cases"),
                ("case-new", "电话、窗口登记报案", "/desk/cases/new"),
                ("case", "一个案件：现在、期限、经办、金额，能办什么", draft),
            ),
        }.items()
        for name, title, path in pages
    )
