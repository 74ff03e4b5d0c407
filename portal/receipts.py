"""Where the SMS gateway tells what became of a message: `delivered` or `failed`.

The body is JSON: `id` (ours or the gateway's), `state`, and for a failure a `reason` of which a code is kept. A receipt that
comes twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from claims.errors import Refused
from portal.gateway import told_by_gateway
from workflows.receipts import Receipt, note_receipt
from workflows.transaction import Desk

STATES = frozenset(receipt.value for receipt in Receipt)


def receipt_routes(desk: Desk) -> APIRouter:
    """The route of receipts; without a gateway, or without its key, there is none."""
    routes = APIRouter()

    @routes.post("/receipts/sms")
    async def sms(request: Request) -> Response:
        told = await told_by_gateway(desk, request)
        if told is None or told.get("state") not in STATES or not _is_reference(told.get("id", "")):
            return JSONResponse({"error": "receipt_unreadable"}, 400)
        return await run_in_threadpool(_note, desk, told)

    return routes


def _is_reference(text: str) -> bool:
    return bool(text) and text.isprintable()


def _note(desk: Desk, told: Mapping[str, str]) -> Response:
    try:
        state = note_receipt(desk, told["id"], Receipt(told["state"]), told.get("reason", ""))
    except Refused as refusal:
        return JSONResponse({"error": refusal.code}, 404)
    return JSONResponse({"state": state})
