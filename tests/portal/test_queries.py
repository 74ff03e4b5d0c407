"""What an address asks for, and how a list is turned."""

from __future__ import annotations

import pytest

from portal.queries import turning

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
