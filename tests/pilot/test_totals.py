"""The pilot to the yuan: what the formulas give is what the bureau reported, by two different files."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from claims.rules import load_rules
from tests.support.pilots import FIRST, PROVINCE, Replayed, only, replayed, with_grade

MONTHS = {1: 27, 2: 25, 3: 23, 4: 21, 5: 18, 6: 16, 7: 13, 8: 11, 9: 9, 10: 7, 0: 0}
BASES_YUAN = {2022: 4943, 2023: 5032, 2024: 5329, 2025: 5425}


def test_the_pilots_own_file_gives_the_reported_totals(first: Replayed) -> None:
    summary = first.summary
    assert (summary.confirmed, summary.graded) == (41, 10)
    assert (summary.lump_sum_fen, summary.medical_fen) == (47_340_000, 5_080_000)
    assert summary.refused == 3


def test_the_second_decomposition_gives_the_same_totals(second: Replayed) -> None:
    summary = second.summary
    assert (summary.confirmed, summary.graded) == (41, 12)
    assert (summary.lump_sum_fen, summary.medical_fen) == (47_340_000, 5_080_000)


def by_year(made: Replayed) -> dict[int, tuple[int, int]]:
    """Grades and yuan of the lump sums that stand, by year of the accident."""
    years = {row["no"]: row["accident_on"].year for row in made.rows("claim")}
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for item in made.rows("award_item", code="disability_lump_sum", state="discharged"):
        count, yuan = found[years[item["claim_no"]]]
        found[years[item["claim_no"]]] = (count + 1, yuan + item["awarded_fen"] // 100)
    return dict(found)


def test_each_years_lump_sums_are_those_of_its_base(first: Replayed, second: Replayed) -> None:
    assert by_year(first) == {2022: (2, 79_088), 2023: (4, 181_152), 2024: (4, 213_160)}
    assert by_year(second) == {2022: (1, 44_487), 2023: (2, 80_512), 2024: (6, 234_476), 2025: (3, 113_925)}


def test_no_other_money_of_the_fund_was_paid(first: Replayed) -> None:
    paid = sum(row["amount_fen"] * {"paid": 1, "refunded": -1}.get(row["entry"], 0) for row in first.rows("transfer"))
    assert paid == first.summary.lump_sum_fen + first.summary.medical_fen == 52_420_000


def test_the_sum_of_all_awards_is_the_same_whether_read_from_items_or_from_the_ledger(second: Replayed) -> None:
    standing = second.rows("award_item", state="discharged")
    expense = sum(
        row["amount_fen"] * (row["debit"].startswith("51") - row["credit"].startswith("51"))
        for row in second.rows("transfer")
    )
    assert sum(item["awarded_fen"] for item in standing) == expense


@pytest.mark.parametrize(("person", "grade"), [(4, 9), (4, 5), (20, 1), (27, 7), (27, 10), (31, 0)])
def test_another_grade_moves_the_sum_by_its_months(folder: Path, person: int, grade: int) -> None:
    data = only(FIRST, person)
    case = data.cases[0]
    assert case.appraisal
    base_fen = BASES_YUAN[case.accident.on.year] * 100
    with replayed(folder, replace(data, cases=(with_grade(case, grade),))) as made:
        assert made.summary.lump_sum_fen == MONTHS[grade] * base_fen
        assert made.summary.graded == (grade > 0)
        assert all(made.summary.invariants.values())


@pytest.mark.parametrize("first_grade", [8, 9, 10, 0])
def test_only_the_final_grade_counts(folder: Path, first_grade: int) -> None:
    data = only(FIRST, 27)
    case = data.cases[0]
    assert case.appraisal
    assert case.appraisal.final_grade == 9
    graded = replace(case, appraisal=replace(case.appraisal, grade=first_grade))
    with replayed(folder, replace(data, cases=(graded,))) as made:
        assert (made.summary.graded, made.summary.lump_sum_fen) == (1, 9 * BASES_YUAN[2024] * 100)
        assert all(made.summary.invariants.values())


def test_the_months_of_this_test_are_those_of_the_rules() -> None:
    rules = load_rules(PROVINCE)
    day = FIRST.until
    assert {grade: rules.at(f"benefits.grade_months.{grade}", day).as_int() for grade in MONTHS if grade} == {
        grade: months for grade, months in MONTHS.items() if grade
    }
