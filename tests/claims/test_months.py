"""Months are written, counted and read without a day going astray."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.calendar import months_later
from claims.errors import BadInput
from claims.months import is_month, month_of, month_text, moved, read_month, span

MONTHS = st.dates(date(1990, 1, 1), date(2090, 12, 31)).map(month_of)


@pytest.mark.parametrize(
    ("month", "count", "wanted"),
    [("2024-12", 1, "2025-01"), ("2025-01", -1, "2024-12"), ("2024-02", 12, "2025-02"), ("2024-06", 0, "2024-06")],
)
def test_a_month_is_moved_over_the_turn_of_the_year(month: str, count: int, wanted: str) -> None:
    assert moved(month, count) == wanted


@given(MONTHS, st.integers(-500, 500))
def test_moving_there_and_back_is_nothing(month: str, count: int) -> None:
    assert moved(moved(month, count), -count) == month
    assert (moved(month, count) > month) == (count > 0)


@given(MONTHS, st.integers(-3, 60))
def test_a_span_has_every_month_once_and_in_order(first: str, count: int) -> None:
    months = list(span(first, moved(first, count)))
    assert len(months) == max(0, count + 1) == len(set(months))
    assert months == sorted(months)


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "2025-7", "2025/07", "202507", "2025-07-01", "", "二〇二五"])
def test_what_is_no_month_is_refused(text: str) -> None:
    assert not is_month(text)
    with pytest.raises(BadInput, match="不是月份"):
        read_month(text)


def test_a_month_is_read_and_said() -> None:
    assert read_month("2025-07") == "2025-07"
    assert month_text("2025-07") == "2025年7月"


@pytest.mark.parametrize(
    ("day", "count", "wanted"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 10, 8), 12, date(2025, 10, 8)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, count: int, wanted: date) -> None:
    assert months_later(day, count) == wanted
