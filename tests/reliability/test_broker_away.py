"""Without a broker the bureau works on: every move succeeds, and what was promised is done in order when it is back."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from celery import Celery

import worker
from claims.settings import Settings
from tests.support.at_work import hasty, wait_until
from tests.support.many_cases import REPORT, REPORTED_ON
from tests.support.servers import Valkey
from tests.support.work_done import check_effects, check_letters
from tests.support.world import World, sqlite_world
from workflows.acting import act
from workflows.promised import EFFECTS, EffectKind
from workflows.transaction import Desk

CASES = 25
# Celery warns whoever lets a running task go on when its message will come again; ours may be run twice.
IGNORED = pytest.mark.filterwarnings("ignore:[\\s\\S]*In Celery 5.1:celery.exceptions.CPendingDeprecationWarning")
DEAD_PORT = "redis://127.0.0.1:1/0"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with sqlite_world(tmp_path) as made:
        yield made


@pytest.fixture
def carried_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The letters in the order in which they were made."""
    render, order = EFFECTS["render_letter"], []

    def run(desk: Desk, payload: dict[str, str]) -> dict[str, str]:
        order.append(payload["letter"])
        return render.run(desk, payload)

    monkeypatch.setitem(EFFECTS, "render_letter", EffectKind(run, render.keep))
    return order


def morning(world: World) -> list[str]:
    """Cases are reported and applied for, a letter each time; returns their numbers."""
    numbers = []
    for place in range(CASES):
        data = {**REPORT, "order_no": str(place)}
        reported = act(world.desk, "intake1", "new", "report", REPORTED_ON, data)
        assert reported.done, reported.refusals
        numbers.append(reported.claim_no)
    return numbers


def afternoon(world: World, numbers: list[str]) -> None:
    """On each of them the application comes in, and the rider thinks better of it."""
    application = {"kind": "injury", "consent": True, "form": True, "papers": ["application_form", "diagnosis"]}
    for no in numbers:
        for who, trigger, data in (
            ("intake1", "apply", application),
            ("rider1", "request_withdrawal", {"reason": "不再申请"}),
        ):
            done = act(world.desk, who, no, trigger, REPORTED_ON, data)
            assert done.done, (trigger, done.refusals)


@contextmanager
def working(world: World, broker_url: str) -> Iterator[None]:
    """A worker with its clock on a broker, in this process."""
    settings = Settings("", world.desk.var_dir, broker_url, "重庆")
    with worker.run_embedded(hasty(worker.make_app(settings, lambda: world.desk))):
        yield


def in_order(world: World, carried_out: list[str]) -> int:
    """The letters of every case were made in the order in which they were promised; returns how many there were."""
    made: dict[str, list[str]] = defaultdict(list)
    for letter in carried_out:
        made[letter.partition("/")[0]].append(letter)
    for no, letters in made.items():
        promised = sorted(world.rows("outbox", claim_no=no), key=lambda row: row["seq"])
        assert letters == [row["effect_key"].removeprefix("render_letter:") for row in promised]
    return sum(map(len, made.values()))


def test_a_day_without_a_broker(
    world: World, carried_out: list[str], valkey: Valkey, broker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_BROKER_URL", DEAD_PORT)
    afternoon(world, morning(world))
    promised = len(world.rows("outbox"))
    assert promised >= 2 * CASES
    assert carried_out == []
    with working(world, broker_url):
        wait_until(lambda: len(carried_out) >= promised, "the outbox does not drain")
        wait_until(lambda: all(row["state"] == "done" for row in world.rows("outbox")), "not marked")
    check_effects(world)
    check_letters(world)
    sys.stdout.write(f"{3 * CASES} moves without a broker, then {in_order(world, carried_out)} letters in order\n")


@IGNORED
def test_a_broker_that_goes_in_the_middle_of_the_day_and_comes_back(
    world: World, carried_out: list[str], broker: Valkey
) -> None:
    with working(world, broker.url):
        numbers = morning(world)
        broker.kill()
        afternoon(world, numbers)
        broker.start()
        wait_until(lambda: all(row["state"] == "done" for row in world.rows("outbox")), "the outbox does not drain")
    check_effects(world)
    check_letters(world)
    assert in_order(world, carried_out) == len(world.rows("outbox")) >= 2 * CASES


@IGNORED
def test_a_worker_that_could_not_say_it_was_done_goes_on_taking_when_the_broker_is_back(
    world: World, broker: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    in_hand, go_on = Event(), Event()

    def desk() -> Desk:
        in_hand.set()
        assert go_on.wait(20)
        return world.desk

    app = worker.make_app(Settings("", world.desk.var_dir, broker.url, "重庆"), desk)
    with worker.run_embedded(app, beat=False):
        app.send_task(worker.SWEEP)
        assert in_hand.wait(20)
        broker.kill()
        go_on.set()
        wait_until(lambda: "Couldn't ack" in caplog.text, "the task was acknowledged without a broker")
        broker.start()
        wait_until(lambda: takes_another(app, world), "the worker lives and takes nothing")


def takes_another(app: Celery, world: World) -> bool:
    """Whether a drain is done when it is asked for."""
    worker.hint(app, worker.DRAIN)
    return any(row["name"] == "drain" for row in world.rows("heartbeat"))
