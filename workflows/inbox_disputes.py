"""What waits because of a dispute 争议: new ones and motions for the green channel for the legal officer, those of his area for
the arbitrator.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, select, true

from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES
from claims.fast_track import GROUND_NAMES
from claims.store.tables import table
from workflows.dispute_areas import arbitrators_by_area
from workflows.inbox_tasks import CLOCK, Source, running, waiting_part
from workflows.machines.dispute_rows.states import FINAL
from workflows.roles import Actor, Role

DISPUTE = table("dispute")
FIRST, OWN = CLOCK.alias("first"), CLOCK.alias("own")
DECIDED = ("grant_fast", "refuse_fast")


def dispute_parts(connection: Connection, actor: Actor, day: date) -> Iterator[Select[Any]]:
    """The disputes on which somebody must do the first thing, or that an arbitrator follows on `day`."""
    is_open = DISPUTE.c.state.not_in(FINAL)
    if Role.LEGAL in actor.roles:
        asked = and_(DISPUTE.c.fast_asked_on.is_not(None), DISPUTE.c.fast_decided_on.is_(None))
        yield _part(Source.MOTION, urgent=true()).where(asked, is_open)
        yield _part(Source.NEW_DISPUTE).where(DISPUTE.c.state == "lodged")
    if Role.ARBITRATOR in actor.roles:
        in_charge = arbitrators_by_area(connection, day)
        areas = [area for area, usernames in in_charge.items() if actor.username in usernames]
        yield _part(Source.AREA_DISPUTE).where(DISPUTE.c.fast, DISPUTE.c.area.in_(areas), is_open)


def dispute_words(source: Source, matter: str, route: str, ground: str) -> str:
    """What is to be done about a dispute."""
    if source is Source.MOTION:
        named = GROUND_NAMES.get(ground, "")
        return f"申请绿色通道，待决定{f'（{named}）' if named else ''}"
    if source is Source.NEW_DISPUTE:
        return f"新提出的争议：{MATTER_NAMES[matter]}（{ROUTE_NAMES[route]}）"
    return f"片区绿色通道：{MATTER_NAMES[matter]}"


def _part(source: Source, urgent: ColumnElement[bool] | None = None) -> Select[Any]:
    """Disputes, each with its clock that falls due next, as the board has it."""
    own = select(OWN.c.id).where(running(OWN), OWN.c.subject.in_((DISPUTE.c.id, DISPUTE.c.appraisal_id)))
    first = own.order_by(OWN.c.due_on, OWN.c.id).limit(1).correlate(DISPUTE).scalar_subquery()
    found = waiting_part(source, DISPUTE.c.id, DISPUTE.c.claim_no, FIRST, urgent=urgent)
    return found.select_from(DISPUTE.outerjoin(FIRST, FIRST.c.id == first))
