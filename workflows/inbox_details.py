"""What the things on a page of the inbox are: their states and what their words are made of, in one statement for all kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, cast, func, literal, select, union_all

from claims.store.tables import table
from workflows.allotment_rows import CALLS
from workflows.inbox_clocks import machine_of
from workflows.inbox_tasks import Source, Task
from workflows.roles import Actor
from workflows.signable import signing_move

SERVED, OF_LETTER = "served", "letter"
WORDS_MOST = 4


@dataclass(frozen=True, slots=True)
class Detail:
    """The state of a thing, and what is said of it: the columns of its kind in the order of `_columns`."""

    state: str
    words: tuple[str, ...] = ()


def details_of(connection: Connection, actor: Actor, tasks: Sequence[Task]) -> dict[str, Detail]:
    """The details of what these tasks are about, by id; of a letter, whether all have it. What is not there has none."""
    found = {task.claim_no: Detail(task.head.state) for task in tasks if task.head is not None}
    wanted = _by_table(task for task in tasks if task.place.target not in found and task.source is not Source.BANK)
    if wanted:
        every = union_all(*(_select(actor, name, ids) for name, ids in wanted.items()))
        for row in sorted(connection.execute(every), key=lambda row: bool(row.state == SERVED)):
            found.setdefault(row.id, Detail(row.state, tuple(row)[2:]))
    return found


def _by_table(tasks: Iterable[Task]) -> dict[str, list[str]]:
    wanted: dict[str, list[str]] = defaultdict(list)
    for task in tasks:
        wanted[_table_of(task)].append(task.place.target)
    return wanted


def _table_of(task: Task) -> str:
    if task.source is Source.MESSAGE:
        return "message"
    if task.source is Source.CALL:
        return CALLS
    return OF_LETTER if "/letter-" in task.place.target else machine_of(task.place.target).stored_in


def _select(actor: Actor, name: str, ids: Sequence[str]) -> Select[Any]:
    """The rows of one kind, all kinds in the same columns."""
    stored = table("service" if name == OF_LETTER else name)
    key = stored.c.letter_id if name == OF_LETTER else stored.c.id
    said = (*_columns(actor, stored.name), *[literal("")] * WORDS_MOST)[:WORDS_MOST]
    labelled = (func.coalesce(one, "").label(f"word_{place}") for place, one in enumerate(said))
    found = select(key.label("id"), stored.c.state.label("state"), *labelled)
    if stored.name == "service":
        letter = table("letter")
        found = found.join(letter, letter.c.id == stored.c.letter_id)
    return found.where(key.in_(ids))


def _columns(actor: Actor, name: str) -> tuple[ColumnElement[Any], ...]:
    """What is said of a thing of this kind."""
    columns = table(name).c
    if name == "service":
        return table("letter").c.kind, columns.recipient_kind
    if name == "payment":
        return (cast(columns.amount_fen, Text),)
    if name == "message":
        return columns.kind, columns.channel
    if name == CALLS:
        return columns.about, columns.suits, cast(columns.tries, Text), columns.person_id
    if name == "dispute":
        return columns.matter, columns.route, columns.fast_ground
    if name == "award_item":
        return (columns.code,)
    return (columns.act, columns.targets, signing_move(actor)) if name == "approval" else ()
