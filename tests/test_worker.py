"""The worker's tasks are hints: run twice, at once, or on another broker, they leave the same database."""

from __future__ import annotations

import inspect
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from celery import Celery
from kombu.transport import memory
from sqlalchemy.exc import OperationalError

import worker
from claims import clock
from claims.errors import Retryable
from claims.settings import Settings
from tests.support.fixtures.making import make_ready
from tests.support.reporting import report
from tests.support.servers import Valkey
from tests.support.world import World, sqlite_world
from workflows import heartbeat
from workflows.faults import named
from workflows.leasing import LEASE
from workflows.letter_files import letter_path
from workflows.machines import MACHINES
from workflows.opening import set_up
from workflows.roles import Role
from workflows.transaction import Desk

ROOT = Path(__file__).parent.parent
WAIT_SECONDS_MAX = 60


@pytest.fixture(autouse=True)
def no_message_of_another_test() -> None:
    """What runs in the process has one broker in it, for all applications."""
    memory.Channel.queues.clear()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with sqlite_world(tmp_path) as made:
        yield made


def prepare(world: World, reports: int = 2) -> None:
    """An announcement is over, and letters wait to be rendered."""
    move = MACHINES["service"].rows("announce_done", "announced")[0]
    make_ready(world, "service", move, "announced", Role.SYSTEM).save()
    for place in range(reports):
        report(world, order_no=str(place))


def app_of(world: World, broker_url: str = "memory://") -> Celery:
    return worker.make_app(Settings("", world.desk.var_dir, broker_url, "重庆"), lambda: world.desk)


def run(app: Celery, name: str) -> None:
    app.tasks[name].run()


def run_all(app: Celery) -> None:
    for name in (worker.SWEEP, worker.DRAIN, worker.SEAL):
        run(app, name)


def undone(world: World) -> int:
    return sum(row["state"] != "done" for row in world.rows("outbox"))


def wait_until(holds: Callable[[], bool]) -> None:
    limit = time.monotonic() + WAIT_SECONDS_MAX
    while not holds():
        assert time.monotonic() < limit, "the worker has not done it in time"
        time.sleep(0.02)


def announcements(world: World) -> list[str]:
    """What has become of the service whose announcement is over."""
    return [world.one("service", id=row["subject"])["state"] for row in world.rows("clock", code="T34")]


def test_a_sweep_makes_what_is_due_and_a_drain_makes_the_letters(world: World) -> None:
    prepare(world)
    assert announcements(world) == ["announced"]
    run_all(app_of(world))
    assert announcements(world) == ["served"]
    assert undone(world) == 0
    letters = world.rows("letter", state="rendered")
    assert letters
    assert all(letter_path(world.desk.var_dir, letter).read_bytes().startswith(b"%PDF") for letter in letters)


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
    for entry in app.conf.beat_schedule.values():
        entry["schedule"] = 0.1
    with worker.run_embedded(app):
        wait_until(lambda: announcements(world) == ["served"] and undone(world) == 0)
        wait_until(lambda: all(heartbeat.alive(world.desk, world.moment).values()))
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


def test_a_drain_that_takes_long_lets_another_one_go_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "DRAIN_SECONDS", 0)
    prepare(world)
    app = app_of(world)
    asked: list[str] = []
    monkeypatch.setattr(app, "send_task", asked.append)
    run(app, worker.DRAIN)
    assert asked == [worker.DRAIN]


def test_messages_carry_nothing_and_promise_no_time() -> None:
    app = worker.make_app(Settings("", Path("var"), "memory://", "重庆"))
    ours = {name: task for name, task in app.tasks.items() if name.startswith("claims.")}
    assert set(ours) == {worker.SWEEP, worker.DRAIN, worker.SEAL, worker.CHECK}
    assert [dict(inspect.signature(task.run).parameters) for task in ours.values()] == [{}] * len(ours)
    source = (ROOT / "worker.py").read_text(encoding="utf-8")
    assert "countdown" not in source
    assert "eta=" not in source
    assert "retry(" not in source


def test_a_task_lost_with_its_worker_comes_again_and_none_is_hoarded() -> None:
    app = worker.make_app(Settings("", Path("var"), "redis://", "重庆"))
    conf = app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert conf.broker_connection_max_retries is None
    drain = app.tasks[worker.DRAIN]
    assert worker.DRAIN_SECONDS < drain.soft_time_limit < drain.time_limit < LEASE.total_seconds()
    for task in (drain, app.tasks[worker.SWEEP], app.tasks[worker.SEAL]):
        assert task.soft_time_limit < task.time_limit < conf.broker_transport_options["visibility_timeout"]


def test_the_clock_says_only_sweep_drain_and_seal_once_a_minute() -> None:
    conf = worker.make_app(Settings("", Path("var"), "redis://", "重庆")).conf
    said = {name: (entry["task"], entry["schedule"]) for name, entry in conf.beat_schedule.items()}
    assert said == {"sweep": (worker.SWEEP, 60), "drain": (worker.DRAIN, 60), "seal": (worker.SEAL, 60)}
    assert [set(entry) for entry in conf.beat_schedule.values()] == [{"task", "schedule"}] * 3


