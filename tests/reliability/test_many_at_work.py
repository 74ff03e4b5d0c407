"""Two clocks and three workers at once on one installation: every rung is claimed exactly once."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.at_work import DUE_ON, Nursery, at_work, wait_until
from tests.support.many_cases import cases_with_periods_over
from tests.support.work_done import claimed, expected_rungs
from tests.support.world import furnished_world

CASES, CLOCKS = 250, 1000
BEATS, WORKERS = 2, 3


def test_a_thousand_clocks_tell_each_rung_once(
    nursery: Nursery, bureau_url: str, broker_url: str, tmp_path: Path
) -> None:
    with furnished_world(bureau_url, tmp_path) as world:
        assert cases_with_periods_over(world, CASES) == CLOCKS
        expected = expected_rungs(world, DUE_ON)
        with at_work(nursery, world, bureau_url, broker_url, tmp_path / "log") as crew:
            for role in ("beat",) * BEATS + ("worker",) * WORKERS:
                crew.start(role)
            took = wait_until(lambda: crew.undone() == 0, (tmp_path / "log").read_text(encoding="utf-8")[-2000:])
            sweeps = wait_until(
                lambda: {"sweep", "drain"} <= {row["name"] for row in world.rows("heartbeat")}, "no heartbeat"
            )
        assert claimed(world) == expected
        assert world.rows("stuck") == []
    sys.stdout.write(f"{len(expected)} rungs of {CLOCKS} clocks in {took + sweeps:.1f} s\n")
