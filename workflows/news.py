"""Whether something has changed since somebody last looked: one mark for a case, one for the desk. It tells that, never what."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from claims.store.rows import select_one
from claims.store.tables import table
from workflows.roles import Actor
from workflows.sight import may_see_case

CLAIM, RUNG, FILE = table("claim"), table("rung"), table("evidence_file")
REGIONS = {"case": "snapshot bar timeline letters", "desk": "counts"}


def mark_of_desk(connection: Connection) -> str:
    """The mark of all cases: how many acts there were, and the last rung."""
    acted = connection.execute(select(func.sum(CLAIM.c.event_seq))).scalar()
    told = connection.execute(select(func.max(RUNG.c.id))).scalar()
    return f"{acted or 0}.{told or 0}"


def mark_of_case(connection: Connection, actor: Actor, no: str, today: date) -> str | None:
    """The mark of a case: its events and its files; None where this actor may not see it, or there is none."""
    claim = select_one(connection, "claim", no=no)
    if claim is None or may_see_case(connection, actor, claim, today) is not None:
        return None
    files = connection.execute(select(func.count()).where(FILE.c.claim_no == no)).scalar_one()
    return f"{claim['event_seq']}.{claim['version']}.{files}"
