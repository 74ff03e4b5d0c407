"""Days taken: median, ninetieth percentile, the longest and the late, counted by hand on small worlds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from claims.queries import REPORTS, query
from claims.store.rows import Row
from tests.support.casebook import Case
from tests.support.world import World
from workflows.asking import ask, hold_still
from workflows.reporting import Span, report
from workflows.transaction import reading

YEAR = Span(date(2024, 1, 1), date(2024, 12, 31))
START = date(2024, 2, 20)


def taken(world: World, days: Sequence[int], *, late: int = 0, start: date = START) -> Row:
    """The line of T8 where that many cases took so many days each."""
    for place, count in enumerate(days):
        case = Case(world, "confirmed", f"TL-2024-{800 + place:06d}")
        clock = case.clock("T8", start)
        closed_on = start + timedelta(days=count)
        state = "late" if place < late else "met"
        clock.update(state=state, closed_on=closed_on, closed_by=f"{case.no}#1", next_wake_on=None)
        case.save()
    return next(row for row in report(world.desk, "days_taken", YEAR).rows if row["code"] == "T8")


@pytest.mark.parametrize(
    ("days", "median", "p90", "longest"),
    [
        ([7], 7, 7, 7),
        ([3, 9], 3, 9, 9),
        ([5, 1, 3], 3, 5, 5),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 9, 10),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 40], 6, 10, 40),
        ([0, 0, 10, 10], 0, 10, 10),
    ],
)
def test_median_and_ninetieth_percentile_are_those_of_the_nearest_rank(
    world: World, days: list[int], median: int, p90: int, longest: int
) -> None:
    row = taken(world, days)
    assert (row["closed"], row["days_median"], row["days_p90"], row["days_longest"]) == (
        len(days),
        median,
        p90,
        longest,
    )


def test_days_are_counted_over_a_leap_day_and_over_the_turn_of_a_year(world: World) -> None:
    assert taken(world, [10], start=date(2024, 2, 20))["days_longest"] == 10


@pytest.mark.parametrize("start", [date(2023, 12, 20), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)])
def test_any_day_is_counted_to_any_other(world: World, start: date) -> None:
    for length in (1, 2, 12, 65, 300):
        if (start + timedelta(days=length)).year == 2024:
            break
    assert taken(world, [length], start=start)["days_longest"] == length


def test_late_ones_are_counted_and_those_still_running_past_their_day_are_told_apart(world: World) -> None:
    running = Case(world, "investigating", "TL-2024-000700")
    running.clock("T8", date(2024, 3, 1))
    running.save()
    row = taken(world, [4, 6, 50], late=1)
    assert (row["closed"], row["late"], row["overdue"]) == (3, 1, 1)
    assert (row["days_median"], row["days_longest"]) == (6, 50)


def test_postgresql_counts_alike(pg_world: World) -> None:
    row = taken(pg_world, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 40], late=2)
    assert row == {
        "period": "", "grouped": "", "code": "T8", "closed": 11, "days_median": 6, "days_p90": 10, "days_longest": 40,
        "late": 2, "overdue": 0,
    }  # fmt: skip
    assert all(type(row[name]) is int for name in ("closed", "days_median", "late"))


def test_reports_asked_together_see_one_state_though_somebody_writes_meanwhile(pg_world: World) -> None:
    with reading(pg_world.desk) as connection:
        hold_still(connection)
        asked = query(REPORTS, "reports_received")
        before = ask(connection, asked, YEAR.values)
        Case(pg_world, "reported").save()
        assert ask(connection, asked, YEAR.values) == before == []
    assert report(pg_world.desk, "reports_received", YEAR).totals[0]["reports"] == 1
