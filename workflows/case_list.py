"""The cases that somebody may see, filtered, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select

from claims.store.tables import table
from workflows.case_heads import CLAIM, SHOWN, Head, heads
from workflows.clock_rules import MUST_ACT
from workflows.roles import Actor
from workflows.sight import sees

PAGE_ROWS = 50
SORTS = {"reported": CLAIM.c.reported_on, "accident": CLAIM.c.accident_on, "no": CLAIM.c.no}
CLOCK = table("clock")
RUNNING = and_(CLOCK.c.state == "running", CLOCK.c.code.in_(MUST_ACT))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: of these states, this platform and industry, injured or received within these days; fast ones only.

    `sort` is a name of `SORTS`, with a minus in front for the latest first. `page` counts from 1.
    """

    states: tuple[str, ...] = ()
    platform: str = ""
    industry: str = ""
    accident_from: date | None = None
    accident_to: date | None = None
    received_from: date | None = None
    received_to: date | None = None
    fast: bool = False
    overdue: bool = False
    sort: str = "-reported"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A page of cases with the day that governs each, and how many there are in all."""

    heads: Sequence[Head]
    due: dict[str, tuple[date, str]]
    total: int


def case_list(connection: Connection, actor: Actor, today: date, wanted: Wanted) -> Found:
    """The cases that `actor` may see today and that are wanted."""
    conditions = [sees(actor, today), *_conditions(wanted, today)]
    total = connection.execute(select(func.count()).select_from(CLAIM).where(*conditions)).scalar_one()
    name = wanted.sort.removeprefix("-")
    column = SORTS.get(name, CLAIM.c.reported_on)
    ordered = (column.desc(), CLAIM.c.no.desc()) if wanted.sort.startswith("-") else (column, CLAIM.c.no)
    found = select(*(CLAIM.c[one] for one in SHOWN)).where(*conditions).order_by(*ordered)
    found = found.limit(PAGE_ROWS).offset((max(1, wanted.page) - 1) * PAGE_ROWS)
    page = list(heads(connection, [dict(row) for row in connection.execute(found).mappings()]).values())
    return Found(page, _due(connection, [head.no for head in page]), int(total))


def platforms_of(connection: Connection) -> list[str]:
    """The platforms that any case names, in their order."""
    return sorted(connection.execute(select(CLAIM.c.platform).distinct()).scalars())


def _conditions(wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    days = (
        (wanted.accident_from, CLAIM.c.accident_on.__ge__),
        (wanted.accident_to, CLAIM.c.accident_on.__le__),
        (wanted.received_from, CLAIM.c.received_on.__ge__),
        (wanted.received_to, CLAIM.c.received_on.__le__),
    )
    found = [compare(day) for day, compare in days if day is not None]
    if wanted.states:
        found.append(CLAIM.c.state.in_(wanted.states))
    if wanted.platform:
        found.append(CLAIM.c.platform == wanted.platform)
    if wanted.industry:
        found.append(CLAIM.c.industry == wanted.industry)
    if wanted.fast:
        found.append(CLAIM.c.fast_lane)
    if wanted.overdue:
        late = select(CLOCK.c.claim_no).where(RUNNING, CLOCK.c.due_on < today)
        found.append(CLAIM.c.no.in_(late))
    return found


def _due(connection: Connection, numbers: Sequence[str]) -> dict[str, tuple[date, str]]:
    """The nearest last day on which somebody must have acted, of each case, and what it is counted in."""
    wanted = select(CLOCK.c.claim_no, CLOCK.c.due_on, CLOCK.c.unit).where(CLOCK.c.claim_no.in_(numbers), RUNNING)
    nearest: dict[str, tuple[date, str]] = {}
    for row in connection.execute(wanted.order_by(CLOCK.c.due_on.desc())):
        nearest[row.claim_no] = (row.due_on, row.unit)
    return nearest
