"""Workers and clocks as processes of their own on a real broker and PostgreSQL, to be killed.

As a program this is the nursery: it has read the whole program once and forks a worker or a clock whenever it is told,
which takes a moment where a fresh start takes seconds. They differ from `claims worker` in their haste only: the clock
says its words several times a second, a lease is short, a lost process is missed at once, and the day is the test's.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import billiard.pool
from celery import Celery
from celery.concurrency.asynpool import AsynPool

import worker
from claims import clock, files
from claims.calendar import load_calendar
from claims.rules import load_rules
from claims.settings import Settings
from claims.store.rows import Row
from notifications.keys import make_demo_key
from notifications.typefaces import read_typefaces
from tests.support.keys import keyed_engine
from tests.support.world import PROVINCE, World
from workflows import leasing
from workflows.promised import EFFECTS, EffectKind
from workflows.transaction import Desk

ROOT = Path(__file__).parent.parent.parent
SECONDS_BETWEEN_BEATS = 0.2
SECONDS_AROUND_AN_ACT = 0.01
SECONDS_TO_MISS_A_PROCESS = 0.1
SHORT_LEASE = timedelta(seconds=1)
DUE_ON = date(2024, 12, 2)
WAIT_SECONDS_MAX = 300  # a busy machine is no fault: what works is done in seconds
UNDONE = f"""
SELECT (SELECT count(*) FROM outbox WHERE state <> 'done')
    + (SELECT count(*) FROM clock WHERE state = 'running' AND next_wake_on <= '{DUE_ON}')
    + (SELECT count(*) FROM claim WHERE withdrawal_requested_at IS NOT NULL AND state = 'reported')
"""


class Nursery:
    """Forks workers and clocks; all of them end with it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.support.at_work"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def fork(self, *arguments: str) -> int:
        """A new process; returns its id."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(arguments) + "\n")
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """No more processes."""
        self._process.communicate()


class AtWork:
    """Processes on one installation: started, killed, started again. Ended with the block of `at_work`."""

    def __init__(self, nursery: Nursery, world: World, url: str, broker_url: str, log: Path) -> None:
        self.world = world
        self._nursery = nursery
        now = clock.instant_text(clock.now())
        self._arguments = (url, str(world.desk.var_dir), broker_url, now, str(log))
        self._running: list[int] = []

    def start(self, role: str) -> int:
        """Start a process: "worker", "beat", or "both" in one; returns its id."""
        process = self._nursery.fork(role, *self._arguments)
        self._running.append(process)
        return process

    def kill(self, process: int) -> None:
        """End it as a crash would."""
        os.kill(process, signal.SIGKILL)
        self._running.remove(process)
        wait_until(lambda: not lives(process), "a killed process lives on")

    def end(self) -> None:
        """End all that run."""
        for process in list(self._running):
            self.kill(process)

    def undone(self) -> int:
        """How many effects are not done, rungs not claimed, and withdrawals not made."""
        with self.world.engine.connect() as connection:
            return int(connection.exec_driver_sql(UNDONE).scalar_one())


@contextmanager
def at_work(nursery: Nursery, world: World, url: str, broker_url: str, log: Path) -> Iterator[AtWork]:
    """Processes on `world`; what they say is kept in `log`."""
    log.touch()
    made = AtWork(nursery, world, url, broker_url, log)
    try:
        yield made
    finally:
        made.end()


def lives(process: int) -> bool:
    """Whether there is such a process."""
    return Path(f"/proc/{process}").exists()


def new_child(process: int, otherwise: int = 0) -> int:
    """Wait for a process that a worker has made to do the work, another than `otherwise`; returns its id."""
    found = [0]

    def there() -> bool:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
        found[0] = int(children[-1]) if children else 0
        return found[0] not in (0, otherwise)

    wait_until(there, "the worker has no child")
    return found[0]


def wait_until(holds: Callable[[], bool], otherwise: str, seconds: float = WAIT_SECONDS_MAX) -> float:
    """Wait until it holds; returns how many seconds that took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, otherwise
        time.sleep(0.02)
    return time.monotonic() - began


def _desk_of_process(url: str, folder: Path, since: datetime) -> Callable[[], Desk]:
    """As the program's own: one a process, opened when it is first wanted."""
    rules, calendar = load_rules(PROVINCE), load_calendar()
    began = datetime.combine(DUE_ON, time_of_day(4), UTC)
    desks: dict[int, Desk] = {}
    sign_key = make_demo_key(folder)

    def desk() -> Desk:
        if os.getpid() not in desks:
            engine = keyed_engine(url)
            desks[os.getpid()] = Desk(
                engine, rules, calendar, folder, now=lambda: began + (clock.now() - since), sign_key=sign_key
            )
        return desks[os.getpid()]

    return desk


def slowly(kind: EffectKind) -> EffectKind:
    """The same effect with a moment before and after the act, in which something can happen."""

    def run(desk: Desk, payload: dict[str, str]) -> Row:
        time.sleep(SECONDS_AROUND_AN_ACT)
        result = kind.run(desk, payload)
        time.sleep(SECONDS_AROUND_AN_ACT)
        return result

    return EffectKind(run, kind.keep, kind.outside)


def hasty(app: Celery) -> Celery:
    """The same application with a clock that says its words several times a second."""
    for entry in app.conf.beat_schedule.values():
        entry["schedule"] = SECONDS_BETWEEN_BEATS
    return app


def run(arguments: Sequence[str]) -> int:
    """A worker or a clock, in this process."""
    role, url, folder, broker_url, since, _log = arguments
    settings = Settings(url, Path(folder), broker_url, PROVINCE)
    app = hasty(worker.make_app(settings, _desk_of_process(url, Path(folder), clock.parse_instant(since))))
    if role == "beat":
        worker.start_clock(app).join()
        return 0
    return worker.run_on_broker(app, concurrency=1, beat=role == "both")


def make_haste() -> None:
    """What takes seconds in the program takes less here."""
    leasing.LEASE = SHORT_LEASE
    files.LEFT_BEHIND_SECONDS = SHORT_LEASE.total_seconds() / 2
    billiard.pool.LOST_WORKER_TIMEOUT = SECONDS_TO_MISS_A_PROCESS
    AsynPool.timers = property(lambda pool: {pool.maintain_pool: SECONDS_TO_MISS_A_PROCESS})
    EFFECTS["render_letter"] = slowly(EFFECTS["render_letter"])


def fork(arguments: Sequence[str]) -> int:
    """A worker or a clock in a process of its own; returns its id."""
    process = os.fork()
    if process:
        return process
    log = os.open(arguments[-1], os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(0)
    os.open(os.devnull, os.O_RDONLY)  # the nursery's orders are not for its children
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.exit(run(arguments))


def main() -> None:
    """The nursery."""
    read_typefaces()
    importlib.import_module("notifications.signing")  # a second, once for all of them
    load_rules(PROVINCE)
    make_haste()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the dead
    while line := sys.stdin.readline():
        sys.stdout.write(f"{fork(json.loads(line))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
