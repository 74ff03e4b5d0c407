"""Long work that an auditor asks for: written down when asked, its progress told while it is done, its result kept.

Who runs it gives it `tell`; a task whose process died stays running, and counts as broken off when nothing was heard of it
for a while.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from claims.canonical import canonical_json
from claims.clock import instant_after, instant_text, minute_text, parse_instant
from claims.store.rows import Row, insert_rows, select_one
from claims.store.tables import table
from workflows.transaction import Desk, in_one_transaction, reading

TASK = table("audit_task")
SILENT = timedelta(minutes=10)
TOLD_EVERY = timedelta(seconds=2)
SHOWN = 20
CHECK, EXPORT = "check", "export"
RUNNING, DONE, FAILED, BROKEN = "running", "done", "failed", "broken"
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands: running, done, failed, or broken off; `done` of `total` say how far it came."""

    id: str
    kind: str
    asked_by: str
    asked_at: str
    step: str
    done: int
    total: int
    asked: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def when(self) -> str:
        """When it was asked for, to the minute."""
        return minute_text(self.asked_at)


def begin(desk: Desk, kind: str, username: str, asked: Mapping[str, Any]) -> str:
    """Write down that a task begins; returns its id."""
    row: Row = {
        "id": desk.salt(), "kind": kind, "asked_by": username, "step": RUNNING, "done": 0, "total": 0,
        "asked": canonical_json(dict(asked)), "result": "{}",
    }  # fmt: skip

    def work(connection: Connection) -> None:
        last = connection.execute(select(func.max(TASK.c.asked_at))).scalar() or ""
        now = instant_text(desk.instant())
        insert_rows(connection, "audit_task", [{**row, "asked_at": instant_after(last, now), "told_at": now}])

    in_one_transaction(desk, work)
    return str(row["id"])


def teller(desk: Desk, task_id: str) -> Tell:
    """What hears how far a task is, and writes it down now and then."""
    last = [desk.instant() - TOLD_EVERY]

    def tell(done: int, total: int) -> None:
        now = desk.instant()
        if now - last[0] < TOLD_EVERY and done < total:
            return
        last[0] = now
        _set(desk, task_id, {"done": done, "total": total, "told_at": instant_text(now)})

    return tell


def finish(desk: Desk, task_id: str, result: Mapping[str, Any], *, failed: bool = False) -> None:
    """Write down what came of a task."""
    ended = {"step": FAILED if failed else DONE, "result": canonical_json(dict(result))}
    _set(desk, task_id, {**ended, "told_at": instant_text(desk.instant())})


def task(desk: Desk, task_id: str) -> Task | None:
    """A task; None where there is none of this id."""
    with reading(desk) as connection:
        row = select_one(connection, "audit_task", id=task_id)
    return None if row is None else _task(desk, row)


def tasks(desk: Desk, kind: str, limit: int = SHOWN) -> tuple[Task, ...]:
    """The last tasks of a kind, the newest first."""
    chosen = select(TASK).where(TASK.c.kind == kind).order_by(TASK.c.asked_at.desc(), TASK.c.id).limit(limit)
    with reading(desk) as connection:
        return tuple(_task(desk, dict(row)) for row in connection.execute(chosen).mappings())


def _task(desk: Desk, row: Row) -> Task:
    silent = desk.instant() - parse_instant(row["told_at"]) > SILENT
    step = BROKEN if row["step"] == RUNNING and silent else row["step"]
    return Task(
        row["id"], row["kind"], row["asked_by"], row["asked_at"], step, row["done"], row["total"],
        json.loads(row["asked"]), json.loads(row["result"]),
    )  # fmt: skip


def _set(desk: Desk, task_id: str, values: Mapping[str, Any]) -> None:
    def work(connection: Connection) -> None:
        connection.execute(update(TASK).where(TASK.c.id == task_id).values(**values))

    in_one_transaction(desk, work)
