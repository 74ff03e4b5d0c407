"""The appraisals 劳动能力鉴定 under way, each with the period that falls due next; what has no running period comes last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from claims.periods import Unit
from claims.store.rows import Row
from claims.store.tables import table
from workflows.case_heads import Head, heads_of
from workflows.clock_rules import CLOCK_RULES
from workflows.machines import MACHINES
from workflows.roles import Actor
from workflows.sight import visible_claims

APPRAISAL, CLAIM, CLOCK = table("appraisal"), table("claim"), table("clock")
PAGE_ROWS = 50
OVER = MACHINES["appraisal"].final | {"final"}  # a conclusion that binds may be superseded, but nobody works on it
UNDER_WAY = tuple(state for state in MACHINES["appraisal"].states if state not in OVER)


@dataclass(frozen=True, slots=True)
class Entry:
    """An appraisal in the list. `due_on` is the last day of the period that falls due next, None where none runs."""

    id: str
    head: Head
    kind: str
    state: str
    requested_on: date | None
    grade: int | None
    what: str
    due_on: date | None
    unit: Unit
    provisional: bool


def appraisal_list(
    connection: Connection, actor: Actor, today: date, page: int, *, whole: bool
) -> tuple[list[Entry], int]:
    """A page of the appraisals that this actor may see, and how many there are; with `whole` also those that are over."""
    running = select(func.min(CLOCK.c.due_on)).where(CLOCK.c.subject == APPRAISAL.c.id, CLOCK.c.state == "running")
    due_on = running.correlate(APPRAISAL).scalar_subquery()
    joined = APPRAISAL.join(CLAIM, CLAIM.c.no == APPRAISAL.c.claim_no)
    found = visible_claims(select(APPRAISAL).select_from(joined), actor, today)
    if not whole:
        found = found.where(APPRAISAL.c.state.in_(UNDER_WAY))
    total = int(connection.execute(select(func.count()).select_from(found.subquery())).scalar_one())
    ordered = found.order_by(due_on.is_(None), due_on, APPRAISAL.c.id.desc())
    paged = ordered.limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)
    rows = [dict(row) for row in connection.execute(paged).mappings()]
    clocks = _first_clocks(connection, [row["id"] for row in rows])
    heads = heads_of(connection, (row["claim_no"] for row in rows))
    return [_entry(row, clocks.get(row["id"]), heads[row["claim_no"]]) for row in rows], total


def _first_clocks(connection: Connection, ids: list[str]) -> dict[str, Row]:
    found = select(CLOCK).where(CLOCK.c.subject.in_(ids), CLOCK.c.state == "running")
    first: dict[str, Row] = {}
    for row in connection.execute(found.order_by(CLOCK.c.due_on, CLOCK.c.id)).mappings():
        first.setdefault(row["subject"], dict(row))
    return first


def _entry(row: Row, clock: Row | None, head: Head) -> Entry:
    return Entry(
        id=row["id"],
        head=head,
        kind=row["kind"],
        state=row["state"],
        requested_on=row["requested_on"],
        grade=row["grade"],
        what=CLOCK_RULES[clock["code"]].label if clock else "",
        due_on=clock["due_on"] if clock else None,
        unit=Unit(clock["unit"]) if clock else Unit.CALENDAR,
        provisional=bool(clock and clock["provisional"]),
    )
