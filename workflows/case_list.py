"""The cases that somebody may see, filtered, a page at a time; a page goes on behind the last case of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select, tuple_

from claims.rules import Rules
from workflows.case_handler import handled_by
from workflows.case_heads import CLAIM, Head, head_of, heads_selected
from workflows.case_lights import CLOCK, RUNNING, Near, lit
from workflows.roles import Actor
from workflows.sight import sees
from workflows.told_of_order import known_platforms

PAGE_ROWS = 50
COUNTED_MAX = 10_000  # further than that nobody counts
SORTS = {"reported": CLAIM.c.reported_on, "accident": CLAIM.c.accident_on, "no": CLAIM.c.no}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: of these states, this platform and industry, injured or accepted within these days; that burn this light
    (yellow up to `near`), or that this officer carried on last; fast ones only.

    `sort` is a name of `SORTS`, with a minus in front for the latest first. `after` is the case behind which the page begins,
    by what it is sorted by and its number.
    """

    states: tuple[str, ...] = ()
    platform: str = ""
    industry: str = ""
    accident_from: date | None = None
    accident_to: date | None = None
    accepted_from: date | None = None
    accepted_to: date | None = None
    light: str = ""
    near: Near | None = None
    handler: str = ""
    fast: bool = False
    overdue: bool = False
    sort: str = "-reported"
    after: tuple[date | str, str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of cases with the day that governs each, how many there are in all, counted up to one more than `COUNTED_MAX`,
    and the case behind which the next page begins (None: this is the last).
    """

    heads: Sequence[Head]
    due: dict[str, tuple[date, str]]
    total: int
    after: tuple[date | str, str] | None


def case_list(connection: Connection, actor: Actor, today: date, wanted: Wanted, page_rows: int = PAGE_ROWS) -> Found:
    """The cases that `actor` may see today and that are wanted."""
    conditions = [sees(actor, today), *_conditions(wanted, today)]
    some = select(CLAIM.c.no).where(*conditions).limit(COUNTED_MAX + 1).subquery()
    total = connection.execute(select(func.count()).select_from(some)).scalar_one()
    name, down = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    key = (SORTS.get(name, CLAIM.c.reported_on), CLAIM.c.no)
    found = heads_selected().where(*conditions).order_by(*(one.desc() if down else one for one in key))
    if wanted.after is not None:
        place = tuple_(*key)
        found = found.where(place < wanted.after if down else place > wanted.after)
    rows = [dict(row) for row in connection.execute(found.limit(page_rows + 1)).mappings()]
    page = [head_of(connection, row, row["body"]) for row in rows[:page_rows]]
    after = (rows[page_rows - 1][key[0].name], page[-1].no) if len(rows) > page_rows else None
    return Found(page, _due(connection, [head.no for head in page]), int(total), after)


def platforms_of(connection: Connection, rules: Rules) -> list[str]:
    """The platforms of the lists that any case names, in their order; each is found behind the one before, however many
    cases there are.
    """
    first = select(func.min(CLAIM.c.platform).label("name")).cte("named", recursive=True)
    next_one = select(func.min(CLAIM.c.platform)).where(CLAIM.c.platform > first.c.name).scalar_subquery()
    named = first.union_all(select(next_one).where(first.c.name.is_not(None)))
    found = connection.execute(select(named.c.name).where(named.c.name.is_not(None))).scalars()
    return sorted(known_platforms(rules).intersection(found))


def _conditions(wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    days = (
        (wanted.accident_from, CLAIM.c.accident_on.__ge__),
        (wanted.accident_to, CLAIM.c.accident_on.__le__),
        (wanted.accepted_from, CLAIM.c.accepted_on.__ge__),
        (wanted.accepted_to, CLAIM.c.accepted_on.__le__),
    )
    found = [compare(day) for day, compare in days if day is not None]
    if wanted.states:
        found.append(CLAIM.c.state.in_(wanted.states))
    if wanted.platform:
        found.append(CLAIM.c.platform == wanted.platform)
    if wanted.industry:
        found.append(CLAIM.c.industry == wanted.industry)
    if wanted.light and wanted.near is not None:
        found.append(lit(wanted.light, today, wanted.near))
    if wanted.handler:
        found.append(handled_by(wanted.handler))
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
