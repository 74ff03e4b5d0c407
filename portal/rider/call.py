"""请我局打电话给我: a person is rung by the bureau, about what he chose, by the number that is known of him.

No day is promised but where the bureau has set itself one. Asking once is enough: a second press shows the first.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import words
from claims.masking import masked_phone
from portal.fields import Fields
from portal.parts import Question
from portal.rider.acting import command_of, form_facts, refused
from portal.rider.call_lines import calls_shown
from portal.rider.frame import rider_page
from portal.rider.looking import OR_REPORTER, is_reporter, own_choices, shown_part
from portal.shell import desk_of
from portal.signed_in import SignedIn, posted_form
from workflows.call_backs import ASK, TAKE_BACK
from workflows.fields import CALL_ABOUT, CALL_SUITS
from workflows.phone_changes import phone_of
from workflows.rider_answers import clean
from workflows.rider_view import RiderCase
from workflows.transaction import reading

PATH = "/r/cases/{no}/call"
NOTE_LONGEST = 60
WAITS = "no_call_asked_yet"
CLOSED_LISTS = {"about": CALL_ABOUT, "suits": CALL_SUITS}


@cache
def call_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, sent: str = "", who: SignedIn = OR_REPORTER) -> Response:
        return _page(request, who, shown_part(request, who, no), Fields([]), sent=sent == "1")

    @routes.post(PATH)
    async def answer(
        request: Request, no: str, who: SignedIn = OR_REPORTER, form: Fields = Depends(posted_form)
    ) -> Response:
        return await run_in_threadpool(_answer, request, who, no, form)

    return routes


def _answer(request: Request, who: SignedIn, no: str, form: Fields) -> Response:
    seen = shown_part(request, who, no)
    trigger = TAKE_BACK if form.get("do") == TAKE_BACK else ASK
    data = {"person": str(who.actor.person_id)}
    if trigger == ASK:
        faults = {
            name: words(f"call_{name}_unchosen") for name, known in CLOSED_LISTS.items() if form.get(name) not in known
        }
        if faults:
            return _page(request, who, seen, form, faults)
        note = clean(form.get("note"), NOTE_LONGEST)
        data |= {name: form[name] for name in CLOSED_LISTS} | ({"note": note} if note else {})
    fault, status = refused(request, command_of(request, who, no, trigger, form, data))
    if fault:
        return _page(request, who, shown_part(request, who, no), form, {"sent": fault}, status)
    return RedirectResponse(f"/r/cases/{no}/call{'?sent=1' if trigger == ASK else ''}", 303)


def _page(
    request: Request,
    who: SignedIn,
    seen: RiderCase,
    form: Fields,
    faults: dict[str, str] | None = None,
    status: int = 422,
    *,
    sent: bool = False,
) -> Response:
    desk, no = desk_of(request), seen.claim["no"]
    with reading(desk) as connection:
        number = phone_of(connection, str(who.actor.person_id))
    reasons = own_choices(request, who, no)[ASK].reasons
    calls = calls_shown(desk, seen)
    facts: dict[str, Any] = {
        **form_facts(seen),
        "calls": calls,
        "masked": masked_phone(number) if number else "",
        "sent": sent and any(not one.promised for one in calls),
        "reasons": [one.message() for one in reasons if one.code != WAITS],
        "asks": not reasons,
        "questions": _questions(form, faults or {}),
        "errors": list((faults or {}).items()),
        "here": PATH.format(no=no),
        "take_back": TAKE_BACK,
        "reporter": is_reporter(request, who),
    }
    return rider_page(request, "r/call.html", status if faults else 200, **facts)


def _questions(form: Fields, faults: dict[str, str]) -> list[Question]:
    asked = (("about", "说什么事", CALL_ABOUT), ("suits", "什么时候方便", CALL_SUITS))
    return [
        *(
            Question(
                name, label, "radio", form.get(name, ""), error=faults.get(name, ""),
                choices=tuple((one, one) for one in known),
            )
            for name, label, known in asked
        ),
        Question("note", "还想先说一句", "text", form.get("note", ""), optional=True, maxlength=NOTE_LONGEST),
    ]  # fmt: skip
