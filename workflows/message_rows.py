"""The rows of one message: what everybody may know, what is private, and, where it goes outside, the effect that sends it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from claims.store.rows import Row
from notifications.messages.kinds import MESSAGE_KINDS
from notifications.messages.routes import OUTSIDE, Route
from notifications.messages.texts import message_text
from workflows.promises import SEND_MESSAGE, pending_effect

EARLIER = "/earlier"  # in the id of a message that goes to a telephone which its recipient has given up
_LATER_SENDING = re.compile(r"(.+)~([1-9][0-9]{0,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cause:
    """What a message tells of: a move, by its event, or a rung of a clock. `id` names it in the id of the message."""

    id: str
    event_id: str | None = None
    clock_id: str | None = None
    letter_id: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: `id` is a person's id or a platform's name, `kind` says which."""

    id: str
    kind: str


def message_rows(
    claim_no: str,
    cause: Cause,
    kind: str,
    recipient: Recipient,
    route: Route,
    facts: Mapping[str, object],
    created_at: str,
) -> tuple[Row, Row]:
    """The public and the private row. What stays in the house has arrived when it is written."""
    known = MESSAGE_KINDS[kind]
    outside = route.channel in OUTSIDE
    due_on = facts.get(known.due) if known.due else None
    public: Row = {
        "id": f"{cause.id}/{kind}/{recipient.kind}",
        "claim_no": claim_no,
        "event_id": cause.event_id,
        "clock_id": cause.clock_id,
        "kind": kind,
        "recipient": recipient.id,
        "recipient_kind": recipient.kind,
        "letter_id": cause.letter_id if known.about_letter else None,
        "due_on": date.fromisoformat(str(due_on)) if due_on else None,
        "channel": route.channel.value,
        "state": "produced" if outside else "delivered",
        "provider_id": None,
        "sending": 1,
        "attempts": 0,
        "last_error": None,
        "created_at": created_at,
        "sent_at": None,
        "answered_at": None if outside else created_at,
        "informed_by": None,
    }
    private: Row = {"message_id": public["id"], "address": route.address, "text": message_text(known, facts)}
    return public, private


def goes_outside(message: Row) -> bool:
    """Whether a worker has to send it."""
    return message["channel"] in OUTSIDE


def effect_row(message: Row, seq: int) -> Row:
    """The effect that sends a message: one, by its key. `seq` is its place in the outbox of the case."""
    payload = {"message": str(message["id"])}
    return pending_effect(SEND_MESSAGE, message["claim_no"], seq, payload, message["created_at"])


def sending_key(message: Row) -> str:
    """The key under which a message goes now, and by which the provider knows this sending again: its id, from the second
    sending on with the number of the sending.
    """
    return str(message["id"]) if message["sending"] == 1 else f"{message['id']}~{message['sending']}"


def of_sending_key(key: str) -> tuple[str, int]:
    """The id of the message and the number of the sending that a key names."""
    later = _LATER_SENDING.fullmatch(key)
    return (later[1], int(later[2])) if later else (key, 1)
