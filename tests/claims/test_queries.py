"""Every question says what it asks, and is written so that both databases understand it alike."""

from __future__ import annotations

import re

import pytest

from claims.errors import BadInput
from claims.queries import AUDIT, POPULATIONS, REPORTS, TEXT, YUAN, Query, queries, query

FOLDERS = (REPORTS, AUDIT, POPULATIONS)
ALL = [(folder, one) for folder in FOLDERS for one in queries(folder)]
NAMES = [f"{folder}/{one.name}" for folder, one in ALL]
# What only one of the two databases has, or what they understand differently.
OF_ONE_DATABASE = re.compile(
    r"\b(julianday|strftime|date_trunc|to_char|percentile_cont|group_concat|string_agg|extract|ilike|instr|strpos|now|ifnull)\b"
    r"|::|\bDATE\s*\(|\bLIMIT\b",
    re.IGNORECASE,
)
SPAN = {"from_on", "to_on", "by", "each", "platform", "industry"}
AUDITED = {"from_on", "to_on", "near_limit", "rest_days", "rest_halves", "night_hours"}
PLACED = re.compile(r"placed AS \(.*?\n\)", re.DOTALL)


@pytest.mark.parametrize(("folder", "one"), ALL, ids=NAMES)
def test_a_question_says_what_it_is_and_asks_in_words_of_both(folder: str, one: Query) -> None:
    headings = {REPORTS: ("标题", "问题", "计入", "日期"), AUDIT: ("标题", "轻重", "为什么", "误报")}
    assert all(one.said(heading) for heading in headings.get(folder, ("标题", "计入", "日期")))
    code = "\n".join(line for line in one.sql.splitlines() if not line.startswith("--"))
    assert OF_ONE_DATABASE.search(code) is None
    asked = set(re.findall(r"(?<![:\w]):([a-z_]+)", one.sql))
    assert asked <= {REPORTS: SPAN, AUDIT: AUDITED, POPULATIONS: {"from_on", "to_on"}}[folder]
    assert "to_on" in asked


@pytest.mark.parametrize("one", queries(REPORTS), ids=lambda one: one.name)
def test_a_report_has_columns_with_units_and_is_placed_in_periods_as_all_others(one: Query) -> None:
    assert one.figures
    for column in one.columns:
        assert (column.unit == YUAN) == column.name.endswith("_fen")
        assert column.unit != TEXT or column.vocabulary
    placed = PLACED.findall(one.sql)
    assert placed == PLACED.findall(queries(REPORTS)[0].sql)
    assert len(placed) == 1


def test_titles_fit_the_name_of_a_sheet_and_are_told_apart() -> None:
    titles = [one.title for one in queries(REPORTS)]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)


def test_an_unknown_question_is_refused() -> None:
    with pytest.raises(BadInput, match="没有叫"):
        query(REPORTS, "../audit/overrides")
