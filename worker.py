"""The Celery worker: once a minute it sweeps what has fallen due, drains the outbox and seals the ledger.

A message is only a hint that carries nothing: what there is to do stands in the database, so a message that is lost
costs a minute and one that comes twice does nothing twice. Without settings everything runs in this process and needs
no server; with a `redis://` address in CLAIMS_BROKER_URL: as many `claims worker` and `claims beat` as wanted.
"""

from __future__ import annotations

import importlib
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import redis
from celery import Celery, Task
from celery.beat import EmbeddedService
from celery.signals import worker_ready
from celery.worker import WorkController
from celery.worker import state as worker_state
from celery.worker.request import Request
from kombu.exceptions import OperationalError as BrokerAway
from kombu.transport.virtual import QoS

from claims.clock import SHANGHAI
from claims.settings import Settings, read_settings
from notifications.typefaces import read_typefaces
from workflows import heartbeat, opening, outbox
from workflows.checks import daily
from workflows.faults import LASTING, PASSING, named, placed
from workflows.sealing import seal_when_due
from workflows.sweep import sweep as sweep_what_is_due
from workflows.transaction import Desk

LOG = logging.getLogger(__name__)
SWEEP, DRAIN, SEAL, CHECK = "claims.sweep", "claims.drain", "claims.seal", "claims.check"
CHECKS_BEAT = "check"
TASK_OF = {heartbeat.SWEEP: SWEEP, heartbeat.DRAIN: DRAIN, heartbeat.SEAL: SEAL}
EFFECTS_AT_A_TIME = 100
DRAIN_SECONDS = 15  # after that it lets another one go on
DRAIN_LIMITS = {"soft_time_limit": 20, "time_limit": 25}  # seconds; less than the lease of an effect
SEAL_SECONDS = 60  # a batch more may follow; the rest is for the next beat
SWEEP_LIMITS = {"soft_time_limit": 280, "time_limit": 300}  # it holds locks and no lease
CHECK_LIMITS = {"soft_time_limit": 540, "time_limit": 570}  # it only reads, and is handed out again after ten minutes
REDELIVERED_AFTER_SECONDS = 600  # more than a task may take, else a running one is handed out again
CONNECT_SECONDS_MAX = 2
IN_PROCESS = {"polling_interval": 0.1}  # seconds
ON_A_SERVER = {
    "visibility_timeout": REDELIVERED_AFTER_SECONDS,
    "socket_connect_timeout": CONNECT_SECONDS_MAX,
    "max_retries": 0,  # of somebody who sends a hint; a worker and a beat go on trying
}
IN_MEMORY = "celery.beat:Scheduler"  # the entries' last runs nobody needs to remember
START_SECONDS_MAX = 10  # without a broker the worker goes on trying while the program runs
STOP_SECONDS_MAX = 30


class TaskFailed(RuntimeError):
    """A task that did not come to its end, by the name of the fault; without its text, which may name a person."""


class SlotFreed(Request):  # type: ignore[misc]  # Celery carries no types
    """A message whose place is free again also where the broker has gone meanwhile and cannot be told that it is done.

    Celery logs that and goes on; the message keeps its place, and with a prefetch of one the worker lives on, asks for
    nothing more, and so never notices that the connection is gone. The broker hands the message out again later.
    """

    def acknowledge(self) -> None:
        """Tell the broker that the task is done."""
        super().acknowledge()
        self._free()

    def reject(self, requeue: bool = False) -> None:
        """Tell the broker that the task is not done."""
        super().reject(requeue)
        self._free()

    def _free(self) -> None:
        message = self.message
        if not message.acknowledged:
            free: Any = QoS.ack  # that of every broker, which only counts
            free(message.channel.qos, message.delivery_tag)


class HintTask(Task):  # type: ignore[misc]  # Celery carries no types
    """A task of this worker."""

    Request = SlotFreed


def make_app(settings: Settings, desk: Callable[[], Desk] | None = None) -> Celery:
    """The Celery application of an installation. `desk` is how a task comes to its desk: by default, one a process."""
    app = Celery("claims", broker=settings.broker_url, set_as_current=False)
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_publish_retry=False,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_eta_task_limit=1,
        worker_hijack_root_logger=False,
        worker_enable_remote_control=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=IN_PROCESS if in_process(settings) else ON_A_SERVER,
        timezone=SHANGHAI.key,
        beat_scheduler=IN_MEMORY,
        beat_schedule={
            name: {"task": TASK_OF[name], "schedule": every.total_seconds()} for name, every in heartbeat.EVERY.items()
        },
    )
    _add_tasks(app, desk or desk_of_process(settings))
    return app


def in_process(settings: Settings) -> bool:
    """Whether the worker runs in this process and needs no server."""
    return settings.broker_url.startswith("memory:")


def _add_tasks(app: Celery, desk: Callable[[], Desk]) -> None:
    """Tasks without an argument. A sweep makes letters, so it is followed by a drain; the first one after the hour of the
    daily checks is followed by those.
    """

    def drain() -> None:
        limit = monotonic() + DRAIN_SECONDS

        def work(opened: Desk) -> int:
            done = outbox.drain(opened, EFFECTS_AT_A_TIME, _until(limit)).done
            if done == EFFECTS_AT_A_TIME or monotonic() >= limit:
                hint(app, DRAIN)
            return done

        _carried_through(heartbeat.DRAIN, desk, work)

    def sweep() -> None:
        def work(opened: Desk) -> int:
            swept = sweep_what_is_due(opened, opened.today())
            hint(app, DRAIN)
            if daily.is_due(opened):
                hint(app, CHECK)
            return swept.made + len(swept.told) + len(swept.moved)

        _carried_through(heartbeat.SWEEP, desk, work)

    app.task(drain, name=DRAIN, base=HintTask, shared=False, **DRAIN_LIMITS)
    app.task(sweep, name=SWEEP, base=HintTask, shared=False, **SWEEP_LIMITS)
    _add_tasks_of_audit(app, desk)


