"""Where the SMS gateway tells what became of a message: `delivered` or `failed`, signed with the gateway's key.

The body is JSON: `id` (ours or the gateway's), `state`, and for a failure a `reason` of which a code is kept. The signature is
HMAC-SHA256 over `timestamp.nonce.body`, as on what we send to platforms. A receipt that comes twice changes nothing.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from claims.digits import whole_number
from claims.errors import Refused
from notifications.messages.webhook import signature
from workflows.receipts import Receipt, note_receipt
from workflows.transaction import Desk

BODY_MAX_BYTES = 4096
AGE_MAX_SECONDS = 300
TIMESTAMP_DIGITS = 12
STATES = frozenset(receipt.value for receipt in Receipt)


def receipt_routes(desk: Desk) -> APIRouter:
    """The route of receipts; without a gateway, or without its key, there is none."""
    routes = APIRouter()

    @routes.post("/receipts/sms")
    async def sms(request: Request) -> Response:
        body = await _body(request)
        if not _is_signed(desk, request.headers, body):
            raise HTTPException(404)
        told = _told(body)
        if told is None:
            return JSONResponse({"error": "receipt_unreadable"}, 400)
        return await run_in_threadpool(_note, desk, told)

    return routes


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


def _told(body: bytes) -> dict[str, str] | None:
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get("state") not in STATES:
        return None
    texts = {name: told.get(name, "") for name in ("id", "state", "reason")}
    readable = all(isinstance(text, str) for text in texts.values()) and texts["id"].isprintable()
    return texts if readable and texts["id"] else None


def _note(desk: Desk, told: Mapping[str, str]) -> Response:
    try:
        state = note_receipt(desk, told["id"], Receipt(told["state"]), told["reason"])
    except Refused as refusal:
        return JSONResponse({"error": refusal.code}, 404)
    return JSONResponse({"state": state})
