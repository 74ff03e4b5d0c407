"""换手机号: the new number is written, both numbers get a code, and with both it is changed. Whoever has the old one no more
comes to the counter with his ID card.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import Refused
from claims.masking import masked_phone
from claims.store.rows import Row
from portal.cookies import take_session
from portal.fields import Fields, new_key
from portal.limits import Limits
from portal.parts import Question
from portal.rider.acting import command_of, refused
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER
from portal.rider.sign_in import code_question
from portal.shell import desk_of
from portal.sign_in_forms import asker, check_rate, wait_said
from portal.signed_in import SignedIn, posted_form, whence
from workflows.own_phone import CHANGE, case_for_change, prove_both, send_both
from workflows.phone_changes import phone_of
from workflows.phone_sign_in import Proof
from workflows.rider_answers import read_phone
from workflows.rider_view import own_cases
from workflows.transaction import reading

PATH, AFTER = "/r/me/phone", "/r/login?changed=1"
SEND = "send"


def phone_routes(limits: Limits) -> APIRouter:
    """The routes of the page; `limits` counts who tries codes."""
    routes = APIRouter()

    @routes.get(PATH)
    def phone(request: Request, who: SignedIn = RIDER) -> Response:
        return _page(request, who, Fields([]))

    @routes.post(PATH)
    async def change(request: Request, who: SignedIn = RIDER, form: Fields = Depends(posted_form)) -> Response:
        await check_rate(request, limits)
        return await run_in_threadpool(_change, request, who, form)

    return routes


def _change(request: Request, who: SignedIn, form: Fields) -> Response:
    """The first step asks for the codes; the second changes the number, where both are right."""
    phone, fault = read_phone(form.get("phone"))
    claim, known = _case(request, who), _known(request, who)
    if fault or claim is None or not known:
        return _page(request, who, form, {"phone": fault} if fault else {})
    if form.get("do") != SEND:
        pair = (known, phone)
        wait = send_both(
            desk_of(request), str(who.actor.person_id), pair, asker(request, who.session_id), desk_of(request).instant()
        )
        return _codes(request, form, claim, pair, said=wait_said(wait))
    return _prove(request, who, form, claim, (known, phone))


def _prove(request: Request, who: SignedIn, form: Fields, claim: Row, pair: tuple[str, str]) -> Response:
    desk, mine = desk_of(request), asker(request, who.session_id)
    old, new = (Proof(phone, form.get(name, ""), mine) for phone, name in zip(pair, ("old", "code"), strict=True))
    data = {"holder": str(who.actor.person_id), "new_phone": pair[1]}
    try:
        prove_both(desk, old, new, desk.instant(), whence(request))
    except Refused as wrong:
        return _codes(request, form, claim, pair, fault=wrong.message())
    why_not, status = refused(request, command_of(request, who, str(claim["no"]), CHANGE, form, data))
    if why_not:
        return _page(request, who, form, {"phone": why_not}, status)
    gone = RedirectResponse(AFTER, 303)  # the change has ended every session
    take_session(gone, request)
    return gone


def _case(request: Request, who: SignedIn) -> Row | None:
    return case_for_change([claim for claim, _ in own_cases(desk_of(request), who.actor)])


def _known(request: Request, who: SignedIn) -> str:
    with reading(desk_of(request)) as connection:
        return phone_of(connection, str(who.actor.person_id))


def _page(
    request: Request, who: SignedIn, form: Fields, faults: Mapping[str, str] | None = None, status: int = 422
) -> Response:
    wrong = faults or {}
    asked = Question(
        "phone", "新手机号", "text", form.get("phone", ""), "11 位数字", wrong.get("phone", ""),
        autocomplete="tel", inputmode="tel", maxlength=20,
    )  # fmt: skip
    known = _known(request, who)
    facts: dict[str, Any] = {
        "asked": asked,
        "masked": masked_phone(known),
        "open": bool(known) and _case(request, who) is not None,
        "errors": list(wrong.items()),
        "key": new_key(),
        "action": PATH,
    }
    return rider_page(request, "r/phone.html", status if faults else 200, **facts)


def _codes(
    request: Request, form: Fields, claim: Row, pair: tuple[str, str], *, said: str = "", fault: str = ""
) -> Response:
    old = Question(
        "old", f"{masked_phone(pair[0])} 收到的 6 位数字", "text", "", error=fault,
        autocomplete="off", inputmode="numeric", maxlength=12,
    )  # fmt: skip
    facts: dict[str, Any] = {
        "asked": [old, code_question(f"{masked_phone(pair[1])} 收到的 6 位数字")],
        "typed": pair[1],
        "said": said,
        "errors": [("old", fault)] if fault else (),
        "key": form.get("key", "") or new_key(),
        "version": form.get("version", "") or claim["version"],
        "action": PATH,
    }
    return rider_page(request, "r/phone_codes.html", 422 if fault else 200, **facts)
