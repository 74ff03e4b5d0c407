"""报案已收到: the page after a report, which stays what it is: the receipt, with the law's own days and nothing guessed.

Here the telephone can be proven by a code; whoever gets none passes it over, and the report stands. That of a report which lies
with another's case tells nothing of that one: no number, no platform and no day but its own.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import Refused, words
from claims.masking import masked_phone
from claims.store.rows import select_one
from portal.cookies import report_token, sent_receipts, session_token
from portal.days import day_text, instant_shown
from portal.fields import Fields
from portal.limits import Limits
from portal.rider.frame import rider_page
from portal.rider.photos import PATH as PHOTOS
from portal.rider.sign_in import code_question
from portal.shell import desk_of
from portal.sign_in_forms import asker, check_rate, first_form, marked, on_to, wait_said
from portal.signed_in import whence
from workflows.call_backs import norm_of
from workflows.call_backs import ring_by as last_day
from workflows.clock_view import clocks_of
from workflows.joined_reports import JoinedReport, joined_report, phone_typed, prove_joined
from workflows.phone_codes import Purpose, send_code
from workflows.phone_sign_in import MoreWanted, Proof, sign_in_by_phone
from workflows.report_drafts import ReportDraft, receipt_of, receipt_token
from workflows.rider_reports import leads_elsewhere
from workflows.transaction import reading

PATH = "/r/report/done/{token}"
ASKED, ASKED_JOINED = "输入短信验证码，以后用这个手机号查进度", "输入短信验证码，马上给您案号"
AGAIN = "again"
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


def _found(request: Request, token: str) -> tuple[ReportDraft, str]:
    """The report under a receipt, and the telephone that was typed with it. Raises HTTPException 404."""
    desk = desk_of(request)
    sent = receipt_of(desk, token)
    if sent is None:
        raise HTTPException(404)
    return sent, phone_typed(desk, str(sent.claim_no))


def _prove(request: Request, token: str, fields: Fields) -> Response:
    desk, now = desk_of(request), desk_of(request).instant()
    sent, phone = _found(request, token)
    joined, mine = joined_report(desk, sent), asker(request, token)
    if joined and token not in sent_receipts(request):  # what a stranger sent becomes a case from his own browser alone
        return RedirectResponse("/r/login", 303)
    if fields.get("do") == AGAIN:
        wait = send_code(desk, Purpose.SIGN_IN, phone, mine, now)
        return _page(request, token, said=wait_said(wait) or words("receipt_code_sent"))
    proof, before = Proof(phone, fields.get("code", ""), mine), session_token(request)
    try:
        if joined is not None:
            done, no = prove_joined(desk, joined, proof, now, whence(request), before)
        else:
            done, no = sign_in_by_phone(desk, proof, now, whence(request), before), str(sent.claim_no)
    except MoreWanted:  # others have this number too: the page of signing in finds out who it is
        return RedirectResponse("/r/login", 303)
    except Refused as refusal:
        return _page(request, token, 422, fault=refusal.message())
    return on_to(request, done.opened.token, f"/r/cases/{no}")


def _page(
    request: Request, token: str, status: int = 200, *, skipped: bool = False, said: str = "", fault: str = ""
) -> Response:
    desk = desk_of(request)
    sent, phone = _found(request, token)
    joined = joined_report(desk, sent)
    asks = not skipped and (joined is None or token in sent_receipts(request))
    facts: dict[str, Any] = {
        "at": instant_shown(sent.sent_at or ""),
        "masked": masked_phone(phone),
        "token": token,
        "said": said,
        "asked": code_question(ASKED if joined is None else ASKED_JOINED, fault=fault) if asks else None,
        "errors": [("code", fault)] if fault else (),
        **(_of_case(request, sent, token) if joined is None else _of_joined(request, joined)),
    }
    name = "r/receipt.html" if joined is None else "r/receipt_joined.html"
    return marked(request, lambda csrf: rider_page(request, name, status, csrf=csrf, **facts))


def _of_case(request: Request, sent: ReportDraft, token: str) -> dict[str, Any]:
    """What the receipt of a report says of the case that it opened."""
    desk = desk_of(request)
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=sent.claim_no) or {}
    clocks = {clock["code"]: clock for clock in clocks_of(desk, claim["no"])}
    ring_by = last_day(norm_of(desk.rules, claim["reported_on"]), claim["reported_on"], desk.calendar)
    return {
        "no": claim["no"],
        "ring_by": day_text(ring_by, desk.today(), weekday=False) if ring_by else "",
        "platform": claim["platform"],
        "periods": [(code, _day(clocks[code], desk.today()), clocks[code]) for code in ("T2", "T3") if code in clocks],
        "elsewhere": leads_elsewhere(desk, claim),
        "photos": PHOTOS if receipt_token(report_token(request)) == token else "",
    }


def _of_joined(request: Request, joined: JoinedReport) -> dict[str, Any]:
    """What was sent with a report that lies with another's case; of that case nothing."""
    day = day_text(joined.told["accident_on"], desk_of(request).today(), weekday=False)
    return {"platform": joined.told["platform"], "day": day}


def _day(clock: dict[str, Any], today: date) -> str:
    return day_text(date.fromisoformat(clock["due_on"]), today, weekday=False)
