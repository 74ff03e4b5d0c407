"""What the SMS gateway posts to us: a JSON document, signed with its key within the last minutes.

The signature is HMAC-SHA256 over `timestamp.nonce.body`, as on what we send to platforms.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from claims.digits import whole_number
from notifications.messages.webhook import signature
from workflows.transaction import Desk

BODY_MAX_BYTES = 4096
AGE_MAX_SECONDS = 300
TIMESTAMP_DIGITS = 12


async def told_by_gateway(desk: Desk, request: Request) -> dict[str, str] | None:
    """The texts of the document; None where it is no document of texts.

    Raises HTTPException 404 where the gateway did not send it, and without a gateway or its key; 413 where it is too long.
    """
    body = await _body(request)
    if not _is_signed(desk, request.headers, body):
        raise HTTPException(404)
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    readable = isinstance(told, dict) and all(isinstance(text, str) for text in told.values())
    return dict(told) if readable else None


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX_BYTES:
            raise HTTPException(413)
    return body


def _is_signed(desk: Desk, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the gateway sent this within the last minutes."""
    key = desk.channels.sms.key if desk.channels.sms else ""
    timestamp, nonce = headers.get("x-claims-timestamp", ""), headers.get("x-claims-nonce", "")
    seconds = whole_number(timestamp, TIMESTAMP_DIGITS)
    if not key or seconds is None or abs(desk.instant().timestamp() - seconds) > AGE_MAX_SECONDS:
        return False
    given = headers.get("x-claims-signature", "").encode()
    return hmac.compare_digest(given, signature(key, timestamp, nonce, body).encode())
