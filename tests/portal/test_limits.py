"""How often one client may ask: counted together by all processes, in the database or in Redis; an IPv6 house is one client."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from claims.calendar import load_calendar
from claims.rules import load_rules
from portal.limits import DatabaseLimits, Limits, RedisLimits, client, limits_of
from tests.support.at_once import at_once, in_processes
from tests.support.keys import keyed_engine
from tests.support.limitless import Limitless
from tests.support.servers import Valkey
from tests.support.world import PROVINCE, World, sqlite_world, world_on
from workflows.rate_limits import SECOND_US, Rate
from workflows.transaction import Desk

RATE = Rate("test", burst=3, every_us=2 * SECOND_US)
MANY = Rate("many", burst=25, every_us=3600 * SECOND_US)


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world on each database."""
    with world_on(request, tmp_path) as made:
        yield made


def test_a_bucket_fills_steadily_and_never_over(world: World) -> None:
    limits = DatabaseLimits(world.desk)
    assert [limits.seconds_to_wait(RATE, "a") for _ in range(5)] == [0, 0, 0, 2, 2]
    assert limits.seconds_to_wait(RATE, "b") == 0
    world.moment += timedelta(seconds=2)
    assert [limits.seconds_to_wait(RATE, "a") for _ in range(2)] == [0, 2]
    world.moment += timedelta(seconds=1)
    assert limits.seconds_to_wait(RATE, "a") == 1
    world.moment += timedelta(hours=1)
    assert [limits.seconds_to_wait(RATE, "a") for _ in range(4)] == [0, 0, 0, 2]


def test_a_clock_that_goes_back_does_not_open_the_door(world: World) -> None:
    limits = DatabaseLimits(world.desk)
    assert [limits.seconds_to_wait(RATE, "a") for _ in range(3)] == [0, 0, 0]
    world.moment -= timedelta(minutes=1)
    assert limits.seconds_to_wait(RATE, "a") > 0


def test_full_buckets_go_and_none_says_who_it_is(world: World) -> None:
    limits = DatabaseLimits(world.desk)
    for place in range(20):
        limits.seconds_to_wait(RATE, f"192.0.2.{place}")
    rows = world.rows("rate_bucket")
    assert len(rows) == 20
    assert "192.0.2" not in repr(rows)
    world.moment += timedelta(minutes=1)
    limits.seconds_to_wait(RATE, "192.0.2.77")
    assert len(world.rows("rate_bucket")) == 1


def test_in_threads_at_once_no_token_is_taken_twice(world: World) -> None:
    limits = DatabaseLimits(world.desk)
    got = at_once([lambda: limits.seconds_to_wait(MANY, "a") for _ in range(40)])
    assert sum(one == 0 for one in got) == MANY.burst


def asking(url: str, broker: str) -> Callable[[], int]:
    """To ask 40 times, with the limits of one process; how many tokens it got."""
    limits = limits_of(Desk(keyed_engine(url), load_rules(PROVINCE), load_calendar(), Path(), attempts=50), broker)
    return lambda: sum(limits.seconds_to_wait(MANY, "192.0.2.1") == 0 for _ in range(40))


def test_two_processes_count_together(world: World) -> None:
    url = world.engine.url.render_as_string(hide_password=False)
    assert sum(in_processes(asking, url, "memory://")) == MANY.burst


def test_two_processes_count_together_in_redis(tmp_path: Path, broker_url: str) -> None:
    with sqlite_world(tmp_path) as world:
        assert sum(in_processes(asking, f"sqlite:///{tmp_path / 'world.sqlite'}", broker_url)) == MANY.burst
        assert world.rows("rate_bucket") == []


def test_in_redis_a_bucket_fills_too_and_goes_when_it_is_full(broker_url: str, valkey: Valkey) -> None:
    quick = Rate("quick", burst=2, every_us=SECOND_US // 5)
    limits = RedisLimits(broker_url, Limitless())
    told: Sequence[int] = [limits.seconds_to_wait(quick, "192.0.2.1") for _ in range(4)]
    assert told == [0, 0, 1, 1]
    with valkey.client() as redis:
        keys = redis.keys("*")
        assert len(keys) == 1
        assert b"192" not in keys[0]
        assert 0 < redis.pttl(keys[0]) <= 400


def test_while_redis_is_away_the_database_counts(world: World) -> None:
    limits = limits_of(world.desk, "redis://127.0.0.1:1/0")
    assert isinstance(limits, RedisLimits)
    assert [limits.seconds_to_wait(RATE, "a") for _ in range(4)] == [0, 0, 0, 2]


def test_without_redis_the_database_counts(world: World) -> None:
    limits: Limits = limits_of(world.desk, "memory://")
    assert isinstance(limits, DatabaseLimits)


def test_a_client_is_an_address_or_the_network_of_a_house() -> None:
    assert client("192.0.2.1") == "192.0.2.1"
    assert client("2001:db8:1:2::1") == client("2001:db8:1:2:ffff::9") != client("2001:db8:1:3::1")
    assert client("testclient") == "testclient"
