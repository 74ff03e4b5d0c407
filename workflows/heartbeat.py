"""The heartbeat: whoever has swept, drained or sealed says so in a row. That a process lives proves nothing."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from claims.clock import instant_text, parse_instant
from claims.store.rows import Row, select_rows
from claims.store.tables import table
from workflows.transaction import Desk, in_one_transaction, reading

SWEEP, DRAIN, SEAL = "sweep", "drain", "seal"
EVERY = {SWEEP: timedelta(minutes=1), DRAIN: timedelta(minutes=1), SEAL: timedelta(minutes=1)}
MISSED_MAX = 3
HEARTBEAT = table("heartbeat")


@dataclass(frozen=True, slots=True)
class Pulse:
    """A kind of work: when it was last done (None: never), by which process, how much, and whether that is recent enough."""

    name: str
    worker: str | None
    beaten_at: datetime | None
    done: int
    age: timedelta | None
    alive: bool


def beat(desk: Desk, name: str, done: int) -> None:
    """Write down that `name` has just been done, and how much of it there was."""
    row: Row = {
        "name": name,
        "worker": this_process(),
        "beaten_at": instant_text(desk.instant()),
        "done": done,
    }

    def write(connection: Connection) -> None:
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        connection.execute(insert(HEARTBEAT).values(row).on_conflict_do_update(index_elements=["name"], set_=row))

    in_one_transaction(desk, write)


def pulses(desk: Desk, now: datetime) -> list[Pulse]:
    """The pulse of every kind of work at `now`; it is alive if not more than three of its intervals have passed."""
    with reading(desk) as connection:
        rows = {row["name"]: row for row in select_rows(connection, "heartbeat")}
    return [_pulse(name, rows.get(name), now) for name in EVERY]


def alive(desk: Desk, now: datetime) -> dict[str, bool]:
    """Whether each kind of work has been done of late."""
    return {pulse.name: pulse.alive for pulse in pulses(desk, now)}


def _pulse(name: str, row: Row | None, now: datetime) -> Pulse:
    if row is None:
        return Pulse(name, None, None, 0, None, alive=False)
    beaten_at = parse_instant(row["beaten_at"])
    age = now - beaten_at
    return Pulse(name, row["worker"], beaten_at, row["done"], age, age <= MISSED_MAX * EVERY[name])


def this_process() -> str:
    """The name of this process: its machine and its number."""
    return f"{socket.gethostname()}:{os.getpid()}"
