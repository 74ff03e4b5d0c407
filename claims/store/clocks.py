"""Clocks 期限: a legal period that runs, pauses, is extended and ends; its due day is derived, the stored one is a cache.

Beside them what a clock leaves behind: its pauses, its extension, the changes of its due day, and the rungs that told
somebody in time.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql

from claims.store.base import Stored, counter, key, maybe_text, refers, text

RUNNING = "state = 'running'"


class Clock(Stored, table=True):
    """A period set by rule `code` on `subject`. `due_on` is a cache of the derivation under `calendar_version`.

    `target_on` is the bureau's own earlier day, `lane` says which of the two the rungs are measured on, `party` whose
    period it is where several run on one subject: a side, or the id of a person where each has one. `next_wake_on`, a cache
    too, is the day of the next rung.
    """

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("generation >= 1", name="generation"),
        Index("ix_clock_claim_open", "claim_no", "state"),
        CheckConstraint("target_on IS NULL OR target_on <= due_on", name="target"),
        CheckConstraint("lane IN ('normal', 'fast')", name="lane"),
        CheckConstraint("next_wake_on IS NULL OR state = 'running'", name="wakes_while_running"),
        Index("ix_clock_due", "code", "due_on", sqlite_where=sql(RUNNING), postgresql_where=sql(RUNNING)),
        Index("ix_clock_wake", "next_wake_on", sqlite_where=sql(RUNNING), postgresql_where=sql(RUNNING)),
    )
    id: str = key()
    claim_no: str = refers("claim.no", index=False)
    subject: str = text(index=True)
    party: str | None = maybe_text()
    lane: str = text()
    code: str = text()
    rule: str = text()
    amount: int
    unit: str = text()
    started_on: date
    due_on: date
    target_on: date | None = None
    next_wake_on: date | None = None
    provisional: bool
    calendar_version: str = text()
    rolls: bool
    generation: int
    state: str = text()
    closed_on: date | None = None
    started_by: str = text()
    closed_by: str | None = maybe_text()


class ClockPause(Stored, table=True):
    """A stop of a clock from the day of the notice to the day of resumption, with its reason and document."""

    __table_args__ = (UniqueConstraint("clock_id", "notice_on"),)
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    clock_id: str = refers("clock.id")
    notice_on: date
    resumed_on: date | None = None
    reason: str = text()
    document: str = text()


class ClockExtension(Stored, table=True):
    """The one extension 延长 that a clock may be given: so many more of its own units, why, by which document, by whom."""

    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    clock_id: str = refers("clock.id", unique=True)
    amount: int
    reason: str = text()
    document: str = text()
    granted_by: str = text()
    granted_on: date
    event_id: str = text()


class ClockChange(Stored, table=True):
    """A due day that moved: from which day to which, in which generation, and why (pause, extension, budget, calendar)."""

    __table_args__ = (UniqueConstraint("clock_id", "generation"),)
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    clock_id: str = refers("clock.id", index=False)
    generation: int
    cause: str = text()
    was_on: date
    now_on: date
    changed_on: date


class Rung(Stored, table=True):
    """A rung of a clock that has been claimed; unique, so that it fires once a generation.

    `level` is the step of the ladder, `told` the accounts that held its post that day, as a JSON list.
    """

    __table_args__ = (UniqueConstraint("clock_id", "generation", "rung"),)
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    clock_id: str = refers("clock.id", index=False)
    generation: int
    rung: str = text()
    level: str = text()
    told: str = text()
    due_on: date
    fired_on: date
    claimed_at: str = text(index=True)
