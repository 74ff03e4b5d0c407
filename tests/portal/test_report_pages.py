"""Reports as pages: the answer in one sentence, a picture that can be read without seeing it, the table, and the files."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from claims.queries import REPORTS, queries
from portal.charts import BARS_MAX, SHARE_MAX, bar_chart
from tests.support.offices import Office, Visitor, office

PAID, OPEN = 3, 48
SPAN = "from=2022-07-01&to=2025-06-30"
NAMES = tuple(one.name for one in queries(REPORTS))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("reports"), PAID, OPEN) as made:
        yield made


@pytest.fixture(scope="module")
def chief(desk: Office) -> Visitor:
    return desk.person("chief1")


@pytest.mark.parametrize("name", NAMES)
def test_every_report_answers_and_can_be_taken_along(name: str, chief: Visitor) -> None:
    page = f"/desk/reports/{name}"
    for asked in (SPAN, f"{SPAN}&by=year&each=platform", "from=2019-01-01&to=2019-12-31"):
        text = chief.text(f"{page}?{asked}")
        assert "口径说明" in text
        assert f"claims/reports/{name}.sql" in text
    assert chief.get(f"{page}.csv?{SPAN}").content.startswith("\ufeff".encode())
    assert chief.get(f"{page}.xlsx?{SPAN}").content.startswith(b"PK")


def test_one_sentence_comes_first_and_the_picture_has_words(chief: Visitor) -> None:
    page = chief.get(f"/desk/reports/persons_confirmed?{SPAN}").text
    assert "2022-07 至 2025-06 共确认 1 人" in page
    assert page.index("共确认 1 人") < page.index("<svg class") < page.index("<table")
    assert re.search(r'role="img" aria-labelledby="chart-title chart-told"', page)
    assert re.search(r'<desc id="chart-told">确认案件 1 件', page)
    none = chief.text("/desk/reports/persons_and_amounts_by_item?from=2019-01-01&to=2019-12-31")
    assert "这段时间没有数据。" in none


def test_what_cannot_be_read_is_said_and_left_out(chief: Visitor) -> None:
    text = chief.text("/desk/reports/persons_confirmed?from=gestern&to=2025-06-30&by=day&each=street")
    for wrong in ("自“gestern”", "期间“day”", "分别列出“street”"):
        assert wrong in text
    assert "先后颠倒" in chief.text("/desk/reports/persons_confirmed?from=2025-06-30&to=2022-01-01")
    assert chief.get("/desk/reports/secrets").status_code == 404
    assert chief.get("/desk/reports/..%2Frules").status_code == 404


def test_each_has_the_reports_in_his_own_room(desk: Office, chief: Visitor) -> None:
    auditor = desk.person("auditor1")
    assert [auditor.get(f"{base}/persons_confirmed").status_code for base in ("/desk/reports", "/audit/reports")] == [
        403,
        200,
    ]
    assert chief.get("/audit/reports").status_code == 403
    assert desk.person("admin1").get("/desk/reports").status_code == 403
    exported = [row for row in desk.replayed.rows("access_log") if row["what"] == "export"]
    assert {row["username"] for row in exported} <= {"chief1"}


def test_a_chart_is_drawn_to_its_greatest_and_leaves_the_rest_to_the_table() -> None:
    assert bar_chart("空", [("一", 0, "0")]) is None
    chart = bar_chart("图", [(str(place), place - 1, str(place - 1)) for place in range(BARS_MAX + 5)])
    assert chart
    assert (len(chart.bars), chart.left_out) == (BARS_MAX, 5)
    assert chart.bars[0].negative
    assert max(bar.share for bar in chart.bars) == chart.bars[-1].share == SHARE_MAX
