"""Cases that were reported by somebody whom nobody knows yet: to be rung, and his ID card looked at. They wait for intake."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, exists

from claims.errors import words
from workflows.inbox_tasks import CLAIM, Source, waiting_part
from workflows.person_index import PERSON_INDEX, IndexKind
from workflows.roles import Actor, Role

IDENTIFY = "identify"


def identity_parts(actor: Actor) -> Iterator[Select[Any]]:
    """Every reported case whose injured person is known by name and phone alone; no period runs against the bureau for it."""
    if Role.INTAKE in actor.roles:
        yield _part()


@lru_cache(maxsize=1)
def _part() -> Select[Any]:
    found = waiting_part(Source.IDENTITY, CLAIM.c.no, CLAIM.c.no)
    return found.where(CLAIM.c.state == "reported", ~_has_number(CLAIM.c.person_id))


def _has_number(person_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a person is known by an ID number: then he is found by it."""
    by_number = PERSON_INDEX.c.kind == IndexKind.ID_NUMBER.value
    return exists().where(PERSON_INDEX.c.person_id == person_id, by_number).correlate(CLAIM)


def identity_words() -> str:
    """What is to be done about such a case."""
    return words("task_identify")
