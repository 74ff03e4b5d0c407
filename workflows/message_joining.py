"""What the same day brings to the same recipient is told in one message, as long as that one can still be changed."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from claims.clock import legal_day, parse_instant
from claims.store.rows import Row, select_one, select_rows, update_row
from notifications.messages.kinds import MessageKind
from notifications.messages.texts import message_text
from workflows.message_rows import Recipient, goes_outside
from workflows.promises import SEND_MESSAGE, effect_key
from workflows.situation import Situation


def joined(connection: Connection, s: Situation, kind: MessageKind, to: Recipient, facts: Mapping[str, object]) -> bool:
    """Put what the move of `s` tells into the message of this day, if there is one; its text is written anew from `facts`."""
    if not kind.merges or s.file.is_new:
        return False
    for row in select_rows(connection, "message", claim_no=s.file.no, kind=kind.code, recipient=to.id):
        if _of_this_day(connection, s, row) and (not goes_outside(row) or _still_here(connection, row)):
            update_row(connection, "message_private", {"message_id": row["id"]}, {"text": message_text(kind, facts)})
            return True
    return False


def _of_this_day(connection: Connection, s: Situation, message: Row) -> bool:
    """Told today, of a move of the same legal day: what is entered late is told by itself."""
    event = select_one(connection, "event", id=message["event_id"]) if message["event_id"] else None
    today = legal_day(parse_instant(message["created_at"])) == s.recorded_on
    return today and event is not None and event["occurred_on"] == s.occurred_on


def _still_here(connection: Connection, message: Row) -> bool:
    """Whether no worker has taken it; until we commit none can, since the row of its effect is written."""
    untaken = {"effect_key": effect_key(SEND_MESSAGE, message["id"]), "state": "pending", "attempts": 0}
    return update_row(connection, "outbox", untaken, {"leased_until": None}) == 1
