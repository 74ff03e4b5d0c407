"""What an address asks for, and how a list is turned."""

from __future__ import annotations

import pytest

from portal.queries import page_in, turning, whole_in
from workflows.ledger_view import place_of

LIST = "/desk/cases"


@pytest.mark.parametrize(
    ("page", "total", "before", "after", "said"),
    [
        (1, 0, "", "", "第 1 页，共 1 页"),
        (1, 20, "", "", "第 1 页，共 1 页"),
        (1, 21, "", "/desk/cases?state=applied&page=2", "第 1 页，共 2 页"),
        (2, 41, "/desk/cases?state=applied&page=1", "/desk/cases?state=applied&page=3", "第 2 页，共 3 页"),
        (99, 41, "/desk/cases?state=applied&page=3", "", "第 99 页，共 3 页"),
    ],
    ids=["nothing", "one full page", "one row more", "in the middle", "behind the last"],
)
def test_a_page_knows_those_beside_it(page: int, total: int, before: str, after: str, said: str) -> None:
    told = turning(LIST, {"state": "applied", "platform": ""}, page, total, 20)
    assert told == {"before": before, "after": after, "page": said}


@pytest.mark.parametrize("text", ["", "x", "-1", "²", "١", "1" * 5000])
def test_what_is_no_number_is_the_first_page_and_nothing_else(text: str) -> None:
    assert (page_in(text), whole_in(text), place_of(f"2025-03-16.{text}")) == (1, 0, None)
