"""撤回: what it means comes first; then the person asks for it, and may take it back until it takes effect."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.clock import parse_instant
from portal.days import instant_shown
from portal.fields import Fields
from portal.parts import Question
from portal.rider.acting import command_of, form_facts, refused
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER, own_case, own_choices
from portal.shell import desk_of
from portal.signed_in import SignedIn, posted_form
from workflows.import_columns import LONGEST_TEXT
from workflows.rider_answers import clean
from workflows.rider_view import RiderCase
from workflows.transaction import Desk

PATH = "/r/cases/{no}/withdraw"
WITHDRAW, UNDO = "request_withdrawal", "undo_withdrawal"


@cache
def withdrawal_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, who: SignedIn = RIDER) -> Response:
        seen = own_case(request, who, no)
        choices = own_choices(request, who, no)
        if not any(choices[one].allowed for one in (WITHDRAW, UNDO)):
            raise HTTPException(404)
        return _page(request, seen)

    @routes.post(PATH)
    async def answer(request: Request, no: str, who: SignedIn = RIDER, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_answer, request, who, no, form)

    return routes


def _answer(request: Request, who: SignedIn, no: str, form: Fields) -> Response:
    own_case(request, who, no)
    trigger = UNDO if form.get("do") == UNDO else WITHDRAW
    reason = clean(form.get("reason"))
    data = {"reason": reason} if reason and trigger == WITHDRAW else {}
    fault, status = refused(request, command_of(request, who, no, trigger, form, data))
    if fault:
        return _page(request, own_case(request, who, no), fault, status)
    return RedirectResponse(f"/r/cases/{no}{'/withdraw' if trigger == WITHDRAW else ''}", 303)


def _page(request: Request, seen: RiderCase, fault: str = "", status: int = 200) -> Response:
    desk = desk_of(request)
    facts: dict[str, Any] = {
        **form_facts(seen),
        "here": PATH.format(no=seen.claim["no"]),
        "until": withdrawn_at(desk, seen),
        "hours": _hours(desk),
        "reason": Question("reason", "为什么撤回", "long", "", optional=True, rows=2, maxlength=LONGEST_TEXT),
        "undo": UNDO,
        "fault": fault,
    }
    return rider_page(request, "r/withdraw.html", status, **facts)


def withdrawn_at(desk: Desk, seen: RiderCase) -> str:
    """When a withdrawal that was asked for takes effect; empty where none was."""
    asked = seen.claim["withdrawal_requested_at"]
    return instant_shown(parse_instant(asked) + timedelta(hours=_hours(desk))) if asked else ""


def _hours(desk: Desk) -> int:
    return desk.rules.at("limits.withdrawal_undo", desk.today()).as_int()
