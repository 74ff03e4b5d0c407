"""The pilot to the yuan: what the formulas give is what the bureau reported, by two different files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from claims.rules import load_rules
from pilot.facts import Case
from tests.support.pilots import FIRST, PROVINCE, Replayed, only, replayed, with_grade

MONTHS = {1: 27, 2: 25, 3: 23, 4: 21, 5: 18, 6: 16, 7: 13, 8: 11, 9: 9, 10: 7, 0: 0}
OTHER_GRADES = ((4, 9), (4, 5), (20, 1), (27, 7), (27, 10), (31, 0))
REDONE, FIRST_GRADES = 27, (8, 9, 10, 0)
FREE = 60  # from this number on the file has no persons
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


@pytest.fixture(scope="module")
def regraded(quick_folder: Path) -> Iterator[Replayed]:
    """The same persons with other grades, each as a person of its own."""
    other = [with_grade(case_of(person), grade) for person, grade in OTHER_GRADES]
    first = [with_first_grade(case_of(REDONE), grade) for grade in FIRST_GRADES]
    cases = tuple(as_person(case, number) for number, case in enumerate([*other, *first], start=FREE))
    with replayed(quick_folder / "regraded", replace(FIRST, cases=cases)) as made:
        yield made


def case_of(person: int) -> Case:
    return only(FIRST, person).cases[0]


def as_person(case: Case, number: int) -> Case:
    """The same case of another person, who has another birthday and so another identity number."""
    return replace(case, person=number, born_on=case.born_on + timedelta(days=number))


def with_first_grade(case: Case, grade: int) -> Case:
    """The same case with another grade before the new appraisal."""
    assert case.appraisal
    return replace(case, appraisal=replace(case.appraisal, grade=grade))


def lump_sums_fen(made: Replayed, person: int) -> list[int]:
    """The lump sums that stand for a person."""
    items = made.rows("award_item", claim_no=made.case_of(person)["no"], code="disability_lump_sum")
    return [item["awarded_fen"] for item in items if item["state"] == "discharged"]


@pytest.mark.parametrize("place", range(len(OTHER_GRADES)), ids=[f"{person}-{grade}" for person, grade in OTHER_GRADES])
def test_another_grade_moves_the_sum_by_its_months(regraded: Replayed, place: int) -> None:
    person, grade = OTHER_GRADES[place]
    wanted_fen = MONTHS[grade] * BASES_YUAN[case_of(person).accident.on.year] * 100
    assert lump_sums_fen(regraded, FREE + place) == [wanted_fen] * (grade > 0)


@pytest.mark.parametrize("place", range(len(FIRST_GRADES)), ids=[str(grade) for grade in FIRST_GRADES])
def test_only_the_final_grade_counts(regraded: Replayed, place: int) -> None:
    appraisal = case_of(REDONE).appraisal
    assert appraisal
    assert appraisal.final_grade == 9
    assert lump_sums_fen(regraded, FREE + len(OTHER_GRADES) + place) == [9 * BASES_YUAN[2024] * 100]


def test_the_sums_of_other_grades_add_up(regraded: Replayed) -> None:
    numbers = range(FREE, FREE + len(OTHER_GRADES) + len(FIRST_GRADES))
    sums = [lump_sums_fen(regraded, number) for number in numbers]
    assert regraded.summary.lump_sum_fen == sum(map(sum, sums))
    assert regraded.summary.graded == sum(map(len, sums)) == 9
    assert all(regraded.summary.invariants.values())


def test_the_months_of_this_test_are_those_of_the_rules() -> None:
    rules = load_rules(PROVINCE)
    day = FIRST.until
    assert {grade: rules.at(f"benefits.grade_months.{grade}", day).as_int() for grade in MONTHS if grade} == {
        grade: months for grade, months in MONTHS.items() if grade
    }
