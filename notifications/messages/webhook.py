"""A message to a platform's own interface: ids, the kind and a day, signed; the platform looks up the rest itself.

The signature is HMAC-SHA256 over timestamp, nonce and body, so that a body can be neither changed nor, by a receiver that
remembers nonces for a few minutes, sent again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime

from notifications.messages.routes import PlatformContact
from notifications.messages.sms import provider_id
from notifications.messages.transport import Outgoing, post


def send_webhook(
    contact: PlatformContact, message: Outgoing, instant: datetime, nonce: str, *, allow_private: bool
) -> str | None:
    """Post the message; returns the id that the platform gave it, if any. Raises as `post`."""
    body = webhook_body(message)
    timestamp = str(int(instant.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": message.event,
        "X-Claims-Timestamp": timestamp,
        "X-Claims-Nonce": nonce,
        "X-Claims-Signature": signature(contact.secret, timestamp, nonce, body),
    }
    return provider_id(post(contact.url, body, headers, public_only=not allow_private))


def webhook_body(message: Outgoing) -> bytes:
    """What a platform is told: nothing in it names a person. Sent anew it is the same event, so that it has one effect."""
    told = {"id": message.event, "claim_no": message.claim_no, "kind": message.kind, "name": message.subject}
    due = {} if message.due_on is None else {"due_on": message.due_on}
    return json.dumps({**told, **due}, ensure_ascii=False, sort_keys=True).encode()


def signature(secret: str, timestamp: str, nonce: str, body: bytes) -> str:
    """HMAC-SHA256 under the platform's secret over `timestamp.nonce.body`, 64 hex digits."""
    signed = f"{timestamp}.{nonce}.".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
