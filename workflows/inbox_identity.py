"""Cases of somebody whose ID card nobody has seen: to be rung, and his card looked at. They wait for intake.

Whoever reported by himself is on the desk by the call that his report was promised; once he was reached, or where none was
promised, his case waits here until its person is identified.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, exists
from sqlalchemy import text as sql

from claims.errors import words
from claims.store import call_backs
from claims.store.tables import table
from workflows.identity import UNNUMBERED
from workflows.inbox_tasks import CLAIM, Source, waiting_part
from workflows.machines import MACHINES
from workflows.roles import Actor, Role

IDENTIFY = "identify"
PERSON, CALL = table("person"), table("call_back")
TO_IDENTIFY = sorted({state for move in MACHINES["claim"].rows_of(IDENTIFY) for state in move.sources})


def identity_parts(actor: Actor) -> Iterator[Select[Any]]:
    """Every case on which a person can still be identified and is not; no period runs against the bureau for it."""
    if Role.INTAKE in actor.roles:
        yield _part()


@lru_cache(maxsize=1)
def _part() -> Select[Any]:
    unseen = PERSON.c.id_index.startswith(UNNUMBERED)
    unknown = exists().where(PERSON.c.id == CLAIM.c.person_id, unseen).correlate(CLAIM)
    to_ring = exists().where(CALL.c.claim_no == CLAIM.c.no, sql(f"call_back.{call_backs.WAITING}"), CALL.c.promised)
    found = waiting_part(Source.IDENTITY, CLAIM.c.no, CLAIM.c.no)
    return found.where(CLAIM.c.state.in_(TO_IDENTIFY), unknown, ~to_ring.correlate(CLAIM))


def identity_words() -> str:
    """What is to be done about such a case."""
    return words("task_identify")
