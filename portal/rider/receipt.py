"""报案已收到: the page after a report, which stays what it is: the receipt, with the law's own days and nothing guessed.

Here the telephone can be proven by a code; whoever gets none passes it over, and the report stands.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import Refused
from claims.masking import masked_phone
from claims.store.rows import Row, select_one
from portal.cookies import report_token, session_token
from portal.days import day_text, instant_shown
from portal.fields import Fields
from portal.limits import Limits
from portal.rider.frame import rider_page
from portal.rider.photos import PATH as PHOTOS
from portal.rider.sign_in import code_question
from portal.shell import desk_of
from portal.sign_in_forms import asker, check_rate, first_form, marked, on_to
from portal.signed_in import whence
from workflows.call_backs import norm_of
from workflows.call_backs import ring_by as last_day
from workflows.clock_view import clocks_of
from workflows.locking import read_person
from workflows.phone_sign_in import MoreWanted, Proof, sign_in_by_phone
from workflows.report_drafts import ReportDraft, receipt_of, receipt_token
from workflows.rider_reports import leads_elsewhere
from workflows.transaction import reading

PATH = "/r/report/done/{token}"
ASKED = "输入短信验证码，以后用这个手机号查进度"
FirstForm = Annotated[Fields, Depends(first_form)]


def receipt_routes_of_riders(limits: Limits) -> APIRouter:
    """The routes of the receipt."""
    routes = APIRouter()

    @routes.get(PATH)
    def receipt(request: Request, token: str, skip: str = "") -> Response:
        return _page(request, token, skipped=skip == "1")

    @routes.post(PATH)
    async def prove(request: Request, token: str, fields: FirstForm) -> Response:
        await check_rate(request, limits)
        return await run_in_threadpool(_prove, request, token, fields)

    return routes


def _found(request: Request, token: str) -> tuple[ReportDraft, Row, str]:
    """The report under a receipt, its case, and the telephone of whom it is about. Raises HTTPException 404."""
    desk = desk_of(request)
    sent = receipt_of(desk, token)
    if sent is None:
        raise HTTPException(404)
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=sent.claim_no) or {}
        person = read_person(connection, str(claim["person_id"])) or {}
    return sent, claim, str(person.get("phone", ""))


def _prove(request: Request, token: str, fields: Fields) -> Response:
    desk = desk_of(request)
    _, claim, phone = _found(request, token)
    proof = Proof(phone, fields.get("code", ""), asker(request, token))
    try:
        done = sign_in_by_phone(desk, proof, desk.instant(), whence(request), session_token(request))
    except MoreWanted:  # others have this number too: the page of signing in finds out who it is
        return RedirectResponse("/r/login", 303)
    except Refused as refusal:
        return _page(request, token, 422, fault=refusal.message())
    return on_to(request, done.opened.token, f"/r/cases/{claim['no']}")


def _page(request: Request, token: str, status: int = 200, *, skipped: bool = False, fault: str = "") -> Response:
    desk = desk_of(request)
    sent, claim, phone = _found(request, token)
    clocks = {clock["code"]: clock for clock in clocks_of(desk, claim["no"])}
    ring_by = last_day(norm_of(desk.rules, claim["reported_on"]), claim["reported_on"], desk.calendar)
    facts: dict[str, Any] = {
        "no": claim["no"],
        "at": instant_shown(sent.sent_at or ""),
        "masked": masked_phone(phone),
        "ring_by": day_text(ring_by, desk.today(), weekday=False) if ring_by else "",
        "platform": claim["platform"],
        "periods": [(code, _day(clocks[code], desk.today()), clocks[code]) for code in ("T2", "T3") if code in clocks],
        "elsewhere": leads_elsewhere(desk, claim),
        "token": token,
        "photos": PHOTOS if receipt_token(report_token(request)) == token else "",
        "asked": None if skipped else code_question(ASKED, fault=fault),
        "errors": [("code", fault)] if fault else (),
    }
    return marked(request, lambda csrf: rider_page(request, "r/receipt.html", status, csrf=csrf, **facts))


def _day(clock: dict[str, Any], today: date) -> str:
    return day_text(date.fromisoformat(clock["due_on"]), today, weekday=False)
