"""What waits because of a dispute 争议: new ones, motions for the green channel and reviews that ran out undecided for the legal
officer, those of his area for the arbitrator.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, not_, true

from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES
from claims.fast_track import GROUND_NAMES
from claims.store.tables import table
from workflows.dispute_areas import arbitrators_by_area
from workflows.inbox_tasks import FIRST, OWN, Source, waiting_part, with_first_clock
from workflows.machines.dispute_rows.states import BEFORE_ORGAN, FINAL
from workflows.review_silence import PERIOD
from workflows.roles import Actor, Role

DISPUTE, REVIEW = table("dispute"), table("clock").alias("review")
IS_OPEN = DISPUTE.c.state.not_in(FINAL)
DECIDED = ("grant_fast", "refuse_fast")


def legal_parts(actor: Actor) -> Iterator[Select[Any]]:
    """The disputes on which somebody must do the first thing."""
    if Role.LEGAL in actor.roles:
        asked = and_(DISPUTE.c.fast_asked_on.is_not(None), DISPUTE.c.fast_decided_on.is_(None))
        yield _part(Source.MOTION, urgent=true()).where(asked, IS_OPEN)
        yield _part(Source.NEW_DISPUTE).where(DISPUTE.c.state == "lodged")
        has_it, over, runs = DISPUTE.c.state.in_(BEFORE_ORGAN), _period("ended"), _period("running", "paused")
        yield _part(Source.SILENT_REVIEW).where(DISPUTE.c.route == "review", has_it, over, not_(runs))


def area_parts(connection: Connection, actor: Actor, day: date) -> Iterator[Select[Any]]:
    """The disputes on the green channel that an arbitrator follows on `day`, by the areas he is in charge of."""
    if Role.ARBITRATOR in actor.roles:
        in_charge = arbitrators_by_area(connection, day)
        areas = [area for area, usernames in in_charge.items() if actor.username in usernames]
        yield _part(Source.AREA_DISPUTE).where(DISPUTE.c.fast, DISPUTE.c.area.in_(areas), IS_OPEN)


def dispute_words(source: Source, matter: str, route: str, ground: str) -> str:
    """What is to be done about a dispute."""
    if source is Source.MOTION:
        named = GROUND_NAMES.get(ground, "")
        return f"申请绿色通道，待决定{f'（{named}）' if named else ''}"
    if source is Source.SILENT_REVIEW:
        return f"复议期满没有决定，等复议决定或者起诉：{MATTER_NAMES[matter]}"
    if source is Source.NEW_DISPUTE:
        return f"新提出的争议：{MATTER_NAMES[matter]}（{ROUTE_NAMES[route]}）"
    return f"片区绿色通道：{MATTER_NAMES[matter]}"


def _period(*states: str) -> ColumnElement[bool]:
    """Whether the review organ's own period is there in one of these states."""
    of_it = (REVIEW.c.claim_no == DISPUTE.c.claim_no, REVIEW.c.subject == DISPUTE.c.id)
    return exists().where(*of_it, REVIEW.c.code == PERIOD, REVIEW.c.state.in_(states))


def _part(source: Source, urgent: ColumnElement[bool] | None = None) -> Select[Any]:
    """Disputes, each with its clock that falls due next, as the board has it."""
    found = waiting_part(source, DISPUTE.c.id, DISPUTE.c.claim_no, FIRST, urgent=urgent)
    return found.select_from(with_first_clock(DISPUTE, OWN.c.subject.in_((DISPUTE.c.id, DISPUTE.c.appraisal_id))))
