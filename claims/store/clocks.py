"""Clocks 期限: a legal period that runs, pauses and ends; the due day is derived, the stored one is a cache."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql

from claims.store.base import Stored, counter, key, maybe_text, refers, text

RUNNING = "state = 'running'"


class Clock(Stored, table=True):
    """A period set by rule `code` on `subject`. `due_on` is a cache of the derivation under `calendar_version`."""

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("generation >= 1", name="generation"),
        Index("ix_clock_claim_open", "claim_no", "state"),
        Index("ix_clock_due", "due_on", sqlite_where=sql(RUNNING), postgresql_where=sql(RUNNING)),
    )
    id: str = key()
    claim_no: str = refers("claim.no", index=False)
    subject: str = text()
    code: str = text()
    rule: str = text()
    amount: int
    unit: str = text()
    started_on: date
    due_on: date
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


class Rung(Stored, table=True):
    """A rung of a clock that has been claimed; unique, so that it fires once a generation."""

    __table_args__ = (UniqueConstraint("clock_id", "generation", "rung"),)
    id: int | None = counter()
    clock_id: str = refers("clock.id")
    generation: int
    rung: str = text()
    claimed_at: str = text()
