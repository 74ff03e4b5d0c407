"""The telephones that a person had until lately: a warning goes there too, since whoever has got hold of a case may have changed
the number first.

It is read off what was sent: the message that tells a number that it has been changed. After some weeks (limits.phone_warned)
nobody is told there any more, for the number may be somebody else's by then.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, select

from claims.clock import legal_day, parse_instant
from claims.rules import Rules
from claims.store.private import open_rows
from claims.store.tables import table
from workflows.sight import known_by

CLAIM, MESSAGE, PRIVATE = table("claim"), table("message"), table("message_private")
CHANGED = "phone_changed"


def earlier_phones(connection: Connection, rules: Rules, person_id: str, today: date) -> tuple[str, ...]:
    """The numbers that were given up within the days of the rule, the latest first."""
    since = today - timedelta(days=rules.at("limits.phone_warned", today).as_int())
    cases = select(CLAIM.c.no).where(known_by([person_id]))
    found = (
        select(MESSAGE.c.created_at, PRIVATE)
        .join(PRIVATE, PRIVATE.c.message_id == MESSAGE.c.id)
        .where(MESSAGE.c.claim_no.in_(cases), MESSAGE.c.kind == CHANGED, MESSAGE.c.recipient == person_id)
        .order_by(MESSAGE.c.created_at.desc(), MESSAGE.c.id)
    )
    rows = [dict(row) for row in connection.execute(found).mappings()]
    young = [row for row in rows if legal_day(parse_instant(row["created_at"])) >= since]
    told = [str(row["address"]) for row in open_rows(connection, "message_private", young)]
    return tuple(dict.fromkeys(address for address in told if address))
