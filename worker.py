"""The Celery worker: once a minute it sweeps what has fallen due and drains the outbox.

A message is only a hint that carries nothing: what there is to do stands in the database, so a message that is lost
costs a minute and one that comes twice does nothing twice. Without settings everything runs in this process and needs
no server; with a `redis://` address in CLAIMS_BROKER_URL: `celery -A worker worker` and `celery -A worker beat`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from celery import Celery
from celery.beat import EmbeddedService
from celery.worker import WorkController
from celery.worker import state as worker_state

from claims.clock import SHANGHAI
from claims.settings import Settings, read_settings
from workflows import opening, outbox
from workflows.sweep import sweep as sweep_what_is_due
from workflows.transaction import Desk

SWEEP, DRAIN = "claims.sweep", "claims.drain"
SWEEP_EVERY_SECONDS = 60
TASK_SECONDS_MAX = 240  # less than the lease of an effect, so that no worker outlives its lease
REDELIVERED_AFTER_SECONDS = 600  # more than a task may take, else a running one is handed out again
IN_PROCESS = {"polling_interval": 0.1}  # seconds
ON_A_SERVER = {"visibility_timeout": REDELIVERED_AFTER_SECONDS}
EFFECTS_AT_A_TIME = 100
IN_MEMORY = "celery.beat:Scheduler"  # one entry, whose last run nobody needs to remember
START_SECONDS_MAX = 10  # without a broker the worker goes on trying while the program runs
STOP_SECONDS_MAX = 30


def make_app(settings: Settings, desk: Callable[[], Desk] | None = None) -> Celery:
    """The Celery application of an installation. `desk` is how a task comes to its desk: by default, one a process."""
    app = Celery("claims", broker=settings.broker_url, set_as_current=False)
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_time_limit=TASK_SECONDS_MAX,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_eta_task_limit=1,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options=IN_PROCESS if settings.broker_url.startswith("memory:") else ON_A_SERVER,
        timezone=SHANGHAI.key,
        beat_scheduler=IN_MEMORY,
        beat_schedule={"sweep": {"task": SWEEP, "schedule": SWEEP_EVERY_SECONDS}},
    )
    _add_tasks(app, desk or desk_of_process(settings))
    return app


def _add_tasks(app: Celery, desk: Callable[[], Desk]) -> None:
    """Two tasks, neither with an argument. A sweep makes letters, so it is followed by a drain."""

    def drain() -> None:
        if outbox.drain(desk(), EFFECTS_AT_A_TIME).done == EFFECTS_AT_A_TIME:
            app.send_task(DRAIN)

    def sweep() -> None:
        opened = desk()
        sweep_what_is_due(opened, opened.today())
        app.send_task(DRAIN)

    app.task(drain, name=DRAIN, shared=False)
    app.task(sweep, name=SWEEP, shared=False)


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
    clock = EmbeddedService(app, thread=True, scheduler_cls=IN_MEMORY) if beat else None
    if clock is not None:
        clock.start()
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


app = make_app(read_settings())
