"""SMS by an HTTP gateway. Our id goes with it as the key by which the gateway knows a message that it has taken before."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from notifications.messages.routes import SmsGateway
from notifications.messages.transport import Outgoing, post

ID_CHARACTERS_MAX = 100
CHARACTERS_MAX = 70
WAY_OUT = "，退订回TD"


def send_sms(gateway: SmsGateway, message: Outgoing) -> str | None:
    """Hand the message to the gateway; returns the id that the gateway gave it, if any. Raises as `post`.

    Fields, as JSON or as a form: id (ours), phone, text. The answer is JSON with an `id`.
    """
    text = with_way_out(message.text) if gateway.answers and message.unsubscribe else message.text
    fields = {"id": message.id, "phone": message.address, "text": text}
    kind = "application/x-www-form-urlencoded" if gateway.form else "application/json; charset=utf-8"
    body = urlencode(fields) if gateway.form else json.dumps(fields, ensure_ascii=False)
    headers = {"Content-Type": kind, "Idempotency-Key": message.id}
    if gateway.key:
        headers["Authorization"] = f"Bearer {gateway.key}"
    return provider_id(post(gateway.url, body.encode(), headers, public_only=False))


def with_way_out(text: str) -> str:
    """The text with how to be told no more, where that leaves it one SMS."""
    return text + WAY_OUT if len(text + WAY_OUT) <= CHARACTERS_MAX else text


def provider_id(answer: bytes) -> str | None:
    """The `id` in a JSON answer; None where there is none that can be kept, since the message was taken all the same."""
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError):  # a short answer can be nested deeper than the reader goes
        return None
    found = read.get("id") if isinstance(read, dict) else None
    given = str(found).strip()[:ID_CHARACTERS_MAX] if isinstance(found, str | int) else ""
    return given if given and given.isprintable() else None  # no database keeps half a character or a NUL
