"""Calls 回电 that wait: for the intake desk, and for whoever has carried the case on last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, case, select
from sqlalchemy import text as sql

from claims.store import call_backs
from claims.store.tables import table
from workflows.allotment_rows import CALLS
from workflows.call_backs import norm_of, ring_by
from workflows.case_handler import HANDLES, handled_by
from workflows.inbox_tasks import CLAIM, Source, waiting_part
from workflows.roles import Actor, Role
from workflows.transaction import Desk

CALL = table("call_back")
WAITING = sql(f"call_back.{call_backs.WAITING}")


def call_parts(connection: Connection, desk: Desk, actor: Actor) -> Iterator[Select[Any]]:
    """Every call that this actor may make; it has a last day only where the bureau has set itself a norm."""
    if not actor.roles.isdisjoint(HANDLES):
        yield _part(actor, _last_days(connection, desk))


def _last_days(connection: Connection, desk: Desk) -> tuple[tuple[date, date], ...]:
    """The days on which calls were asked for, few however many there are, each with its last day."""
    if norm_of(desk.rules, desk.today()) is None:
        return ()
    asked = connection.execute(select(CALL.c.asked_on).where(WAITING).distinct()).scalars()
    reckoned = ((day, ring_by(norm_of(desk.rules, day), day, desk.calendar)) for day in asked)
    return tuple(sorted((day, last) for day, last in reckoned if last is not None))


@lru_cache(maxsize=64)
def _part(actor: Actor, days: tuple[tuple[date, date], ...]) -> Select[Any]:
    reckoned = case(dict(days), value=CALL.c.asked_on) if days else None
    found = waiting_part(Source.CALL, CALL.c.id, CALL.c.claim_no, due_on=reckoned, code=CALLS)
    found = found.join(CLAIM, CLAIM.c.no == CALL.c.claim_no).where(WAITING)
    return found if Role.INTAKE in actor.roles else found.where(handled_by(actor.username))
