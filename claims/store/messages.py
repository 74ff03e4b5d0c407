"""Messages 消息 to people and platforms: what was told to whom, and whether it arrived; address and text lie apart."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql

from claims.store.base import Stored, counter, key, maybe_text, refers, text

STATES = "state IN ('produced','sent','delivered','failed','dropped','informed')"
CHANNELS = "channel IN ('sms','mail','webhook','mailbox','notice')"
WAYS = "way IN ('page','link','answer')"
STANDING = "ends_at IS NULL"
FAILED = "state = 'failed'"
OF_A_CODE = "kind IN ('sign_in_code','account_code','phone_code','copy_code')"
CAUSE = f"(event_id IS NULL OR clock_id IS NULL) AND ((event_id IS NULL AND clock_id IS NULL) = ({OF_A_CODE}))"


class Message(Stored, table=True):
    """A message about a case. Its id says of which event or rung it tells, its kind and to which side it goes.

    So nothing is told twice; the id is also the key by which the provider knows it again.

    `event_id` is the move, `clock_id` the clock of a reminder, neither of them where it holds a code;
    `letter_id` the letter it speaks of, `due_on` the last day for what it asks. `sending` counts the sendings from the
    first: an administrator's second one goes under a key of its own, to which its receipts are bound. `informed_by` is who
    told the recipient otherwise after it had failed.
    """

    __table_args__ = (
        CheckConstraint(STATES, name="state"),
        CheckConstraint(CHANNELS, name="channel"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("sending >= 1", name="sending"),
        CheckConstraint(CAUSE, name="cause"),
        Index("ix_message_failed", "claim_no", sqlite_where=sql(FAILED), postgresql_where=sql(FAILED)),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    event_id: str | None = maybe_text()
    clock_id: str | None = maybe_text()
    kind: str = text()
    recipient: str = text()
    recipient_kind: str = text()
    letter_id: str | None = maybe_text()
    due_on: date | None = None
    channel: str = text()
    state: str = text()
    provider_id: str | None = maybe_text(index=True)
    sending: int = 1
    attempts: int = 0
    last_error: str | None = maybe_text()
    created_at: str = text()
    sent_at: str | None = maybe_text()
    answered_at: str | None = maybe_text()
    informed_by: str | None = maybe_text()


class Unsubscription(Stored, table=True):
    """A person wants no messages on `topic`, from one instant to another (None: still); `way` is how he said so.

    It is kept when it is over, so that it can be told why a message was not sent.
    """

    __table_args__ = (
        CheckConstraint(WAYS, name="way"),
        CheckConstraint("ends_at IS NULL OR ends_at >= begins_at", name="span"),
        Index("ix_unsubscription_standing", "person_id", "topic", unique=True,
              sqlite_where=sql(STANDING), postgresql_where=sql(STANDING)),
    )  # fmt: skip
    id: int | None = counter()
    person_id: str = refers("person.id")
    topic: str = text()
    way: str = text()
    begins_at: str = text()
    ends_at: str | None = maybe_text()


class MessagePrivate(Stored, table=True):
    """Where a message goes (phone, mail address) and its text."""

    message_id: str = key()
    address: str = text()
    text: str = text()
