"""Sending a message: is it still true, hand it to its channel, write down what came of it.

It goes at least once, each try with the same key of our own, by which the provider knows it again: a worker that dies
after sending leaves nothing in doubt that a second sending would make worse. So a message is never "unknown", and after
some tries it is given up and shown, and its case goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from claims.clock import instant_text
from claims.errors import ClaimsError
from claims.store.rows import Row, select_one, update_row
from notifications.messages.delivery import deliver
from notifications.messages.kinds import MESSAGE_KINDS
from notifications.messages.routes import Channel, Channels
from notifications.messages.transport import Outgoing
from workflows.machines.claim_rows.states import GONE
from workflows.message_rows import sending_key
from workflows.platform_endpoints import channels_for
from workflows.promises import NotYet
from workflows.quiet_hours import quiet_until
from workflows.recipients import PLATFORM
from workflows.stale_messages import message_is_overtaken
from workflows.transaction import Desk, reading
from workflows.unsubscribing import Unwanted, link_of, unsubscribed

TRIES_MAX = 8  # with the rests between them about two hours


@dataclass(frozen=True, slots=True)
class _Read:
    """A message with all that decides whether it is still true."""

    public: Row
    private: Row
    claim: Row
    letter: Row | None
    clock: Row | None
    is_overtaken: bool
    is_unwanted: bool
    channels: Channels


def send_message(desk: Desk, payload: dict[str, str]) -> Row:
    """Send the message if that is still wanted; returns its id and the values that it gets.

    Raises NotYet at night, ClaimsError `message_unknown`, and as `deliver`.
    """
    with reading(desk) as connection:
        read = _read(desk, connection, payload["message"])
    if read.public["state"] != "produced":  # a receipt came, or another worker's mark
        return {"id": read.public["id"], "values": {}}
    stale = why_stale(desk, read)
    if stale is not None:
        return {"id": read.public["id"], "values": {"state": "dropped", "last_error": stale}}
    ends = quiet_until(desk, read.public)
    if ends is not None:
        raise NotYet(ends)
    given = deliver(read.channels, Channel(read.public["channel"]), _outgoing(desk, read), desk.instant(), desk.salt())
    values = {"state": "sent", "sent_at": instant_text(desk.instant()), "provider_id": given, "last_error": None}
    return {"id": read.public["id"], "values": {**values, "attempts": read.public["attempts"] + 1}}


def _read(desk: Desk, connection: Connection, message_id: str) -> _Read:
    public = select_one(connection, "message", id=message_id)
    private = select_one(connection, "message_private", message_id=message_id)
    if public is None or private is None:
        raise ClaimsError("message_unknown", message=message_id)
    claim = select_one(connection, "claim", no=public["claim_no"])
    assert claim is not None  # a message refers to its case
    letter = select_one(connection, "letter", id=public["letter_id"]) if public["letter_id"] else None
    clock = select_one(connection, "clock", id=public["clock_id"]) if public["clock_id"] else None
    return _Read(
        public,
        private,
        claim,
        letter,
        clock,
        is_overtaken=message_is_overtaken(connection, public, claim),
        is_unwanted=_of_whom(public) in unsubscribed(connection, [public["recipient"]]),
        channels=channels_for(desk, connection, public["recipient"]),
    )


def _of_whom(message: Row) -> Unwanted:
    return Unwanted(message["recipient"], MESSAGE_KINDS[message["kind"]].topic)


def why_stale(desk: Desk, read: _Read) -> str | None:
    """Why the message is not true any more, as a code; None where it still is."""
    kind, due_on = MESSAGE_KINDS[read.public["kind"]], read.public["due_on"]
    if read.letter is not None and read.letter["state"] == "voided":
        return "letter_void"
    if not kind.outlives_case and read.claim["state"] in GONE:
        return "case_over"
    if read.clock is not None and (read.clock["state"] != "running" or read.clock["due_on"] != due_on):
        return "period_changed"
    if due_on is not None and due_on < desk.today():
        return "period_over"
    if read.is_unwanted:
        return "unsubscribed"
    return "overtaken" if read.is_overtaken else None


def _outgoing(desk: Desk, read: _Read) -> Outgoing:
    due_on, whom = read.public["due_on"], _of_whom(read.public)
    may_unsubscribe = whom.topic is not None and read.public["recipient_kind"] != PLATFORM
    return Outgoing(
        id=sending_key(read.public),
        event=read.public["id"],
        address=read.private["address"],
        text=read.private["text"],
        subject=MESSAGE_KINDS[read.public["kind"]].name,
        claim_no=read.public["claim_no"],
        kind=read.public["kind"],
        due_on=due_on.isoformat() if due_on else None,
        unsubscribe=link_of(desk, whom) if may_unsubscribe else "",
    )


def keep_sent(connection: Connection, result: Row) -> None:
    """Note what came of it; a receipt that was faster stands."""
    if result["values"]:
        update_row(connection, "message", {"id": result["id"], "state": "produced"}, result["values"])


def note_failure(connection: Connection, payload: dict[str, str], error: str, last: bool) -> None:
    """Note one more failed try; after the `last` one the message has failed."""
    message = select_one(connection, "message", id=payload["message"])
    if message is None or message["state"] != "produced":
        return
    values: Row = {"attempts": message["attempts"] + 1, "last_error": error}
    if last:
        values["state"] = "failed"
    update_row(connection, "message", {"id": message["id"], "state": "produced"}, values)
