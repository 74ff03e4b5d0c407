"""登记回电: who is to be rung about a case, about what, and what came of ringing him."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import words
from portal.days import day_text
from portal.desk.came import SEEN, Came, came_of
from portal.desk.looking import Look, look_at
from portal.fields import Fields, new_key, number_in
from portal.queries import address
from portal.shell import Said, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.advance import advance
from workflows.call_backs import NOTE, Call, calls_to_make
from workflows.command import Command, Outcome
from workflows.fields import CALL_RESULTS
from workflows.machines.claim_rows.call_back import RINGS
from workflows.transaction import reading
from workflows.unmasking import may_unmask

PATH = "/desk/cases/{no}/note_call"
RINGER = Depends(of_roles(*RINGS))


def call_note_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, who: SignedIn = RINGER) -> Response:
        look = look_at(request, who, no)
        if not calls_on(look):
            raise HTTPException(404)
        return _page(request, Came(look), Fields([]))

    @routes.post(PATH)
    async def note(request: Request, no: str, who: SignedIn = RINGER, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_note, request, who, no, form)

    return routes


def calls_on(look: Look) -> list[dict[str, Any]]:
    """Who is to be rung about the case, each with all that he is to be rung about."""
    with reading(look.desk) as connection:
        found = calls_to_make(connection, look.no)
    ordered = sorted(found, key=lambda one: str(one.row["person_id"]))
    return [_of_person(look, list(calls)) for _, calls in groupby(ordered, key=lambda one: str(one.row["person_id"]))]


def _of_person(look: Look, calls: Sequence[Call]) -> dict[str, Any]:
    first, today = calls[0], look.desk.today()
    person, tries = first.row["person_id"], max(one.row["tries"] for one in calls)
    shown_at = address(f"/desk/cases/{look.no}/show", {"person": person, "field": "phone"})
    tried_on = max((one.row["tried_on"] for one in calls if one.row["tried_on"]), default=None)
    return {
        "person": person,
        "name": first.name,
        "phone": first.phone,
        "shown_at": shown_at if may_unmask(look.who.actor, "phone") else "",
        "lines": [
            (one.row["about"], one.row["suits"], day_text(one.row["asked_on"], today), one.note) for one in calls
        ],
        "tries": tries,
        "tried_on": day_text(tried_on, today) if tried_on else "",
        "key": new_key(),
    }


def _note(request: Request, who: SignedIn, no: str, form: Fields) -> Response:
    look = look_at(request, who, no)
    if form.get("call_result") not in CALL_RESULTS:
        return _page(request, Came(look, status=422), form, words("call_result_unchosen"))
    came = came_of(request, look, form, partial(_fire, look, form))
    if came.outcome is None:
        return _page(request, came, form)
    return RedirectResponse(address(f"/desk/cases/{no}/done", {"event": came.outcome.event_id}), 303)


def _fire(look: Look, form: Fields) -> Outcome:
    note = form.get("note", "").strip()
    data = {"person": form.get("person", ""), "call_result": form["call_result"], **({"note": note} if note else {})}
    day, key = look.desk.today(), form.get("key", "")
    return advance(look.desk, Command(look.no, NOTE, look.who.username, day, key, number_in(form, "version"), data))


def _page(request: Request, came: Came, form: Fields, fault: str = "") -> Response:
    """The page; of whom it was sent for, with what was written. Each person has a form with a key of its own."""
    look = came.look
    shown = came.facts(form)
    facts: dict[str, Any] = {
        "waiting": calls_on(look),
        "results": CALL_RESULTS,
        "of_whom": form.get("person", ""),
        "note": form.get("note", ""),
        "said": Said("failure", fault) if fault else shown["said"],
        "changed": shown["changed"],
        "seen": shown[SEEN],
        "version": came.known(form, "version", look.claim["version"]),
        "here": f"/desk/cases/{look.no}/{NOTE}",
        "bar": False,
    }
    return show(request, look.who, "desk/case/calls.html", came.status, **{**look.facts, **facts})
