"""What waits for somebody, sorted by the day on which it falls due: the periods that his post must keep, the drafts that
he may sign, the letters to be served, the payments to be made, the lines of the bank that nobody has decided, the messages
that did not arrive and the persons whom nobody knows yet; for a party, the periods of his own case.

What is about to miss the target of the green channel 绿色通道, or has come up the ladder because nobody acted, stands first.
The database finds and orders what waits (`inbox_tasks`); words are made of what is shown, and of nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select

from claims.errors import Refused
from claims.rules import Rules
from workflows.case_heads import Head, names_of
from workflows.clock_rules import CLOCK_RULES
from workflows.inbox_bank import bank_parts
from workflows.inbox_calls import call_parts
from workflows.inbox_clocks import clock_parts, raised_part, rung_label, rungs_of
from workflows.inbox_details import Detail, details_of
from workflows.inbox_disputes import area_parts, legal_parts
from workflows.inbox_drafts import draft_part
from workflows.inbox_eligibility import eligibility_parts
from workflows.inbox_entry import Entry, Words, entry_of, order
from workflows.inbox_identity import identity_parts
from workflows.inbox_messages import message_part
from workflows.inbox_tasks import NO_WARNING, Place, Range, Source, Task, Tasks, tasks
from workflows.inbox_waiting import SERVICE_CLOCKS, WAITING, waiting_parts
from workflows.inbox_words import words_of
from workflows.locking import open_actor
from workflows.roles import Actor, Role
from workflows.transaction import Desk, reading

__all__ = ["SERVICE_CLOCKS", "WAITING", "Entry", "inbox", "inbox_page"]

AT_A_TIME = 500
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the inbox: each entry with the head of its case, None for what hangs on none; and all that was counted."""

    shown: Sequence[tuple[Entry, Head | None]]
    tasks: Tasks


def inbox(desk: Desk, username: str) -> list[Entry]:
    """Everything that waits for `username` in the posts held today, in the order of `order`.

    Raises Refused where there is no such account.
    """
    with reading(desk) as connection:
        actor, _ = open_actor(connection, username, desk.today())
        if actor is None:
            raise Refused("no_such_actor", actor=username)
        return sorted((entry for entry, _ in inbox_page(connection, desk, actor).shown), key=order)


def inbox_page(
    connection: Connection,
    desk: Desk,
    actor: Actor,
    *,
    only: Range | None = None,
    after: Place | None = None,
    limit: int | None = None,
    own: bool = False,
    rights: bool | None = None,
) -> Page:
    """What waits for `actor`, by the group of its day, the urgent first, of the range asked for and behind `after`.

    All of it without a limit; with `own` not what lies on another's desk; `rights` as in `tasks`.
    """
    today = desk.today()
    parts, bank = _parts(connection, desk, actor)
    found = tasks(connection, actor, today, parts, only=only, after=after, limit=limit, own=own, rights=rights)
    shown: list[tuple[Entry, Head | None]] = []
    for first in range(0, len(found.page), AT_A_TIME):
        shown += _entries(connection, actor, desk.rules, today, found.page[first : first + AT_A_TIME], bank)
    return Page(shown, found)


def _parts(connection: Connection, desk: Desk, actor: Actor) -> tuple[list[Select[Any]], Mapping[str, Words]]:
    """What finds and orders each kind of work, and the words of the bank's."""
    rules, today = desk.rules, desk.today()
    of_bank, bank = bank_parts(connection, actor, rules, today)
    parts = [
        *_standing_parts(actor, rules, today),
        *area_parts(connection, actor, today),
        *eligibility_parts(connection, actor, rules, today),
        *call_parts(connection, desk, actor),
        *of_bank,
    ]
    return parts, bank


@lru_cache(maxsize=64)
def _standing_parts(actor: Actor, rules: Rules, today: date) -> tuple[Select[Any], ...]:
    """The parts for which nothing has to be read first, built once for a person and a day."""
    own = (*clock_parts(actor, today), raised_part(actor), draft_part(actor, rules, today))
    parts = (*own, *waiting_parts(actor), *legal_parts(actor))
    return (*parts, *identity_parts(actor), message_part()) if Role.INTAKE in actor.roles else parts


def _entries(
    connection: Connection, actor: Actor, rules: Rules, today: date, found: Sequence[Task], bank: Mapping[str, Words]
) -> list[tuple[Entry, Head | None]]:
    details = details_of(connection, actor, found)
    clocks = [task.clock["id"] for task in found if task.clock is not None]
    fired = rungs_of(connection, clocks) if clocks else {}
    whose = _whose(connection, found, details)
    shown = []
    for task in found:
        target = task.place.target
        if task.source is Source.BANK:
            shown.append((entry_of(task, bank[target], rung="", warned=False), task.head))
        elif target in details:
            told = fired.get(task.place.clock_id, [])
            words = words_of(actor, task, details[target], today, whose.get(task.place, ""))
            rung = rung_label(rules, task.clock, told[-1]) if task.clock is not None and told else ""
            warned = not NO_WARNING.issuperset(told)
            shown.append((entry_of(task, words, rung=rung, warned=warned), task.head))
        else:
            LOG.error("a clock measures what is not there: %s", target)
    return shown


def _whose(connection: Connection, found: Sequence[Task], details: Mapping[str, Detail]) -> dict[Place, str]:
    """The masked names of the persons each of whom has a clock of his own, or is to be rung."""
    persons: dict[Place, str] = {}
    for task in found:
        if task.clock is not None and CLOCK_RULES[task.clock["code"]].of_each:
            persons[task.place] = str(task.clock["party"])
        elif task.source is Source.CALL and task.place.target in details:
            persons[task.place] = details[task.place.target].words[-1]
    names = names_of(connection, persons.values()) if persons else {}
    return {place: names.get(person, "") for place, person in persons.items()}
