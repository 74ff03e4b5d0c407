"""The messages that went to one person, with their texts: for his own page alone. One-time codes are no notices."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from claims.masking import masked_phone
from claims.store.private import open_rows
from claims.store.rows import Row
from claims.store.tables import table
from workflows.earlier_phones import CHANGED
from workflows.message_rows import EARLIER
from workflows.phone_codes import KINDS as CODES
from workflows.transaction import Desk, reading

MESSAGE, PRIVATE = table("message"), table("message_private")


@dataclass(frozen=True, slots=True)
class Notice:
    """A message: when it was written (UTC text), its kind, its words, and the case that it is of; the telephone to which it
    went, masked, where that is one which the person has given up.
    """

    at: str
    kind: str
    text: str
    claim_no: str | None
    given_up: str


def notices_of(desk: Desk, person_id: str, limit: int, offset: int = 0) -> list[Notice]:
    """What was sent to the person, the latest first."""
    found = (
        select(MESSAGE, PRIVATE.c.message_id, PRIVATE.c.text, PRIVATE.c.address)
        .join(PRIVATE, PRIVATE.c.message_id == MESSAGE.c.id)
        .where(MESSAGE.c.recipient == person_id, MESSAGE.c.kind.not_in(CODES))
        .order_by(MESSAGE.c.created_at.desc(), MESSAGE.c.id)
        .limit(limit)
        .offset(offset)
    )
    with reading(desk) as connection:
        rows = [dict(row) for row in connection.execute(found).mappings()]
        opened = open_rows(connection, "message_private", rows)
    return [Notice(row["created_at"], row["kind"], row["text"], row["claim_no"], _given_up(row)) for row in opened]


def _given_up(message: Row) -> str:
    is_given_up = EARLIER in message["id"] or message["kind"] == CHANGED
    return masked_phone(message["address"]) if is_given_up else ""
