"""What waits for somebody, found in the database: of each thing no more than puts it in order, and whole only a page of it.

Every kind of work gives one SELECT of the same columns (`waiting_part`). One statement puts them together, leaves out the
cases that the person stays away from, counts, and gives one page with the clock and the case of each thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from claims.store.rows import Row
from claims.store.tables import table
from workflows.allotment_rows import lies_elsewhere
from workflows.case_heads import PRIVATE, SHOWN, Head, head_of
from workflows.clock_days import FAST, OF_TARGET
from workflows.clock_rules import RIGHTS
from workflows.recount import MOVED
from workflows.roles import OFFICERS, Actor
from workflows.sight import stays_away_from

CLAIM, CLOCK, RUNG = table("claim"), table("clock"), table("rung")
FIRST, OWN = CLOCK.alias("first"), CLOCK.alias("own")
NO_WARNING = frozenset({"half", f"{OF_TARGET}half", "norm", MOVED})
NEVER = date.max  # the governing day of what has none, so that it comes last
WEEK_DAYS = 7
SOON_DAYS = 3


class Source(StrEnum):
    """The kinds of work that wait, each with a SELECT and words of its own."""

    CLOCK = "clock"
    RAISED = "raised"
    DRAFT = "draft"
    SERVICE = "service"
    PAYMENT = "payment"
    MESSAGE = "message"
    MOTION = "motion"
    NEW_DISPUTE = "new_dispute"
    SILENT_REVIEW = "silent_review"
    AREA_DISPUTE = "area_dispute"
    ELIGIBILITY = "eligibility"
    IDENTITY = "identity"
    CALL = "call"
    BANK = "bank"


class Range(StrEnum):
    """The ranges of days that the first line of the desk counts."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands in the order of the desk; a page goes on behind the last one's."""

    calm: int
    day: date
    target: str
    source: str
    clock_id: str


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits: its place, the case it is about (None for what hangs on none), the clock that governs it."""

    place: Place
    claim_no: str
    clock: Row | None
    head: Head | None

    @property
    def source(self) -> Source:
        """What kind of work it is."""
        return Source(self.place.source)

    @property
    def urgent(self) -> bool:
        """Whether it stands before what falls due on the same day."""
        return not self.place.calm

    @property
    def due_on(self) -> date | None:
        """The day that a thing without a clock must keep; None where there is none."""
        return self.place.day if self.clock is None and self.place.day != NEVER else None


@dataclass(frozen=True, slots=True)
class Tasks:
    """A page of what waits, whether more follows, how much there is in each range of days, and the next day that counts."""

    page: Sequence[Task]
    more: bool
    counts: Mapping[Range, int]
    next_on: date | None


def governing(clock: FromClause) -> ColumnElement[date]:
    """The day that counts for a clock: on the green channel its target, else the law's."""
    on_target = and_(clock.c.lane == FAST, clock.c.target_on.is_not(None))
    return case((on_target, clock.c.target_on), else_=clock.c.due_on)


def pressing(clock: FromClause) -> ColumnElement[bool]:
    """Whether a clock of the green channel is about to miss its target."""
    told = exists().where(
        RUNG.c.clock_id == clock.c.id, RUNG.c.generation == clock.c.generation, RUNG.c.rung.not_in(sorted(NO_WARNING))
    )
    return and_(clock.c.lane == FAST, told.correlate(clock))


def running(clock: FromClause) -> ColumnElement[bool]:
    """Whether a clock runs; written out, so that the indexes of running clocks serve."""
    return clock.c.state == literal_column("'running'")


def with_first_clock(subject: FromClause, *wanted: ColumnElement[bool], pressing_first: bool = False) -> FromClause:
    """`subject` joined with `FIRST`, the running clock of those wanted (conditions on `OWN`) that falls due first, if any."""
    order = (*((pressing(OWN).desc(),) if pressing_first else ()), OWN.c.due_on, OWN.c.code, OWN.c.id)
    found = select(OWN.c.id).where(running(OWN), *wanted).order_by(*order).limit(1).correlate_except(OWN)
    return subject.outerjoin(FIRST, FIRST.c.id == found.scalar_subquery())


def waiting_part(
    source: Source,
    target: ColumnElement[str],
    claim_no: ColumnElement[str],
    clock: FromClause | None = None,
    *,
    urgent: ColumnElement[bool] | None = None,
    due_on: ColumnElement[date] | None = None,
    code: str = "",
) -> Select[Any]:
    """The columns of one kind of work, to be joined and filtered by whoever knows it; `clock` may be one that is not there,
    `code` says on whose desk lies what has none.
    """
    day = due_on if clock is None else governing(clock)
    return select(
        literal(source.value).label("source"),
        target.label("target"),
        claim_no.label("claim_no"),
        (literal("") if clock is None else func.coalesce(clock.c.id, "")).label("clock_id"),
        (literal(code) if clock is None else func.coalesce(clock.c.code, "")).label("code"),
        (literal(1) if urgent is None else case((urgent, 0), else_=1)).label("calm"),
        (literal(NEVER, Date) if day is None else func.coalesce(day, literal(NEVER, Date), type_=Date)).label("day"),
    )


