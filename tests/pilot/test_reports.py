"""The reports over the pilot: their totals are the pilot's, their parts make the whole, and the workbook is as handed in."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from claims.errors import BadInput
from claims.queries import REPORTS, queries
from claims.store.rows import Row
from tests.support.pilots import Replayed
from workflows.report_book import CONTENTS, SIGNED, report_book, report_csv
from workflows.reporting import BY, EACH, NOT_PRODUCED, TOTAL, Span, all_reports, lines, report

PILOT = Span(date(2022, 7, 1), date(2025, 6, 30))
NAMES = [one.name for one in queries(REPORTS)]
STANDING_AT_THE_END = ("open_cases_by_state_and_age",)


def by(period: str, each: str = "", **only: str) -> Span:
    return Span(PILOT.from_on, PILOT.to_on, period, each, **only)


def totals(made: Replayed, name: str, span: Span = PILOT) -> list[Row]:
    return list(report(made.desk, name, span).totals)


def keyed(row: Row, names: list[str]) -> tuple[object, ...]:
    return tuple(row[name] for name in names)


def test_the_reports_give_what_the_bureau_reported(first: Replayed) -> None:
    assert totals(first, "persons_confirmed")[0]["confirmed"] == 41 == first.summary.confirmed
    money = {row["code"]: row for row in totals(first, "persons_and_amounts_by_item")}
    assert money["disability_lump_sum"]["net_fen"] == 47_340_000 == first.summary.lump_sum_fen
    assert money["medical"]["net_fen"] == 5_080_000 == first.summary.medical_fen
    assert money["disability_lump_sum"]["persons"] == 10
    assert (money["medical"]["paid_fen"], money["medical"]["refunded_fen"]) == (5_135_320, 55_320)
    refused = [row for row in totals(first, "decisions_and_reasons") if row["result"].startswith("refuse")]
    assert sum(row["decisions"] for row in refused) == first.summary.refused
    standing = [row for row in totals(first, "appraisals_by_grade") if row["grade"]]
    assert sum(row["conclusions"] - row["replaced"] for row in standing) == first.summary.graded


@pytest.mark.parametrize("name", NAMES)
def test_the_sum_over_months_is_that_over_quarters_and_years_and_the_whole(first: Replayed, name: str) -> None:
    whole = report(first.desk, name, PILOT)
    keys = [column.name for column in whole.query.keys]
    adding = [column.name for column in whole.query.figures if column.additive]
    wanted = {keyed(row, keys): {figure: row[figure] for figure in adding} for row in whole.totals}
    for period in BY:
        for each in ("", *EACH):
            found: dict[tuple[object, ...], dict[str, int]] = {}
            for row in report(first.desk, name, by(period, each)).rows:
                sums = found.setdefault(keyed(row, keys), dict.fromkeys(adding, 0))
                for figure in adding:
                    sums[figure] += row[figure]
            assert found == wanted, (period, each)


@pytest.mark.parametrize("name", NAMES)
def test_the_platforms_together_are_all_platforms(first: Replayed, name: str) -> None:
    whole = report(first.desk, name, PILOT)
    adding = [column.name for column in whole.query.figures if column.additive]
    platforms = {row["platform"] for row in first.rows("claim")}
    parts = [row for platform in platforms for row in totals(first, name, by("", platform=platform))]
    for figure in adding:
        assert sum(row[figure] for row in parts) == sum(row[figure] for row in whole.totals)


def test_a_span_ends_with_its_last_day(first: Replayed) -> None:
    days = sorted(row["reported_on"] for row in first.rows("claim"))
    assert totals(first, "reports_received", Span(days[0], days[0]))[0]["reports"] == days.count(days[0])
    assert totals(first, "reports_received", Span(date(2022, 1, 1), date(2022, 6, 30))) == []
    with pytest.raises(BadInput, match="晚于截止日"):
        Span(date(2025, 1, 2), date(2025, 1, 1))


def test_open_cases_are_those_that_were_open_on_the_last_day(first: Replayed) -> None:
    at_the_end = {row["state"]: row["cases"] for row in totals(first, "open_cases_by_state_and_age")}
    stored = [row["state"] for row in first.rows("claim") if row["state"] in ("applied", "supplementing", "deciding")]
    assert {state: at_the_end[state] for state in stored} == {state: stored.count(state) for state in stored}
    first_report = min(row["reported_on"] for row in first.rows("claim"))
    earlier = totals(first, "open_cases_by_state_and_age", Span(first_report, first_report))
    assert [(row["state"], row["age"], row["cases"]) for row in earlier] == [("reported", "030", 1)]


def test_the_workbook_has_a_sheet_a_question_ready_to_be_signed_and_printed(first: Replayed) -> None:
    reports = all_reports(first.desk, by("year"))
    content = report_book(first.desk, reports)
    assert report_book(first.desk, all_reports(first.desk, by("year"))) == content
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == [CONTENTS, *(one.query.title for one in reports)]
    listed = [cell.value for cell in book[CONTENTS]["A"] if cell.value]
    assert set(NOT_PRODUCED) <= set(listed)
    sheet = book["各项待遇的人数与金额"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == "各项待遇的人数与金额"
    assert cells[1][0].startswith("编制机关：重庆市铜梁区")
    assert "期间：2022年7月1日至2025年6月30日（按年）" in cells[2][0]
    assert cells[4][:3] == ["期间", "待遇项目", "核定（元）"]
    whole = next(row for row in cells if row[0] == TOTAL and row[1] == "一次性伤残补助金")
    assert whole[-1] == 473_400
    assert [row[0] for row in cells if row[0] == SIGNED] == [SIGNED]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (
        1,
        0,
    )  # one page wide need not be written
    assert sheet.freeze_panes == "C6"
    assert sheet.print_title_rows == "$1:$5"
    money = next(cell for cell in sheet[6] if cell.number_format == "#,##0.00")
    assert money.border.left.style == "thin"


def test_every_cell_of_a_workbook_is_a_value_and_every_question_has_its_columns(first: Replayed) -> None:
    reports = all_reports(first.desk, by("month", "platform"))
    book = load_workbook(io.BytesIO(report_book(first.desk, reports)))
    assert [cell.coordinate for sheet in book for row in sheet for cell in row if cell.data_type == "f"] == []
    for one in reports:
        for row in (*one.rows, *one.totals):
            assert set(row) == {"period", "grouped", *(column.name for column in one.query.columns)}
            for column in one.query.figures:
                assert row[column.name] is None or type(row[column.name]) is int


def test_a_report_as_csv_has_yuan_with_two_places(first: Replayed) -> None:
    found = report(first.desk, "persons_and_amounts_by_item", PILOT)
    assert [what for what, _ in lines(found)] == ["row", "row", "grand"]
    text = report_csv(found).splitlines()
    assert text[1].split(",")[0] == "一次性伤残补助金"
    assert text[1].endswith(",473400.00")
    assert text[3] == "总计,524200.00,,55,524753.20,553.20,0.00,524200.00"


def test_an_unknown_question_names_those_that_are_known(first: Replayed) -> None:
    with pytest.raises(BadInput, match="没有叫") as refused:
        report(first.desk, "premiums", PILOT)
    assert "reports_received" in str(refused.value.facts["known"])
