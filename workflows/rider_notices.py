"""The messages that went to one person, with their texts: for his own page alone. One-time codes are no notices."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from claims.store.private import open_rows
from claims.store.tables import table
from workflows.phone_codes import KINDS as CODES
from workflows.transaction import Desk, reading

MESSAGE, PRIVATE = table("message"), table("message_private")


@dataclass(frozen=True, slots=True)
class Notice:
    """A message: when it was written (UTC text), its kind, its words, and the case that it is of."""

    at: str
    kind: str
    text: str
    claim_no: str | None


def notices_of(desk: Desk, person_id: str, limit: int, offset: int = 0) -> list[Notice]:
    """What was sent to the person, the latest first."""
    found = (
        select(MESSAGE, PRIVATE.c.message_id, PRIVATE.c.text)
        .join(PRIVATE, PRIVATE.c.message_id == MESSAGE.c.id)
        .where(MESSAGE.c.recipient == person_id, MESSAGE.c.kind.not_in(CODES))
        .order_by(MESSAGE.c.created_at.desc(), MESSAGE.c.id)
        .limit(limit)
        .offset(offset)
    )
    with reading(desk) as connection:
        rows = [dict(row) for row in connection.execute(found).mappings()]
        opened = open_rows(connection, "message_private", rows)
    return [Notice(row["created_at"], row["kind"], row["text"], row["claim_no"]) for row in opened]