def test_every_task_says_when_it_was_done_and_by_whom(world: World) -> None:
    prepare(world)
    assert heartbeat.alive(world.desk, world.moment) == {"sweep": False, "drain": False, "seal": False}
    run_all(app_of(world))
    beats = {row["name"]: row for row in world.rows("heartbeat")}
    swept = 1 + len(world.rows("rung"))  # the announcement, and whoever was told something
    done = {
        "sweep": swept,
        "drain": len(world.rows("outbox")),
        "seal": len(world.rows("seal_leaf")),
    }
    assert {name: row["done"] for name, row in beats.items()} == done
    assert {row["worker"] for row in beats.values()} == {heartbeat.this_process()}
    late = heartbeat.MISSED_MAX * heartbeat.EVERY["sweep"]
    assert heartbeat.alive(world.desk, world.moment + late) == {"sweep": True, "drain": True, "seal": True}
    world.moment += late + timedelta(seconds=1)
    run(app_of(world), worker.SWEEP)
    assert heartbeat.alive(world.desk, world.moment) == {"sweep": True, "drain": False, "seal": False}


def failing(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    """Let every sweep fail as a whole."""

    def fail(_desk: Desk, _day: date) -> None:
        raise fault

    monkeypatch.setattr(worker, "sweep_what_is_due", fail)


@pytest.mark.parametrize("fault", [Retryable("database_busy", attempts=5), OSError(28, "No space left on device"),
                                   OperationalError("SELECT secret", {}, sqlite3.OperationalError("gone"))])  # fmt: skip
def test_a_fault_that_passes_ends_the_task_by_name_and_without_a_heartbeat(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    failing(monkeypatch, fault)
    run(app_of(world), worker.SWEEP)
    assert f"sweep ended early: {named(fault)}; the next beat tries again" in caplog.text
    assert "secret" not in caplog.text
    assert world.rows("heartbeat") == []


def test_any_other_fault_fails_the_task_by_name_and_the_worker_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    prepare(world)
    app = app_of(world)
    with worker.run_embedded(app, beat=False):
        with monkeypatch.context() as broken:
            failing(broken, ValueError("合成人员01"))
            app.send_task(worker.SWEEP)
            wait_until(lambda: "sweep failed: ValueError" in caplog.text and "TaskFailed" in caplog.text)
        assert "sweep" not in {row["name"] for row in world.rows("heartbeat")}
        app.send_task(worker.SWEEP)
        wait_until(lambda: announcements(world) == ["served"] and undone(world) == 0)
    assert "合成人员01" not in caplog.text


def test_a_sweep_without_a_broker_is_done_all_the_same(world: World, caplog: pytest.LogCaptureFixture) -> None:
    prepare(world)
    began = time.monotonic()
    run(app_of(world, "redis://127.0.0.1:1/0"), worker.SWEEP)
    assert time.monotonic() - began < 4
    assert announcements(world) == ["served"]
    assert [row["name"] for row in world.rows("heartbeat")] == ["sweep"]
    assert "no hint of claims.drain" in caplog.text


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


def installed(tmp_path: Path, broker_url: str) -> dict[str, str]:
    """The environment of a fresh installation."""
    environment = {
        **os.environ,
        "CLAIMS_VAR_DIR": str(tmp_path),
        "CLAIMS_DATABASE_URL": f"sqlite:///{tmp_path}/claims.sqlite",
        "CLAIMS_BROKER_URL": broker_url,
    }
    settings = Settings(environment["CLAIMS_DATABASE_URL"], tmp_path, broker_url, "重庆")
    set_up(settings, "demo", clock.now())
    return environment


def heartbeats(tmp_path: Path) -> dict[str, str]:
    """Which kinds of work have been done, and by whom."""
    with closing(sqlite3.connect(tmp_path / "claims.sqlite")) as connection:
        return dict(connection.execute("SELECT name, worker FROM heartbeat").fetchall())


@pytest.mark.parametrize(
    ("options", "on_a_server", "told"),
    [
        (("worker", "--beat", "--concurrency", "1"), True, "1 个并行，带时钟"),
        (("worker",), False, "都在本进程里"),
    ],
    ids=["on a broker", "alone"],
)
def test_the_worker_starts_from_its_settings_as_a_process_and_ends_when_told(
    options: tuple[str, ...], on_a_server: bool, told: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    environment = installed(tmp_path, request.getfixturevalue("broker_url") if on_a_server else "memory://")
    log = tmp_path / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", *options], cwd=ROOT, env=environment, stdout=file, stderr=file
        )
    try:
        wait_until(lambda: set(heartbeats(tmp_path)) >= {"sweep", "drain", "seal"})
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_SECONDS_MAX) == 0
    finally:
        process.kill()
        process.wait()
    assert told in log.read_text(encoding="utf-8")


def test_the_clock_alone_wakes_no_worker_but_says_so_on_the_broker(
    tmp_path: Path, valkey: Valkey, broker_url: str
) -> None:
    environment = installed(tmp_path, broker_url)
    process = subprocess.Popen([sys.executable, "-m", "cli", "beat"], cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    try:
        with valkey.client() as client:
            wait_until(lambda: client.llen("celery") == 3)
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_SECONDS_MAX) == 0
    finally:
        process.kill()
        process.communicate()
    assert heartbeats(tmp_path) == {}


def test_the_first_sweep_after_the_hour_of_the_checks_asks_for_them_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of(world)
    asked: list[str] = []
    monkeypatch.setattr(app, "send_task", asked.append)
    run(app, worker.SWEEP)
    assert worker.CHECK in asked
    run(app, worker.CHECK)
    assert [row["day"] for row in world.rows("check_run")] == [world.desk.today()]
    asked.clear()
    run(app, worker.SWEEP)
    assert worker.CHECK not in asked
