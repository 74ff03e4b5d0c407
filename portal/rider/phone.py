"""换手机号: the new number is written; the old one gets a code, and when that was right, the new one; with both it is changed.
Whoever has the old one no more comes to the counter with his ID card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import Refused
from claims.masking import masked_phone
from claims.periods import Unit
from claims.store.rows import Row
from portal.cookies import take_session
from portal.fields import Fields, new_key
from portal.lights import SHOWN_UNIT
from portal.limits import Limits
from portal.parts import Question
from portal.rider.acting import command_of, refused
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER
from portal.rider.sign_in import code_question
from portal.shell import desk_of
from portal.sign_in_forms import asker, check_rate, wait_said
from portal.signed_in import SignedIn, posted_form, whence
from workflows.own_phone import CHANGE, case_for_change, is_identified, prove_new, prove_old, send_to_new, send_to_old
from workflows.phone_changes import phone_of
from workflows.phone_codes import Asker
from workflows.phone_sign_in import Proof
from workflows.rider_answers import read_phone
from workflows.rider_view import own_cases
from workflows.transaction import Desk, reading

PATH, AFTER = "/r/me/phone", "/r/login?changed=1"


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
    """Whatever step it is: only for who may change it, and for a number that can be one."""
    phone, fault = read_phone(form.get("phone"))
    claim, known = _case(request, who), _known(request, who)
    if fault or claim is None or not known or not _is_identified(request, who):
        return _page(request, who, form, {"phone": fault} if fault else {})
    step = Step(request, who, form, claim, (known, phone))
    try:
        return STEPS.get(form.get("do", ""), _ask_old)(step)
    except Refused as no_way:
        return _page(request, who, form, {"phone": no_way.message()})


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the change: the form, the case on which it is written down, the number that stands and the one to come."""

    request: Request
    who: SignedIn
    form: Fields
    claim: Row
    pair: tuple[str, str]

    @property
    def desk(self) -> Desk:
        """The desk of the portal."""
        return desk_of(self.request)

    @property
    def person(self) -> str:
        """The person whose number it is."""
        return str(self.who.actor.person_id)

    @property
    def asker(self) -> Asker:
        """Who asks for codes: this session."""
        return asker(self.request, self.who.session_id)


def _ask_old(step: Step) -> Response:
    """The code for the number that stands is sent; nothing goes to the other one yet."""
    wait = send_to_old(step.desk, step.person, step.pair, step.asker, step.desk.instant())
    return _code_page(step, OLD, said=wait_said(wait))


def _ask_new(step: Step) -> Response:
    """The number that stands is proven: the code for the one to come is sent."""
    old = Proof(step.pair[0], step.form.get("code", ""), step.asker)
    try:
        prove_old(step.desk, old, step.desk.instant(), whence(step.request))
    except Refused as wrong:
        return _code_page(step, OLD, fault=wrong.message())
    return _ask_new_again(step)


def _ask_new_again(step: Step) -> Response:
    wait = send_to_new(step.desk, step.person, step.pair, step.asker, step.desk.instant())
    return _code_page(step, NEW, said=wait_said(wait))


def _finish(step: Step) -> Response:
    """Both numbers are proven: the move is made."""
    desk, request, old, phone = step.desk, step.request, *step.pair
    try:
        prove_new(desk, old, Proof(phone, step.form.get("code", ""), step.asker), desk.instant(), whence(request))
    except Refused as wrong:
        if wrong.code == "phone_old_first":
            raise
        return _code_page(step, NEW, fault=wrong.message())
    data = {"holder": step.person, "new_phone": phone}
    command = command_of(request, step.who, str(step.claim["no"]), CHANGE, step.form, data)
    why_not, status = refused(request, command)
    if why_not:
        return _page(request, step.who, step.form, {"phone": why_not}, status)
    gone = RedirectResponse(AFTER, 303)  # the change has ended every session
    take_session(gone, request)
    return gone


STEPS: Mapping[str, Callable[[Step], Response]] = {"next": _ask_new, "again": _ask_new_again, "send": _finish}
OLD, NEW = 0, 1  # the step of a page, and its number in the pair
# Of each step: what the page is called, its button, and what its two forms do.
SHOWN = (
    ("第一步：旧号码的验证码", "下一步", "next", "codes"),
    ("第二步：新号码的验证码", "换成新手机号", "send", "again"),
)


def _is_identified(request: Request, who: SignedIn) -> bool:
    return is_identified(desk_of(request), str(who.actor.person_id))


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
        "open": bool(known) and _is_identified(request, who) and _case(request, who) is not None,
        "identified": _is_identified(request, who),
        "errors": list(wrong.items()),
        "key": new_key(),
        "action": PATH,
    }
    return rider_page(request, "r/phone.html", status if faults else 200, **facts)


def _code_page(step: Step, place: int, *, said: str = "", fault: str = "") -> Response:
    """The page that asks for the code of one of the two numbers."""
    title, button, do, again = SHOWN[place]
    cooling = step.desk.rules.at("limits.account_cooling", step.desk.today())
    facts: dict[str, Any] = {
        "title": title,
        "button": button,
        "do": do,
        "again": again,
        "is_last": place == NEW,
        "cooling": f"{cooling.as_int()} {SHOWN_UNIT[Unit(cooling.unit)]}",
        "asked": code_question(f"{masked_phone(step.pair[place])} 收到的 6 位数字", fault=fault),
        "typed": step.pair[NEW],
        "said": said,
        "errors": [("code", fault)] if fault else (),
        "key": step.form.get("key", "") or new_key(),
        "version": step.form.get("version", "") or step.claim["version"],
        "action": PATH,
    }
    return rider_page(step.request, "r/phone_codes.html", 422 if fault else 200, **facts)
