"""Plans add up to the fen whatever is divided, ages follow the day, and a set-off leaves what a person lives of."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import BadInput
from claims.receivables import (
    BUCKETS,
    NOT_DUE,
    Instalment,
    age_of,
    aged,
    instalments,
    month_end,
    most_to_set_off,
    unpaid,
)

SUMS = st.integers(min_value=1, max_value=10**12)
COUNTS = st.integers(min_value=1, max_value=60)
DAYS = st.dates(min_value=date(2022, 1, 1), max_value=date(2090, 12, 31))
DUE = date(2024, 3, 1)


@given(total_fen=SUMS, count=COUNTS, first_on=DAYS)
def test_a_plan_adds_up_and_its_parts_differ_by_a_fen_at_most(total_fen: int, count: int, first_on: date) -> None:
    if total_fen < count:
        with pytest.raises(BadInput):
            instalments(total_fen, count, first_on)
        return
    plan = instalments(total_fen, count, first_on)
    sums = [part.amount_fen for part in plan]
    assert (len(plan), sum(sums), max(sums) - min(sums) <= 1, min(sums) > 0) == (count, total_fen, True, True)
    days = [part.due_on for part in plan]
    assert days[0] == first_on
    assert all(earlier < later for earlier, later in pairwise(days))
    assert all(day.day == first_on.day or day == month_end(day) for day in days)


@given(total_fen=SUMS, count=COUNTS, first_on=DAYS, data=st.data())
def test_what_is_unpaid_and_what_came_in_are_the_plan(
    total_fen: int, count: int, first_on: date, data: st.DataObject
) -> None:
    count = min(count, total_fen)
    plan = instalments(total_fen, count, first_on)
    settled = data.draw(st.integers(0, total_fen))
    left = unpaid(plan, settled)
    assert sum(part.amount_fen for part in left) == total_fen - settled
    assert [part.due_on for part in left] == [part.due_on for part in plan][count - len(left) :]
    day = data.draw(DAYS)
    by_age = aged(left, day)
    assert list(by_age) == [NOT_DUE, *BUCKETS]
    assert sum(by_age.values()) == total_fen - settled


@pytest.mark.parametrize(
    ("late", "bucket"),
    [(-1, NOT_DUE), (0, NOT_DUE), (1, "0-30"), (30, "0-30"), (31, "31-90"), (90, "31-90"), (91, "91-365"),
     (365, "91-365"), (366, ">365")],
)  # fmt: skip
def test_an_age_begins_on_the_day_after(late: int, bucket: str) -> None:
    assert age_of(DUE, DUE + timedelta(days=late)) == bucket


@given(payable=st.integers(0, 10**9), outstanding=st.integers(0, 10**9), floor=st.integers(0, 10**9))
def test_a_set_off_leaves_the_floor_and_takes_no_more_than_is_owed(payable: int, outstanding: int, floor: int) -> None:
    most = most_to_set_off(payable, outstanding, floor)
    assert 0 <= most <= outstanding
    assert payable - most >= min(floor, payable)
    assert most == outstanding or payable - most <= max(floor, 0) or payable < floor


def test_a_plan_from_the_last_of_a_month_keeps_to_the_last_days() -> None:
    plan = instalments(1_000, 3, date(2024, 1, 31))
    assert plan == (
        Instalment(date(2024, 1, 31), 334),
        Instalment(date(2024, 2, 29), 333),
        Instalment(date(2024, 3, 31), 333),
    )
