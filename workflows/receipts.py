"""What is heard of a message afterwards: the provider's receipt, an administrator's second sending, an officer's own way.

The state of a message only goes forward. A receipt can be faster than our own mark, can come twice, and can come late: what
arrived has arrived, whatever is said after it; but that an earlier sending failed says nothing of the one under way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import Connection, func, select

from claims.clock import instant_text
from claims.errors import Refused
from claims.store.private import open_rows
from claims.store.rows import Row, select_one, select_rows, update_row
from claims.store.tables import table
from workflows.locking import open_actor
from workflows.message_rows import of_sending_key
from workflows.people import PLATFORM_ORG
from workflows.promises import FRESH, SEND_MESSAGE, effect_key
from workflows.recipients import PLATFORM
from workflows.roles import OFFICERS, Role
from workflows.transaction import Desk, in_one_transaction, reading

MESSAGE, EVENT = table("message"), table("event")
FORWARD = {
    "delivered": ("produced", "sent", "failed", "dropped", "informed"),
    "failed": ("produced", "sent"),
}
REASON = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
UNREADABLE = "unreadable"


class Receipt(StrEnum):
    """What became of a message that was sent."""

    DELIVERED = "delivered"
    FAILED = "failed"


def note_receipt(desk: Desk, reference: str, receipt: Receipt, reason: str = "") -> str:
    """Note a receipt for the sending with this key, ours or the provider's; returns the state that the message is in now.

    A failure counts only for the sending that is under way. Of `reason` only a code is kept, since its text may name a
    person. Raises Refused `message_unknown` where no message, or more than one, has the key.
    """

    def work(connection: Connection) -> str:
        message, is_of_now = _found(connection, reference)
        if message["state"] not in FORWARD[receipt] or (receipt is Receipt.FAILED and not is_of_now):
            return str(message["state"])
        values: Row = {"state": receipt.value, "answered_at": instant_text(desk.instant())}
        if receipt is Receipt.FAILED:
            values["last_error"] = reason if REASON.fullmatch(reason) else UNREADABLE
        update_row(connection, "message", {"id": message["id"], "state": message["state"]}, values)
        return receipt.value

    return in_one_transaction(desk, work)


def _found(connection: Connection, reference: str) -> tuple[Row, bool]:
    """The message, locked, and whether the reference is that of the sending under way."""
    message_id, sending = of_sending_key(reference)
    named = (MESSAGE.c.id == message_id) | (MESSAGE.c.provider_id == reference)
    found = connection.execute(select(MESSAGE).where(named).with_for_update()).mappings().all()
    ours = [row for row in found if row["id"] == message_id]
    if ours:
        return dict(ours[0]), sending == ours[0]["sending"]
    if len(found) != 1:
        raise Refused("message_unknown", message=reference)
    return dict(found[0]), True  # the provider's id of an earlier sending has been forgotten


def send_anew(desk: Desk, message_id: str, username: str) -> None:
    """Send a failed message once more, under a key of its own, since a provider sends nothing twice under one.

    Raises Refused where it has not failed, or `username` is neither an administrator nor of the platform that it goes to.
    """

    def work(connection: Connection) -> None:
        if not _is_of_recipient(desk, connection, username, message_id):
            _require(desk, connection, username, frozenset({Role.ADMINISTRATOR}), "again_by_administrator")
        message = _existing(connection, message_id)
        anew: Row = {"state": "produced", "provider_id": None, "last_error": None, "answered_at": None}
        _from_failed(connection, message, {**anew, "sending": message["sending"] + 1})
        afresh: Row = {**FRESH, "attempts": 0, "last_error": None}
        update_row(connection, "outbox", {"effect_key": effect_key(SEND_MESSAGE, message_id)}, afresh)

    in_one_transaction(desk, work)


def note_informed(desk: Desk, message_id: str, username: str) -> None:
    """An officer has told the recipient in another way. Raises Refused as `send_anew`."""

    def work(connection: Connection) -> None:
        _require(desk, connection, username, OFFICERS, "informed_by_officer")
        values = {"state": "informed", "informed_by": username, "answered_at": instant_text(desk.instant())}
        _from_failed(connection, _existing(connection, message_id), values)

    in_one_transaction(desk, work)


def _require(desk: Desk, connection: Connection, username: str, roles: frozenset[Role], code: str) -> None:
    actor, _ = open_actor(connection, username, desk.today())
    if actor is None or not actor.roles & roles:
        raise Refused(code, actor=username)


def _is_of_recipient(desk: Desk, connection: Connection, username: str, message_id: str) -> bool:
    """Whether the message goes to the platform that somebody is of."""
    actor, _ = open_actor(connection, username, desk.today())
    message = select_one(connection, "message", id=message_id)
    if actor is None or message is None or Role.PLATFORM not in actor.roles:
        return False
    return (message["recipient_kind"], PLATFORM_ORG + message["recipient"]) == (PLATFORM, actor.org)


def _existing(connection: Connection, message_id: str) -> Row:
    message = select_one(connection, "message", id=message_id)
    if message is None:
        raise Refused("message_unknown", message=message_id)
    return message


def _from_failed(connection: Connection, message: Row, values: Row) -> None:
    if update_row(connection, "message", {"id": message["id"], "state": "failed"}, values) != 1:
        raise Refused("message_not_failed", message=message["id"])


def messages_of(desk: Desk, claim_no: str | None = None, *, failed: bool = False) -> list[Row]:
    """The messages, of one case if given, or only those that failed; oldest first, without addresses and texts.

    Raises Refused `no_such_claim`.
    """
    where: Row = {"claim_no": claim_no} if claim_no else {}
    with reading(desk) as connection:
        if claim_no and select_one(connection, "claim", no=claim_no) is None:
            raise Refused("no_such_claim", claim=claim_no)
        rows = select_rows(connection, "message", **where, **({"state": "failed"} if failed else {}))
    return sorted(rows, key=lambda row: (row["created_at"], row["id"]))


def texts_of(desk: Desk, channels: Sequence[str], recipient: str | None = None) -> list[Row]:
    """The messages that went by these channels, with their texts, newest first; those to one recipient if given. Of one
    instant, that of the later move comes first.

    A person's own page shows all channels of that person.
    """
    private = table("message_private")
    found = select(MESSAGE, private.c.message_id, private.c.address, private.c.text).join(
        private, private.c.message_id == MESSAGE.c.id
    )
    found = found.outerjoin(EVENT, EVENT.c.id == MESSAGE.c.event_id).where(MESSAGE.c.channel.in_(channels))
    found = found.order_by(MESSAGE.c.created_at.desc(), func.coalesce(EVENT.c.seq, 0).desc(), MESSAGE.c.id)
    if recipient is not None:
        found = found.where(MESSAGE.c.recipient == recipient)
    with reading(desk) as connection:
        rows = [dict(row) for row in connection.execute(found).mappings()]
        return open_rows(connection, "message_private", rows)


def require_recipient(desk: Desk, recipient: str) -> None:
    """Raises Refused message_recipient_unknown for who is neither a person on record nor a party to any case."""
    known = ("person", {"id": recipient}), ("claim", {"platform": recipient}), ("service", {"recipient": recipient})
    with reading(desk) as connection:
        found = any(select_rows(connection, name, **where) for name, where in known)
    if not found:
        raise Refused("message_recipient_unknown", recipient=recipient)
