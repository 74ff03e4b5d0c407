"""What falls due for somebody, grouped by day, each with the case that it is about; a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from workflows.allotment_rows import holders_of
from workflows.case_heads import Head
from workflows.clock_rules import post_of
from workflows.inbox import inbox_page
from workflows.inbox_entry import Entry
from workflows.inbox_tasks import WEEK_DAYS, Place, Range
from workflows.roles import Actor, Role
from workflows.transaction import Desk

PAGE_ROWS = 50


class Group(StrEnum):
    """When something falls due, seen from today."""

    OVERDUE = "已超期"
    TODAY = "今天"
    TOMORROW = "明天"
    WEEK = "本周"
    LATER = "以后"
    NEVER = "无期限"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits, with the head of its case (None for what hangs on no case).

    `free` is the post for which it can be taken, where it lies on nobody's desk.
    """

    entry: Entry
    head: Head | None
    group: Group
    free: Role | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """A page of what waits, how much waits in each range of days, the next day that counts, and where the next page begins
    (None: this is the last).
    """

    waiting: Sequence[Waiting]
    counts: Mapping[Range, int]
    next_on: date | None
    after: Place | None


def today_of(
    connection: Connection,
    desk: Desk,
    actor: Actor,
    only: Range | None = None,
    after: Place | None = None,
    *,
    rights: bool | None = None,
) -> Today:
    """What waits for `actor` and lies on nobody else's desk: the groups of days in their order, in each the urgent first.

    With `rights` only the remedies that he may still use, or all but those.
    """
    page = inbox_page(connection, desk, actor, only=only, after=after, limit=PAGE_ROWS, own=True, rights=rights)
    today = desk.today()
    held = holders_of(connection, (entry.claim_no for entry, _ in page.shown), today)
    offered: set[tuple[str, Role]] = set()
    waiting = [
        Waiting(entry, head, group_of(entry.governing_on, today), _free(entry, held, actor.roles, offered))
        for entry, head in page.shown
    ]
    found = page.tasks
    return Today(waiting, found.counts, found.next_on, found.page[-1].place if found.more else None)


def _free(
    entry: Entry, held: Collection[tuple[str, Role]], roles: frozenset[Role], offered: set[tuple[str, Role]]
) -> Role | None:
    """The post for which the case of a line can be taken; said once a case, since it is the case that is taken."""
    role = post_of(entry.code)
    if role is None or role not in roles or (entry.claim_no, role) in offered.union(held):
        return None
    offered.add((entry.claim_no, role))
    return role


def group_of(day: date | None, today: date) -> Group:
    """The group of a day; the week ends with its Sunday."""
    if day is None:
        return Group.NEVER
    if day < today:
        return Group.OVERDUE
    if day <= today + timedelta(1):
        return Group.TODAY if day == today else Group.TOMORROW
    return Group.WEEK if day <= today + timedelta(WEEK_DAYS - today.isoweekday()) else Group.LATER
