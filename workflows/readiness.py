"""Whether an installation can do its work now: the database, its schema, the keys, and somebody who sweeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from claims.errors import ClaimsError
from claims.store.installing import installation
from claims.store.private import cipher_of
from notifications.keys import check_key
from workflows.faults import PASSING
from workflows.heartbeat import pulses
from workflows.identity import read_index_key
from workflows.transaction import Desk

DATABASE, KEYS, WORKER = "database", "keys", "worker"


@dataclass(frozen=True, slots=True)
class Ready:
    """One thing that must be there: its name, whether it is, and a code that says what lacks (empty where nothing does)."""

    name: str
    is_there: bool
    code: str = ""


def readiness(desk: Desk, now: datetime) -> tuple[Ready, ...]:
    """What must be there for the pages to be of use. Codes only: whoever asks may be anybody."""
    database = _database(desk)
    worker = _worker(desk, now) if database.is_there else Ready(WORKER, False, "database_unreachable")
    return database, _keys(desk, now), worker


def _database(desk: Desk) -> Ready:
    try:
        row = installation(desk.engine)  # which compares the schema with that of this program
    except ClaimsError as fault:
        return Ready(DATABASE, False, fault.code)
    except PASSING:
        return Ready(DATABASE, False, "database_unreachable")
    return Ready(DATABASE, row is not None, "" if row else "not_installed")


def _keys(desk: Desk, now: datetime) -> Ready:
    """The key of the index, those of sealed data, and in production the one that signs."""
    try:
        cipher_of(desk.engine)
        read_index_key(desk.var_dir)
        if desk.production and desk.sign_key is None:
            return Ready(KEYS, False, "sign_key_not_set")
        if desk.sign_key is not None:
            check_key(desk.sign_key, now)
    except ClaimsError as fault:
        return Ready(KEYS, False, fault.code)
    return Ready(KEYS, True)


def _worker(desk: Desk, now: datetime) -> Ready:
    try:
        alive = all(pulse.alive for pulse in pulses(desk, now))
    except PASSING:
        return Ready(WORKER, False, "database_unreachable")
    return Ready(WORKER, alive, "" if alive else "no_heartbeat")