def _add_tasks_of_audit(app: Celery, desk: Callable[[], Desk]) -> None:
    """What is done for the auditor: the ledger is sealed, and once a day everything is checked."""

    def seal() -> None:
        limit = monotonic() + SEAL_SECONDS
        _carried_through(heartbeat.SEAL, desk, lambda opened: seal_when_due(opened, _until(limit)))

    def check() -> None:
        def work(opened: Desk) -> int:
            made = daily.run_daily(opened)
            return made.checks if made else 0

        _carried_through(CHECKS_BEAT, desk, work)

    app.task(seal, name=SEAL, base=HintTask, shared=False, **SWEEP_LIMITS)
    app.task(check, name=CHECK, base=HintTask, shared=False, **CHECK_LIMITS)


def _until(limit: float) -> Callable[[], bool]:
    """Whether to go on: until `limit`, or until the worker has been asked to stop."""
    return lambda: monotonic() < limit and worker_state.should_stop is None


def _carried_through(name: str, desk: Callable[[], Desk], work: Callable[[Desk], int]) -> None:
    """Do the work and let the heart beat. What passes by itself ends the task here, and the next beat tries again.

    Any other fault ends it as failed: it is logged by its name, and there is no heartbeat.
    """
    try:
        opened = desk()
        heartbeat.beat(opened, name, work(opened))
    except PASSING as fault:
        LOG.warning("%s ended early: %s; the next beat tries again", name, named(fault))
    except LASTING as fault:
        LOG.error("%s failed: %s", name, placed(fault))
        raise TaskFailed(f"{name}: {named(fault)}") from None


def hint(app: Celery, task: str) -> None:
    """Say that there may be something to do now. Without a broker nothing is said: the next beat says it again."""
    try:
        app.send_task(task)
    except (BrokerAway, OSError) as fault:
        LOG.warning("no hint of %s: %s", task, type(fault).__name__)


def desk_of_process(settings: Settings) -> Callable[[], Desk]:
    """Opens the desk when it is first wanted, one a process: a database connection does not survive a fork."""
    desks: dict[int, Desk] = {}

    def desk() -> Desk:
        process = os.getpid()
        if process not in desks:
            desks[process] = opening.open_desk(settings)
        return desks[process]

    return desk


@contextmanager
def run_embedded(app: Celery, *, beat: bool = True) -> Iterator[None]:
    """The worker, and with `beat` its clock, as threads of this process; ended with the block. One a process."""
    ready = threading.Event()
    app.finalize()
    worker = WorkController(
        app=app,
        pool="solo",
        concurrency=1,
        ready_callback=lambda _consumer: ready.set(),
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    )
    thread = threading.Thread(target=_work, args=(app, worker), name="worker", daemon=True)
    thread.start()
    ready.wait(START_SECONDS_MAX)
    clock = start_clock(app) if beat else None
    try:
        yield
    finally:
        if clock is not None:
            clock.stop()
        worker_state.should_stop = 0  # what the worker's own signal handler sets: end after the task in hand
        thread.join(STOP_SECONDS_MAX)
        worker_state.should_stop = None


def _work(app: Celery, worker: WorkController) -> None:
    app.set_current()  # a task is looked up in the current application, which is one a thread
    worker.start()


def run_on_broker(app: Celery, *, concurrency: int, beat: bool) -> int:
    """A worker with `concurrency` processes until it is told to stop (SIGTERM); returns its exit code.

    With `beat` a thread of the worker is a clock too. Any number of workers and clocks may run.
    """

    def ready(**_ours: Any) -> None:
        if beat:
            start_clock(app)

    worker_ready.connect(ready, weak=False)
    quiet_machines()
    read_typefaces()  # before the fork, so that the processes share them
    importlib.import_module("notifications.signing")  # likewise
    options = {"without_heartbeat": True, "without_mingle": True, "without_gossip": True}
    worker = app.Worker(pool="prefork", concurrency=concurrency, loglevel="INFO", quiet=True, **options)
    worker.start()
    return int(worker.exitcode or 0)


def quiet_machines() -> None:
    """The state machines tell every callback; the log is for what somebody must know."""
    logging.getLogger("transitions").setLevel(logging.WARNING)


def start_clock(app: Celery) -> Any:
    """The clock as a thread of this process. It says its first words at once: much may have fallen due meanwhile."""
    for task in TASK_OF.values():
        hint(app, task)
    clock = EmbeddedService(app, thread=True, scheduler_cls=IN_MEMORY)
    clock.start()
    return clock


def broker_answers(settings: Settings) -> bool:
    """Whether the broker can be reached now; there is nothing to reach where the worker runs in the process."""
    if in_process(settings):
        return True
    limits = {"socket_connect_timeout": CONNECT_SECONDS_MAX, "socket_timeout": CONNECT_SECONDS_MAX}
    try:
        with redis.Redis.from_url(settings.broker_url, **limits) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


app = make_app(read_settings())
