"""Signing in at /r/login: a telephone, then the code it gets; where somebody with it has told an ID number, the end of that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import Refused
from claims.masking import masked_phone
from portal.cookies import browser_csrf, session_token, take_session
from portal.fields import Fields
from portal.limits import Limits
from portal.next_page import safe_next
from portal.parts import Question
from portal.rider.frame import rider_page
from portal.shell import desk_of
from portal.sign_in_forms import asker, check_rate, check_transport, first_form, marked, on_to, wait_said
from portal.signed_in import SignedIn, own_form, signed_in_at_all, whence
from workflows.phone_codes import Purpose, ask_code, tell_code
from workflows.phone_sign_in import MoreWanted, Proof, sign_in_by_phone
from workflows.rider_answers import read_phone
from workflows.signing_in import sign_out

PATH, CODE_PATH, AFTER = "/r/login", "/r/login/code", "/r/cases"
STATUS = 422
TAIL_FAULTS = frozenset({"phone_tail_wrong", "phone_tail_over"})
NONE_OF_THEM = "都不是，我报过身份证号"
First = Annotated[Fields, Depends(first_form)]


def rider_sign_in_routes(limits: Limits) -> APIRouter:
    """The routes of signing in and out."""
    routes = APIRouter(dependencies=[Depends(check_transport)])

    @routes.get(PATH)
    def ask(request: Request) -> Response:
        return _ask_phone(request, after_in(request.query_params.get("next", "")))

    @routes.post(PATH)
    async def send(request: Request, fields: First) -> Response:
        await check_rate(request, limits)
        return await run_in_threadpool(_send, request, fields)

    @routes.post(CODE_PATH)
    async def prove(request: Request, fields: First) -> Response:
        await check_rate(request, limits)
        return await run_in_threadpool(_prove, request, fields)

    @routes.get(CODE_PATH)
    def begin_anew() -> Response:
        return RedirectResponse(PATH, 303)

    @routes.post("/r/logout")
    def leave(
        request: Request,
        signed: Annotated[SignedIn, Depends(signed_in_at_all)],
        _fields: Annotated[Fields, Depends(own_form)],
    ) -> Response:
        desk = desk_of(request)
        sign_out(desk, {"id": signed.session_id, "username": signed.username}, desk.instant())
        gone = RedirectResponse("/", 303)
        take_session(gone, request)
        return gone

    return routes


def after_in(asked: str) -> str:
    """The page for injured persons to go on to, or that on which a form waits that came too late."""
    after = safe_next(asked, AFTER)
    return after if after.startswith(("/r/", "/kept/")) else AFTER


def _ask_phone(request: Request, after: str, phone: str = "", fault: str = "") -> Response:
    hint = "自己报案时留的，或者在我局登记过的手机号，我局发一条验证码。"
    asked = Question("phone", "手机号", "text", phone, hint, fault, autocomplete="tel", inputmode="tel", maxlength=20)
    changed = request.query_params.get("changed") == "1"
    facts = {"next": after, "changed": changed, "asked": asked, "errors": [("phone", fault)] if fault else ()}
    status = STATUS if fault else 200
    return marked(request, lambda csrf: rider_page(request, "r/login.html", status, csrf=csrf, **facts))


def _send(request: Request, fields: Fields) -> Response:
    desk, after = desk_of(request), after_in(fields.get("next", ""))
    phone, fault = read_phone(fields.get("phone"))
    if fault:
        return _ask_phone(request, after, phone, fault)
    asked = ask_code(desk, Purpose.SIGN_IN, phone, asker(request, browser_csrf(request)), desk.instant())
    answer = _ask_code(request, after, phone, said=wait_said(asked.wait))
    answer.background = BackgroundTask(tell_code, desk, asked, desk.instant())  # whose number it is takes no time here
    return answer


def _prove(request: Request, fields: Fields) -> Response:
    desk, after = desk_of(request), after_in(fields.get("next", ""))
    phone, fault = read_phone(fields.get("phone"))
    if fault:
        return _ask_phone(request, after, phone, fault)
    code, who, tail = (fields.get(name, "") for name in ("code", "who", "tail"))
    proof = Proof(phone, code, asker(request, browser_csrf(request)), who, tail)
    try:
        done = sign_in_by_phone(desk, proof, desk.instant(), whence(request), session_token(request))
    except MoreWanted as more:
        return _ask_code(request, after, phone, code=proof.code, more=more)
    except Refused as refusal:
        name = "tail" if refusal.code in TAIL_FAULTS else "code"
        return _ask_code(
            request, after, phone, code=proof.code if name == "tail" else "", wrong=(name, refusal.message())
        )
    return on_to(request, done.opened.token, after)


def code_question(label: str, value: str = "", fault: str = "") -> Question:
    """The field into which a code is pasted, or filled by the telephone itself."""
    return Question(
        "code", label, "text", value, error=fault, autocomplete="one-time-code", inputmode="numeric", maxlength=12
    )  # fmt: skip


def _ask_code(
    request: Request,
    after: str,
    phone: str,
    *,
    code: str = "",
    said: str = "",
    more: MoreWanted | None = None,
    wrong: tuple[str, str] | None = None,
) -> Response:
    faults = dict([wrong]) if wrong else {}
    asked = [code_question("短信里的 6 位数字", code, faults.get("code", "")), *_who_questions(more, faults)]
    facts: dict[str, Any] = {
        "next": after,
        "typed": phone,
        "masked": masked_phone(phone),
        "said": said,
        "asked": asked,
        "errors": list(faults.items()),
    }
    status = STATUS if wrong else 200
    return marked(request, lambda csrf: rider_page(request, "r/login_code.html", status, csrf=csrf, **facts))


def _who_questions(more: MoreWanted | None, faults: dict[str, str]) -> Iterator[Question]:
    """What tells those with one number apart: a name out of a few, or the end of an ID number."""
    if more is not None and more.unnumbered:
        named = [(one.person_id, one.name) for one in more.unnumbered]
        yield Question(
            "who", "您是谁", "radio", "", choices=(*named, *([("", NONE_OF_THEM)] if more.asks_tail else []))
        )
    if "tail" in faults or (more is not None and more.asks_tail):
        yield Question(
            "tail", "身份证号后 4 位", "text", "", error=faults.get("tail", ""), autocomplete="off", maxlength=8
        )
