"""The worker's tasks are hints: run twice, at once, or on another broker, they leave the same database."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from celery import Celery

import worker
from claims.settings import Settings
from tests.support.fixtures.making import make_ready
from tests.support.servers import Postgres
from tests.support.world import INJURED, World, postgres_world, sqlite_world
from workflows import outbox
from workflows.acting import act
from workflows.machines import MACHINES
from workflows.outbox import letter_path
from workflows.roles import Role
from workflows.transaction import Desk

ROOT = Path(__file__).parent.parent
WAIT_SECONDS_MAX = 20
BY_CHANCE = frozenset({"outbox"})  # its rows carry the random token of whoever did the work
REPORT = {
    "person_id": INJURED, "platform": "美团", "industry": "外卖", "channel": "phone", "accident_on": "2024-10-01",
    "order_state": "delivering", "accident_place": "铜梁区", "accident_course": "摔倒", "injury": "右手腕骨折",
}  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with sqlite_world(tmp_path) as made:
        yield made


def prepare(world: World, reports: int = 2) -> None:
    """An announcement is over, and letters wait to be rendered."""
    move = MACHINES["service"].rows("announce_done", "announced")[0]
    make_ready(world, "service", move, "announced", Role.SYSTEM).save()
    for place in range(reports):
        report(world, str(place))


def report(world: World, order_no: str) -> None:
    done = act(
        world.desk, "intake1", "new", "report", date(2024, 10, 2), {**REPORT, "order_no": order_no}, key=order_no
    )
    assert done.done


def app_of(world: World, broker_url: str = "memory://") -> Celery:
    return worker.make_app(Settings("", world.desk.var_dir, broker_url, "重庆"), lambda: world.desk)


def run(app: Celery, name: str) -> None:
    app.tasks[name].run()


def run_both(app: Celery) -> None:
    for name in (worker.SWEEP, worker.DRAIN):
        run(app, name)


def files(world: World) -> dict[str, bytes]:
    folder = world.desk.var_dir / "letters"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def undone(world: World) -> int:
    return sum(row["state"] != "done" for row in world.rows("outbox"))


def wait_until(holds: Callable[[], bool]) -> None:
    limit = time.monotonic() + WAIT_SECONDS_MAX
    while not holds():
        assert time.monotonic() < limit, "the worker has not done it in time"
        time.sleep(0.02)


def announcements(world: World) -> list[str]:
    """What has become of the service whose announcement is over."""
    return [world.one("service", id=clock["subject"])["state"] for clock in world.rows("clock", code="T34")]


def test_a_sweep_makes_what_is_due_and_a_drain_makes_the_letters(world: World) -> None:
    prepare(world)
    assert announcements(world) == ["announced"]
    run_both(app_of(world))
    assert announcements(world) == ["served"]
    assert undone(world) == 0
    letters = world.rows("letter", state="rendered")
    assert letters
    assert all(letter_path(world.desk.var_dir, letter).read_bytes().startswith(b"%PDF") for letter in letters)


def test_tasks_run_twice_in_a_row_leave_the_same_database_and_the_same_files(world: World) -> None:
    prepare(world)
    app = app_of(world)
    run_both(app)
    once, written = world.digest(frozenset()), files(world)
    run_both(app)
    assert world.digest(frozenset()) == once
    assert files(world) == written


def check_twice_at_once(alone: World, together: World) -> None:
    for world in (alone, together):
        prepare(world, reports=4)
    run_both(app_of(alone))
    app = app_of(together)
    for name in (worker.SWEEP, worker.DRAIN):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _, name=name: run(app, name), range(2)))
    assert undone(together) == 0
    assert together.digest(BY_CHANCE) == alone.digest(BY_CHANCE)
    assert files(together) == files(alone)
    assert {row["attempts"] for row in together.rows("outbox")} == {1}


def test_tasks_run_twice_at_once_leave_the_same_database_as_one_run(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with sqlite_world(tmp_path / "a") as alone, sqlite_world(tmp_path / "b") as together:
        check_twice_at_once(alone, together)


def test_tasks_run_twice_at_once_on_postgresql_leave_the_same_database(
    tmp_path: Path, postgres: Postgres, postgres_url: str
) -> None:
    other = postgres.create_database()
    for name in "ab":
        (tmp_path / name).mkdir()
    with (
        postgres_world(postgres_url, tmp_path / "a") as alone,
        postgres_world(postgres.url(other), tmp_path / "b") as together,
    ):
        check_twice_at_once(alone, together)
    postgres.drop_database(other)


def test_without_any_server_the_worker_runs_in_this_process(world: World) -> None:
    prepare(world)
    app = app_of(world)
    with worker.run_embedded(app, beat=False):
        app.send_task(worker.SWEEP)
        wait_until(lambda: announcements(world) == ["served"] and undone(world) == 0)


def test_the_clock_in_this_process_says_sweep_by_itself_and_writes_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    prepare(world)
    app = app_of(world)
    app.conf.beat_schedule["sweep"]["schedule"] = 0.1
    with worker.run_embedded(app):
        wait_until(lambda: announcements(world) == ["served"] and undone(world) == 0)
    assert list((tmp_path / "here").iterdir()) == []


def test_on_a_real_broker_the_same_tasks_do_the_same(world: World, broker_url: str) -> None:
    prepare(world)
    app = app_of(world, broker_url)
    with worker.run_embedded(app, beat=False):
        app.send_task(worker.SWEEP)
        app.send_task(worker.SWEEP)
        wait_until(lambda: announcements(world) == ["served"] and undone(world) == 0)


def test_a_drain_asks_for_another_while_there_may_be_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "EFFECTS_AT_A_TIME", 2)
    prepare(world, reports=3)
    app = app_of(world)
    asked: list[str] = []
    monkeypatch.setattr(app, "send_task", asked.append)
    left = [undone(world)]
    while left[-1]:
        run(app, worker.DRAIN)
        left.append(undone(world))
    assert [before - after for before, after in pairwise(left)][:-1] == [2] * (len(left) - 2)
    assert asked == [worker.DRAIN] * (left[0] // 2)


def test_messages_carry_nothing_and_promise_no_time() -> None:
    app = worker.make_app(Settings("", Path("var"), "memory://", "重庆"))
    ours = {name: task for name, task in app.tasks.items() if name.startswith("claims.")}
    assert set(ours) == {worker.SWEEP, worker.DRAIN}
    assert [dict(inspect.signature(task.run).parameters) for task in ours.values()] == [{}, {}]
    source = (ROOT / "worker.py").read_text(encoding="utf-8")
    assert "countdown=" not in source
    assert "eta=" not in source


def test_a_task_lost_with_its_worker_comes_again_and_none_is_hoarded() -> None:
    conf = worker.make_app(Settings("", Path("var"), "redis://", "重庆")).conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_time_limit < outbox.LEASE.total_seconds()
    assert conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]
    assert [(entry["task"], entry["schedule"]) for entry in conf.beat_schedule.values()] == [(worker.SWEEP, 60)]


def test_a_desk_is_opened_once_a_process(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    opened: list[int] = []

    def open_desk(_settings: Settings) -> Desk:
        opened.append(os.getpid())
        return world.desk

    monkeypatch.setattr("workflows.opening.open_desk", open_desk)
    desk = worker.desk_of_process(Settings("", Path("var"), "memory://", "重庆"))
    assert desk() is desk()
    monkeypatch.setattr("os.getpid", lambda: -1)
    desk()
    assert len(opened) == 2


def test_the_worker_starts_from_its_settings_as_a_process_of_its_own(
    tmp_path: Path, broker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {
        **os.environ,
        "CLAIMS_VAR_DIR": str(tmp_path),
        "CLAIMS_DATABASE_URL": f"sqlite:///{tmp_path}/claims.sqlite",
        "CLAIMS_BROKER_URL": broker_url,
    }
    subprocess.run([sys.executable, "-m", "cli", "init"], cwd=ROOT, env=environment, check=True, capture_output=True)
    command = [sys.executable, "-m", "celery", "-A", "worker", "worker", "--pool", "solo", "--loglevel", "info"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        Celery(broker=broker_url, set_as_current=False).send_task(worker.SWEEP)
        wait_until(
            lambda: (tmp_path / "log").read_text().count("succeeded") == 2
        )  # the sweep, and the drain it asks for
    finally:
        process.terminate()
        process.wait(WAIT_SECONDS_MAX)
