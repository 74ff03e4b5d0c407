"""Two runs of a month at the same instant count it once and pay it once, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from tests.support.at_once import at_once
from tests.support.payroll import Payroll
from tests.support.world import World
from workflows.month_board import run_month
from workflows.sweep import sweep

DAY = date(2025, 1, 10)


@pytest.fixture(params=["sqlite", "postgresql"])
def bureau(request: pytest.FixtureRequest) -> World:
    """A world on each database."""
    world: World = request.getfixturevalue("world" if request.param == "sqlite" else "pg_world")
    return world


def test_runs_and_sweeps_at_once_count_a_month_once(bureau: World) -> None:
    cases = [Payroll(bureau, f"TL-2024-{place:06d}", grade=2, care_level="most") for place in (801, 802)]
    for case in cases:
        case.award("disability_allowance", "2024-10-10")
        case.award("nursing_allowance", "2024-10-10")
    cases[0].at("2025-01-10")
    runs: list[Callable[[], object]] = [
        partial(run_month, bureau.desk, "2025-01", DAY),
        partial(sweep, bureau.desk, DAY),
    ]
    at_once(runs * 2)
    sweep(bureau.desk, DAY)
    months = [(row["benefit"], row["month"]) for row in bureau.rows("instalment")]
    assert len(months) == len(set(months)) == 2 * 2 * 3
    paid = [(row["item_id"], row["month"]) for row in bureau.rows("payment")]
    assert sorted(paid) == sorted(months)
    cases[0].sound()
