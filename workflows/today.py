"""What falls due for somebody, grouped by day, each with the case that it is about; a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from workflows.case_heads import Head
from workflows.inbox import inbox_page
from workflows.inbox_entry import Entry
from workflows.inbox_tasks import WEEK_DAYS, Place, Range
from workflows.roles import Actor
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
    """One thing that waits, with the head of its case (None for what hangs on no case)."""

    entry: Entry
    head: Head | None
    group: Group


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
    connection: Connection, desk: Desk, actor: Actor, only: Range | None = None, after: Place | None = None
) -> Today:
    """What waits for `actor`: the groups of days in their order, in each the urgent first."""
    page, today = inbox_page(connection, desk, actor, only=only, after=after, limit=PAGE_ROWS), desk.today()
    waiting = [Waiting(entry, head, group_of(entry.governing_on, today)) for entry, head in page.shown]
    found = page.tasks
    return Today(waiting, found.counts, found.next_on, found.page[-1].place if found.more else None)


def group_of(day: date | None, today: date) -> Group:
    """The group of a day; the week ends with its Sunday."""
    if day is None:
        return Group.NEVER
    if day < today:
        return Group.OVERDUE
    if day <= today + timedelta(1):
        return Group.TODAY if day == today else Group.TOMORROW
    return Group.WEEK if day <= today + timedelta(WEEK_DAYS - today.isoweekday()) else Group.LATER
