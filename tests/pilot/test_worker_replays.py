"""The pilot with a real worker on Valkey and PostgreSQL leaves the same ledger and letters, byte for byte, as without one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Event

from celery.signals import task_postrun

import worker
from claims.settings import Settings
from claims.store.rows import select_rows
from pilot.office import Hands
from tests.support.pilots import PROVINCE, Replayed, replayed
from workflows.exporting import export_csv
from workflows.outbox import Drained
from workflows.transaction import Desk, reading

TASK_SECONDS_MAX = 300


class Distant:
    """Has the work done by tasks that go over the broker; waits until a task has come to its end."""

    def __init__(self, broker_url: str) -> None:
        self.app = worker.make_app(Settings("", Path(), broker_url, PROVINCE), self.desk)
        self.tasks = 0
        self._desk: Desk | None = None
        self._ended = Event()

    def desk(self) -> Desk:
        """The desk of the replay, with its clock."""
        assert self._desk
        return self._desk

    def sweep(self, desk: Desk, _day: date) -> None:
        """What falls due on the day that the desk's clock shows."""
        self._do(desk, worker.SWEEP)

    def drain(self, desk: Desk, _limit: int) -> Drained:
        """Letters become files, all of them."""
        before = undone(desk)
        while undone(desk):
            self._do(desk, worker.DRAIN)
        return Drained(before, 0)

    def _do(self, desk: Desk, task: str) -> None:
        self._desk = desk
        self._ended.clear()
        sent = self.app.send_task(task)
        self._awaited = sent.id
        assert self._ended.wait(TASK_SECONDS_MAX), f"{task} did not end"
        self.tasks += 1

    def ended(self, task_id: str = "", **_others: object) -> None:
        """A task has come to its end; the hints that follow a sweep are not waited for."""
        if task_id == self._awaited:
            self._ended.set()

    _awaited = ""


def undone(desk: Desk) -> int:
    """How many effects are not done."""
    with reading(desk) as connection:
        return sum(row["state"] != "done" for row in select_rows(connection, "outbox"))


@contextmanager
def working(distant: Distant) -> Iterator[Hands]:
    """The worker runs while the block does."""
    task_postrun.connect(distant.ended)
    try:
        with worker.run_embedded(distant.app, beat=False):
            yield Hands(distant.sweep, distant.drain)
    finally:
        task_postrun.disconnect(distant.ended)


def ledger(made: Replayed) -> bytes:
    """The ledger as `claims ledger export` writes it."""
    out = BytesIO()
    export_csv(made.desk, out)
    return out.getvalue()


def files(made: Replayed) -> dict[str, str]:
    """The hash of every file of a letter, by its place."""
    folder = made.desk.var_dir / "letters"
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*.pdf")}


def test_a_worker_on_a_broker_leaves_the_same_ledger_and_letters(
    late: Replayed, folder: Path, postgres_url: str, broker_url: str
) -> None:
    distant = Distant(broker_url)
    with working(distant) as hands, replayed(folder, late.data, postgres_url, hands) as on_the_broker:
        assert ledger(on_the_broker) == ledger(late)
        assert files(on_the_broker) == files(late)
        heads = [sorted((row["no"], row["head_hash"]) for row in made.rows("claim")) for made in (on_the_broker, late)]
        assert heads[0] == heads[1]
        assert on_the_broker.summary == late.summary
        assert {row["attempts"] for row in on_the_broker.rows("outbox")} == {1}
        rows, made = len(ledger(late).splitlines()), len(files(late))
        assert (rows > 20, made > 40) == (True, True)
        sys.stdout.write(f"{distant.tasks} tasks awaited, {rows} lines of the ledger, {made} files\n")
