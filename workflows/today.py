"""What falls due for somebody, grouped by day, each with the case that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.allotment_view import desks_of, is_on_another_desk, post_of
from workflows.case_heads import Head, heads_of
from workflows.inbox import inbox
from workflows.inbox_entry import Entry
from workflows.locking import open_actor
from workflows.roles import Role
from workflows.transaction import Desk, reading

WEEK_DAYS = 7
SOON_DAYS = 3


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
class Count:
    """How many things wait in each of the ranges that the first line of the desk tells."""

    overdue: int
    today: int
    soon: int
    later: int


def waiting_for(desk: Desk, username: str) -> list[Waiting]:
    """Everything that waits for `username`, in the order of the inbox, but what lies on another's desk.

    Raises Refused where there is no such account.
    """
    every, today = inbox(desk, username), desk.today()
    with reading(desk) as connection:
        actor, _ = open_actor(connection, username, today)
        roles = actor.roles if actor else frozenset()
        desks = desks_of(connection, every, today)
        entries = [one for one in every if not is_on_another_desk(one, username, desks)]
        heads = heads_of(connection, (entry.claim_no for entry in entries))
    return [
        Waiting(entry, heads.get(entry.claim_no), group_of(entry.governing_on, today), _free(entry, desks, roles))
        for entry in entries
    ]


def _free(entry: Entry, desks: Mapping[tuple[str, Role], str], roles: frozenset[Role]) -> Role | None:
    role = post_of(entry.code)
    return role if role in roles and (entry.claim_no, role) not in desks else None


def group_of(day: date | None, today: date) -> Group:
    """The group of a day; the week ends with its Sunday."""
    if day is None:
        return Group.NEVER
    if day < today:
        return Group.OVERDUE
    if day <= today + timedelta(1):
        return Group.TODAY if day == today else Group.TOMORROW
    return Group.WEEK if day <= today + timedelta(WEEK_DAYS - today.isoweekday()) else Group.LATER


def counted(waiting: Sequence[Waiting], today: date) -> Count:
    """The first line of the desk. What has no day is counted with what is later."""
    days = [one.entry.governing_on for one in waiting]
    overdue = sum(day is not None and day < today for day in days)
    due_today = sum(day == today for day in days)
    soon = sum(day is not None and today < day <= today + timedelta(SOON_DAYS) for day in days)
    return Count(overdue, due_today, soon, len(days) - overdue - due_today - soon)
