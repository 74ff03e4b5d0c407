"""Every task of the worker, found in its registry: run twice in a row or twice at once it leaves what one run leaves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

import worker
from claims.settings import Settings
from claims.store.tables import METADATA
from tests.support.casebook import Case
from tests.support.fixtures.making import make_ready
from tests.support.furnished import FurnishedDatabases
from tests.support.ledgers import fund
from tests.support.reporting import REPORT
from tests.support.servers import Postgres
from tests.support.world import World, furnished_world, sqlite_world
from workflows.acting import act
from workflows.machines import MACHINES
from workflows.roles import Role

ASIDE = {  # what tells who did the work and when, and numbers that only count rows
    "heartbeat": {"worker", "beaten_at", "done"},
    "outbox": {"token"},
    "command_key": set(),
    "check_run": {"by_worker"},
}
TASKS = tuple(sorted(name for name in worker.app.tasks if name.startswith("claims.")))
Makes = Callable[[str], World]


def due_things(world: World) -> None:
    """An announcement is over, and on fifteen cases periods are missed or about to be."""
    move = MACHINES["service"].rows("announce_done", "announced")[0]
    make_ready(world, "service", move, "announced", Role.SYSTEM).save()
    for place in range(15):
        case = Case(world, "investigating", f"TL-2024-{200 + place:06d}")
        case.clock("T8", date(2024, 8, 1 + place))
        case.clock("data_request", date(2024, 9, 20))
        case.save()
    world.execute("UPDATE clock SET calendar_version = 'of last year' WHERE claim_no = 'TL-2024-000203'")


def waiting_letters(world: World) -> None:
    """Letters of several cases wait to be rendered."""
    for place in range(12):
        data = {**REPORT, "order_no": str(place)}
        assert act(world.desk, "intake1", "new", "report", date(2024, 10, 2), data, key=str(place)).done


def entries_to_seal(world: World) -> None:
    """Events and transfers of several cases and of the fund have waited long enough."""
    waiting_letters(world)
    for place in range(5):
        fund(world, f"plan-{place}", 100 + place)
    world.moment += timedelta(minutes=5)


SCENARIOS: Mapping[
    str, tuple[Callable[[World], None], str]
] = {  # what to prepare, and the table in which one run is seen
    worker.SWEEP: (due_things, "rung"),
    worker.DRAIN: (waiting_letters, "letter"),
    worker.SEAL: (entries_to_seal, "seal_leaf"),
    worker.CHECK: (due_things, "check_run"),
}


def test_every_task_has_a_scenario() -> None:
    assert set(TASKS) == set(SCENARIOS), "a task without a scenario here is not known to be harmless when it runs twice"


@pytest.fixture(params=["sqlite", "postgresql"])
def makes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Makes]:
    """Makes worlds on the database of this run."""
    with ExitStack() as open_worlds:

        def make(name: str) -> World:
            folder = tmp_path / name
            folder.mkdir()
            if request.param == "sqlite":
                return open_worlds.enter_context(sqlite_world(folder))
            postgres: Postgres = request.getfixturevalue("postgres")
            furnished: FurnishedDatabases = request.getfixturevalue("furnished")
            database = furnished.take()
            open_worlds.callback(furnished.give_back, database)
            return open_worlds.enter_context(furnished_world(postgres.url(database), folder))

        yield make


def app_of(world: World) -> Celery:
    return worker.make_app(Settings("", world.desk.var_dir, "memory://", "重庆"), lambda: world.desk)


def content(world: World) -> dict[str, list[str]]:
    """All rows of all tables, without what is by chance."""
    return {name: sorted(repr(plain(name, row)) for row in world.rows(name)) for name in METADATA.tables}


def plain(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    counted = {column.name for column in METADATA.tables[name].columns if column.autoincrement is True}
    return {key: value for key, value in row.items() if key not in counted | ASIDE.get(name, set())}


def files(world: World) -> dict[str, bytes]:
    folder = world.desk.var_dir / "letters"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("task", TASKS)
def test_twice_in_a_row_or_at_once_is_once(task: str, makes: Makes) -> None:
    prepare, seen_in = SCENARIOS[task]
    once, in_a_row, at_once = (makes(name) for name in ("once", "in_a_row", "at_once"))
    for world in (once, in_a_row, at_once):
        prepare(world)
    before = content(once)
    app_of(once).tasks[task].run()
    for _ in range(2):
        app_of(in_a_row).tasks[task].run()
    app = app_of(at_once)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: app.tasks[task].run(), range(2)))
    after = content(once)
    assert after[seen_in] != before[seen_in]
    for world in (in_a_row, at_once):
        assert content(world) == after
        assert files(world) == files(once)
    done = {row["attempts"] for row in at_once.rows("outbox") if row["state"] == "done"}
    assert done <= {1}
    new = sum(len(after[name]) - len(before[name]) for name in after)
    sys.stdout.write(f"{task}: {new} new rows, {len(files(once))} files\n")
    assert new or files(once)
