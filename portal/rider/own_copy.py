"""取完整副本: all that is kept of a person with his numbers whole, after another code. On the page, to be printed, or as a file.

Whose telephone is not known, or has just changed, has the masked copy of `portal/rider/me.py`, or comes to the counter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from claims.clock import instant_text, minute_text
from claims.errors import Refused, words
from claims.masking import masked_phone
from claims.money import yuan
from portal.days import day_text
from portal.downloads import attachment
from portal.fields import Fields
from portal.limits import Limits
from portal.parts import Question
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER
from portal.rider.sign_in import code_question
from portal.shell import desk_of
from portal.sign_in_forms import asker, check_rate, wait_said
from portal.signed_in import SignedIn, posted_form, whence
from workflows.access_log import Access, note_read
from workflows.access_words import WHOLE_COPY
from workflows.locking import read_person
from workflows.own_copy import full_copy
from workflows.phone_changes import rests_until
from workflows.phone_codes import Purpose, send_code
from workflows.phone_sign_in import Proof, prove_again
from workflows.transaction import reading

PATH = "/r/me/copy"
CODE, TAKE = "code", "take"
SHOW, FILE = "show", "file"
WAYS = ((SHOW, "在手机上看，可以打印"), (FILE, "下载文件，给电脑程序读（JSON）"))
NAME = "我的信息（完整）.json"
FEN, CASE = "（分）", "案号"


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of the copy as it is read: a heading, what stands under it as label and text, and the pieces below it."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    parts: tuple[Told, ...] = ()


def copy_routes(limits: Limits) -> APIRouter:
    """The routes of the page; `limits` counts who tries codes."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, who: SignedIn = RIDER) -> Response:
        return _ask(request, who)

    @routes.post(PATH)
    async def take(request: Request, who: SignedIn = RIDER, form: Fields = Depends(posted_form)) -> Response:
        await check_rate(request, limits)
        return await run_in_threadpool(_take, request, who, form)

    return routes


def _take(request: Request, who: SignedIn, form: Fields) -> Response:
    """The first step sends the code; the second gives the copy, once the log says that it does."""
    desk, mine = desk_of(request), asker(request, who.session_id)
    phone, why_not = _telephone(request, who)
    if why_not:
        return _ask(request, who, 422)
    if form.get("do") != TAKE:
        wait = send_code(desk, Purpose.COPY, phone, mine, desk.instant())
        return _code(request, form, phone, said=wait_said(wait))
    try:
        proof = Proof(phone, form.get("code", ""), mine)
        prove_again(desk, Purpose.COPY, proof, desk.instant(), whence(request))
    except Refused as wrong:
        return _code(request, form, phone, fault=wrong.message())
    note_read(desk, who.username, Access.EXPORT, person_id=str(who.actor.person_id), field=WHOLE_COPY)
    return _given(request, who, as_file=form.get("way") == FILE)


def _given(request: Request, who: SignedIn, *, as_file: bool) -> Response:
    copy = full_copy(desk_of(request), who.actor)
    if as_file:
        return attachment(json.dumps(copy, ensure_ascii=False, indent=1).encode(), NAME, "application/json")
    at = minute_text(instant_text(desk_of(request).instant()))
    return rider_page(request, "r/copy_shown.html", told=[_piece(*one) for one in copy.items()], at=at)


def _telephone(request: Request, who: SignedIn) -> tuple[str, str]:
    """The telephone to which the code goes, or why none does."""
    desk = desk_of(request)
    with reading(desk) as connection:
        person = read_person(connection, str(who.actor.person_id)) or {}
    phone = str(person.get("phone") or "")
    if not phone:
        return "", words("rider_no_phone")
    until = rests_until(person, desk.rules, desk.calendar, desk.today())
    if until is not None:
        return "", Refused("rider_copy_rests", until=day_text(until, weekday=False)).message()
    return phone, ""


def _ask(request: Request, who: SignedIn, status: int = 200) -> Response:
    phone, why_not = _telephone(request, who)
    way = Question("way", "怎么取", "radio", SHOW, choices=WAYS)
    facts: dict[str, Any] = {"asked": way, "why_not": why_not, "masked": masked_phone(phone), "action": PATH}
    return rider_page(request, "r/copy.html", status, **facts)


def _code(request: Request, form: Fields, phone: str, *, said: str = "", fault: str = "") -> Response:
    facts: dict[str, Any] = {
        "asked": code_question("短信里的 6 位数字", fault=fault),
        "way": form.get("way", SHOW),
        "masked": masked_phone(phone),
        "said": said,
        "errors": [("code", fault)] if fault else (),
        "action": PATH,
    }
    return rider_page(request, "r/copy_code.html", 422 if fault else 200, **facts)


def _piece(title: str, value: Any) -> Told:
    """A piece of the copy: what says nothing is left out, sums stand in yuan."""
    if isinstance(value, list):
        return Told(title, parts=tuple(map(partial(_numbered, title), enumerate(value, 1))))
    return Told(title, tuple(_rows(value)), tuple(_piece(*one) for one in value.items() if _is_list(one[1])))


def _numbered(title: str, numbered: tuple[int, Mapping[str, Any]]) -> Told:
    """One of several, called by its number: a case by its own."""
    number, value = numbered
    if not _has_parts(value):
        return _piece("", value)
    below = {label: one for label, one in value.items() if label != CASE}
    return _piece(str(value.get(CASE) or f"{title} {number}"), below)


def _rows(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for label, one in value.items():
        if one != "" and not isinstance(one, list):
            yield (label.removesuffix(FEN), yuan(one)) if label.endswith(FEN) else (label, str(one))


def _has_parts(value: Mapping[str, Any]) -> bool:
    return any(isinstance(one, list) for one in value.values())


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)
