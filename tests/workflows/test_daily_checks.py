"""The daily run of the integrity checks: once a day, at its hour, by one of many, and what it found is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from tests.support.fixtures.standing import item, standing
from tests.support.world import World
from workflows.checks.daily import CHECKS, is_due, last_run, run_daily
from workflows.health import health
from workflows.transaction import reading

TWO_IN_THE_MORNING = datetime(2024, 10, 9, 18, 0, tzinfo=UTC)
DAY = date(2024, 10, 10)
FLAW = "effective_awards_are_paid"


def with_a_flaw(world: World) -> str:
    """An award in effect that nobody has paid for too long; returns the item."""
    case = standing(world, "settling")
    row = item(case, "effective", effective_on=date(2024, 8, 1))
    case.save()
    return str(row["id"])


def test_the_checks_are_due_from_their_hour_on_and_made_once(world: World) -> None:
    world.moment = TWO_IN_THE_MORNING - timedelta(microseconds=1)
    assert not is_due(world.desk)
    assert run_daily(world.desk) is None
    world.moment = TWO_IN_THE_MORNING
    assert is_due(world.desk)
    made = run_daily(world.desk)
    assert made is not None
    assert (made.day, made.checks, made.findings) == (DAY, len(CHECKS), ())
    assert not is_due(world.desk)
    assert run_daily(world.desk) is None
    world.moment += timedelta(days=1)
    again = run_daily(world.desk)
    assert again is not None
    assert [row["day"] for row in world.rows("check_run")] == [DAY, DAY + timedelta(days=1)]


def test_what_is_found_is_kept_with_its_ids_and_wants_a_human(world: World) -> None:
    flawed = with_a_flaw(world)
    assert health(world.desk, world.moment).checked is None
    made = run_daily(world.desk)
    assert made is not None
    told = [one.text for one in made.findings if one.check == FLAW]
    assert [text.partition(": ")[0] for text in told] == [flawed]
    with reading(world.desk) as connection:
        assert last_run(connection) == made
    found = health(world.desk, world.moment)
    assert found.checked == made
    assert found.needs_a_human


def two_at_once(world: World) -> None:
    with ThreadPoolExecutor(2) as pool:
        made = [future.result() for future in [pool.submit(run_daily, world.desk) for _ in range(2)]]
    assert [one is not None for one in sorted(made, key=str)].count(True) == 1
    assert len(world.rows("check_run")) == 1


def test_two_at_once_make_one_run(world: World) -> None:
    with_a_flaw(world)
    two_at_once(world)


def test_two_at_once_make_one_run_on_postgresql(pg_world: World) -> None:
    with_a_flaw(pg_world)
    two_at_once(pg_world)


def test_a_run_is_not_changed_afterwards(world: World) -> None:
    run_daily(world.desk)
    with pytest.raises(DBAPIError, match="check_run is append only"):
        world.execute("UPDATE check_run SET findings = '[]'")
    with pytest.raises(DBAPIError, match="check_run is append only"):
        world.execute("DELETE FROM check_run")