def tasks(
    connection: Connection,
    actor: Actor,
    today: date,
    parts: Sequence[Select[Any]],
    *,
    only: Range | None = None,
    after: Place | None = None,
    limit: int | None = None,
    own: bool = False,
    rights: bool | None = None,
) -> Tasks:
    """What waits for `actor` by these parts, of the range asked for, behind `after`, at most `limit` of it.

    With `own` only what lies on no other's desk; what is urgent is everybody's. With `rights` only the remedies that may
    be used, or all but those.
    """
    found = _statement(actor, today, tuple(parts), only, limit, is_first=after is None, own=own, rights=rights)
    behind = {f"after_{name}": value for name, value in asdict(after).items()} if after else {}
    rows = [dict(row) for row in connection.execute(found, behind).mappings()]
    page = [_task(connection, row) for row in rows if row["target"] is not None]
    more = limit is not None and len(page) > limit
    counts = {one: int(rows[0][f"counted_{one}"]) for one in Range}
    return Tasks(page[:limit], more, counts, rows[0]["next_on"])


@lru_cache(maxsize=32)
def _statement(
    actor: Actor,
    today: date,
    parts: tuple[Select[Any], ...],
    only: Range | None,
    limit: int | None,
    *,
    is_first: bool,
    own: bool,
    rights: bool | None,
) -> Select[Any]:
    """The statement of `tasks`, built once for a person, a day and the parts: that takes as long as a page of it."""
    return _page(_waiting(actor, today, parts, own=own, rights=rights), today, only, limit, is_first=is_first)


def _waiting(actor: Actor, today: date, parts: Sequence[Select[Any]], *, own: bool, rights: bool | None) -> CTE:
    every = union_all(*parts).subquery()
    found = select(every, _rank(every.c.day, today).label("rank"))
    if actor.roles & OFFICERS:
        found = found.where(every.c.claim_no.not_in(stays_away_from(actor)))
    if own:
        found = found.where(or_(every.c.calm == 0, ~lies_elsewhere(actor, today, every.c.claim_no, every.c.code)))
    if rights is not None:
        found = found.where(every.c.code.in_(RIGHTS) if rights else every.c.code.not_in(RIGHTS))
    return found.cte("waiting")


def _rank(day: ColumnElement[date], today: date) -> ColumnElement[int]:
    """The group of the day, in the order of `Group`: overdue, today, tomorrow, this week, later, never."""
    sunday = today + timedelta(WEEK_DAYS - today.isoweekday())
    return case(
        (day < today, 0), (day == today, 1), (day == today + timedelta(1), 2), (day <= sunday, 3), (day < NEVER, 4),
        else_=5,
    )  # fmt: skip


def _in_range(day: ColumnElement[date], today: date, asked: Range) -> ColumnElement[bool]:
    soon_to = today + timedelta(SOON_DAYS)
    return {
        Range.OVERDUE: day < today,
        Range.TODAY: day == today,
        Range.SOON: and_(day > today, day <= soon_to),
        Range.LATER: day > soon_to,
    }[asked]


def _page(waiting: CTE, today: date, only: Range | None, limit: int | None, *, is_first: bool) -> Select[Any]:
    """One row for each thing of the page, each with all the counts; where the page is empty, one row with the counts alone."""
    counted = [func.count().filter(_in_range(waiting.c.day, today, one)).label(f"counted_{one}") for one in Range]
    to_come = and_(waiting.c.day >= today, waiting.c.day < NEVER)
    next_on = func.min(waiting.c.day, type_=Date).filter(to_come).label("next_on")
    counts = select(*counted, next_on).select_from(waiting).subquery("counts")
    names = ("rank", "calm", "day", "target", "source", "clock_id")
    place = [waiting.c[name] for name in names]
    wanted = select(waiting).order_by(*place).limit(None if limit is None else limit + 1)
    if only is not None:
        wanted = wanted.where(_in_range(waiting.c.day, today, only))
    if not is_first:
        behind = {name: bindparam(f"after_{name}", type_=waiting.c[name].type) for name in names[1:]}
        passed = tuple_(_rank(behind["day"], today), *(behind[name] for name in names[1:]))
        wanted = wanted.where(tuple_(*place) > passed)
    page = wanted.subquery("page")
    columns = [
        *counts.c,
        *page.c,
        *(one.label(f"of_clock_{one.name}") for one in CLOCK.c),
        *(CLAIM.c[name].label(f"of_case_{name}") for name in SHOWN),
        PRIVATE.c.body.label("of_person"),
    ]
    joined = (
        counts.outerjoin(page, true())
        .outerjoin(CLOCK, CLOCK.c.id == page.c.clock_id)
        .outerjoin(CLAIM, CLAIM.c.no == page.c.claim_no)
        .outerjoin(PRIVATE, PRIVATE.c.person_id == CLAIM.c.person_id)
    )
    return select(*columns).select_from(joined).order_by(*(page.c[name] for name in names))


def _task(connection: Connection, row: Row) -> Task:
    clock = {one.name: row[f"of_clock_{one.name}"] for one in CLOCK.c} if row["of_clock_id"] else None
    claim = {name: row[f"of_case_{name}"] for name in SHOWN}
    head = head_of(connection, claim, row["of_person"]) if claim["no"] else None
    place = Place(row["calm"], row["day"], row["target"], row["source"], row["clock_id"])
    return Task(place, row["claim_no"], clock, head)
