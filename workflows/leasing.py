"""Who carries out which effect: a worker takes a batch under a lease with a fencing token, one effect a case.

Only the lowest undone effect of a case can be taken, so the order of a case is kept whoever works; behind one that is
set aside or unknown the case waits. A message lets all but other messages pass, so that a provider that is away keeps no
letter back; what waits for its hour lets everything pass. On PostgreSQL workers step over each other's rows, on SQLite
one writes at a time.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, literal_column, or_, select, update

from claims.clock import instant_text
from claims.store.rows import Row, update_row
from claims.store.tables import table
from workflows.promised import EFFECTS
from workflows.transaction import Desk

LEASE = timedelta(seconds=30)  # more than one effect may take; who dies with it in hand is waited for no longer
FAULTS_MAX = 5
WORKER_LOST = "WorkerLost"
OUTBOX = table("outbox")
GIVEN_UP = [name for name, kind in EFFECTS.items() if kind.tries is not None]  # each by its own count of tries
UNDONE = OUTBOX.c.state != literal_column("'done'")  # written out, so that the index of what is undone serves


def due(now: str) -> ColumnElement[bool]:
    """What waits for no later hour than `now` (UTC text)."""
    return or_(OUTBOX.c.not_before.is_(None), OUTBOX.c.not_before <= now)


@dataclass(frozen=True, slots=True)
class Batch:
    """The effects a worker has leased, and how many of lost workers became unknown or were set aside."""

    effects: tuple[Row, ...]
    unknown: int
    set_aside: int


def lease(desk: Desk, connection: Connection, limit: int) -> Batch:
    """Lease up to `limit` effects that are free: never taken, rested, or left by a worker that was lost."""
    now = instant_text(desk.instant())
    unknown, set_aside = _give_up(connection, now)
    effects = [dict(row) for row in connection.execute(_free(now, limit)).mappings()]
    values: Row = {"state": "claimed", "token": secrets.token_hex(8), "leased_until": _until(desk)}
    if effects:
        keys = [effect["effect_key"] for effect in effects]
        connection.execute(update(OUTBOX).where(OUTBOX.c.effect_key.in_(keys)).values(values))
    return Batch(tuple({**effect, **values} for effect in effects), unknown, set_aside)


def _free(now: str, limit: int) -> Any:
    """The free effects; what has failed before comes last, so that whatever stops a worker meets it late and others go on."""
    first = (
        select(
            OUTBOX.c.claim_no,
            func.min(OUTBOX.c.seq).label("seq"),
            func.min(case((OUTBOX.c.kind.not_in(GIVEN_UP), OUTBOX.c.seq))).label("passing_seq"),
        )
        .where(UNDONE, due(now))
        .group_by(OUTBOX.c.claim_no)
        .subquery()
    )
    return (
        select(OUTBOX)
        .join(first, first.c.claim_no == OUTBOX.c.claim_no)
        .where(or_(OUTBOX.c.seq == first.c.seq, OUTBOX.c.seq == first.c.passing_seq))
        .where(OUTBOX.c.state.in_(("pending", "claimed")))
        .where((OUTBOX.c.leased_until.is_(None)) | (OUTBOX.c.leased_until < now))
        .order_by(OUTBOX.c.faults, OUTBOX.c.created_at, OUTBOX.c.effect_key)
        .limit(limit)
        .with_for_update(skip_locked=True, of=OUTBOX)
    )


def _give_up(connection: Connection, now: str) -> tuple[int, int]:
    """What lost workers left behind: an act outside of which nobody knows, and what has cost too many workers."""
    left = (UNDONE, OUTBOX.c.leased_until < now)
    lasting = OUTBOX.c.kind.not_in(GIVEN_UP)
    in_doubt = update(OUTBOX).where(*left, OUTBOX.c.state == "intent")
    deadly = update(OUTBOX).where(*left, OUTBOX.c.state == "claimed", OUTBOX.c.faults >= FAULTS_MAX, lasting)
    found = [
        connection.execute(statement.values(state=state, last_error=WORKER_LOST, leased_until=None)).rowcount
        for statement, state in ((in_doubt, "unknown"), (deadly, "quarantined"))
    ]
    return found[0], found[1]


def begin(desk: Desk, connection: Connection, effect: Row, *, outside: bool) -> Row | None:
    """Note that the effect is now carried out, before it is; None where the lease is another's by now.

    It counts as a fault until the worker comes back. The intent of an act outside is kept here.
    """
    values: Row = {
        "attempts": effect["attempts"] + 1,
        "faults": effect["faults"] + 1,
        "leased_until": _until(desk),
    }
    if outside:
        values |= {"state": "intent", "intended_at": instant_text(desk.instant())}
    return {**effect, **values} if mark(connection, effect, values) else None


def mark(connection: Connection, effect: Row, values: Row) -> bool:
    """Give the effect these values if the lease is still ours; returns whether it is."""
    where = {"effect_key": effect["effect_key"], "token": effect["token"]}
    return update_row(connection, "outbox", where, values) == 1


def _until(desk: Desk) -> str:
    return instant_text(desk.instant() + LEASE)
