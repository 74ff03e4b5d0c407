"""Where the SMS gateway hands on what a person answered: who answers that he wants no more messages has unsubscribed.

The body is JSON: `phone`, `text`, and `at`, when the person sent it. The same is said to every answer, so that nobody learns
whose number is here; of an answer nothing is kept but that somebody has unsubscribed.
"""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from claims.clock import parse_instant
from claims.json_reader import as_instant
from portal.gateway import told_by_gateway
from workflows.transaction import Desk
from workflows.unsubscribing import take_answer

FIELDS = ("phone", "text", "at")


def answer_routes(desk: Desk) -> APIRouter:
    """The route of answers; without a gateway, or without its key, there is none."""
    routes = APIRouter()

    @routes.post("/answers/sms")
    async def sms(request: Request) -> Response:
        told = await told_by_gateway(desk, request)
        said_at = _instant(told.get("at", "")) if told else None
        if told is None or said_at is None or not all(told.get(name) for name in FIELDS):
            return JSONResponse({"error": "answer_unreadable"}, 400)
        await run_in_threadpool(take_answer, desk, told["phone"], told["text"], said_at)
        return JSONResponse({"state": "taken"})

    return routes


def _instant(text: str) -> datetime | None:
    """A time with its zone."""
    moment = as_instant(text)
    return parse_instant(moment) if moment is not None else None
