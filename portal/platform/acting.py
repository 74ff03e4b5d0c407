"""办理: the page on which somebody of a platform makes a move of the tables: fill in, look it over, send.

代为申请 has the same page under an address of its own, with what is known of the order beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import BadInput, Conflict, Refused
from portal.desk.acts import title_of
from portal.desk.move_form import ON, questions, read_answers
from portal.desk.move_lists import Lists, lists_of
from portal.fields import Fields, new_key, number_in
from portal.given_back import BACK, given_back
from portal.parts import Question
from portal.platform.cases import DID, IN_TIME
from portal.platform.looking import APPLY, CASES, ONE, OwnLook, look_at_own, reasons_of
from portal.queries import address
from portal.shell import Said, show
from portal.signed_in import SignedIn, posted_form
from workflows.acting import subject_row
from workflows.advance import advance
from workflows.command import Command, Outcome, Refusal
from workflows.evidence_choice import application_papers
from workflows.machines import MACHINES
from workflows.moves import Choice
from workflows.platform_acts import FROM_THE_PROGRAM, check_texts
from workflows.roles import Role
from workflows.run import read_target
from workflows.table import Field, Move
from workflows.transaction import Desk

ACT = CASES + "/{no}/act"
CHECK, BACK_TO = "check", "back-to-form"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done: on what (`about`, in words), which row of the tables, and what has to be filled in."""

    target: str
    move: Move
    needs: tuple[Field, ...]
    about: str = ""

    @property
    def title(self) -> str:
        """What the page of it is called."""
        return f"{self.move.label}：{self.about}" if self.about else self.move.label


def acting_routes() -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter()
    posted = Depends(posted_form)

    @routes.get(ACT)
    def ask(request: Request, no: str, who: SignedIn = ONE) -> Response:
        return _ask(request, who, no, *_named(request))

    @routes.post(ACT)
    async def act(request: Request, no: str, who: SignedIn = ONE, form: Fields = posted) -> Response:
        return await run_in_threadpool(_act, request, who, no, *_named(request), form)

    @routes.get(APPLY.path)
    def ask_to_apply(request: Request, no: str, who: SignedIn = ONE) -> Response:
        return _ask(request, who, no, no, "apply")

    @routes.post(APPLY.path)
    async def apply(request: Request, no: str, who: SignedIn = ONE, form: Fields = posted) -> Response:
        return await run_in_threadpool(_act, request, who, no, no, "apply", form)

    return routes


def _named(request: Request) -> tuple[str, str]:
    return request.query_params.get("on", ""), request.query_params.get("do", "")


def _ask(request: Request, who: SignedIn, no: str, target: str, trigger: str) -> Response:
    """The form of a move that may be made now; of one that a guard keeps back, what stands in the way; of any other there is
    no page.
    """
    look = look_at_own(request, who, no)
    found = [one for one in look.choices if (one.target, one.move.trigger) == (target, trigger)]
    kept = [one for one in look.kept if (one.target, one.move.trigger) == (target, trigger)]
    if not found and not kept:
        raise HTTPException(404)
    if not found:
        return _kept_page(request, who, look, kept[0])
    return form_page(request, who, look, _of_choice(found[0]), given_back(request, who) or Fields([]), {})


def _kept_page(request: Request, who: SignedIn, look: OwnLook, choice: Choice) -> Response:
    """Why a move is not open yet, with the days that run meanwhile."""
    due = [(due, light) for due, light in look.lights if due.code in choice.move.stops]
    facts = {"verb": title_of(choice), "reasons": reasons_of(choice), "due": due, "case": look.case}
    return show(request, who, "platform/kept.html", **facts)


def _of_choice(choice: Choice) -> Asked:
    return Asked(choice.target, choice.move, _for_people(choice.needs), choice.about)


def _for_people(needs: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(field for field in needs if field.name not in FROM_THE_PROGRAM)


def _act(request: Request, who: SignedIn, no: str, target: str, trigger: str, form: Fields) -> Response:
    look = look_at_own(request, who, no)
    asked = replace(asked_on(no, target, trigger), about=look.about(target))
    day, data, faults = read_answers(asked.needs, form, look.desk.today())
    if faults:
        return form_page(request, who, look, asked, form, faults, status=422)
    if form.get("do") == CHECK:
        return _check_page(request, who, look, asked, form)
    if form.get("do") == BACK_TO:
        return form_page(request, who, look, asked, form, {})
    return made(request, who, look, asked, form, day, data)


def asked_on(no: str, target: str, trigger: str) -> Asked:
    """A row of the tables that is a platform's, possible now or not: whoever sends a form twice sees the first answer.

    Raises HTTPException 404.
    """
    try:
        aim = read_target(target)
    except Conflict as unknown:
        raise HTTPException(404) from unknown
    moves = [move for move in MACHINES[aim.machine.name].rows_of(trigger) if Role.PLATFORM in move.who]
    if not moves or aim.claim_no != no:
        raise HTTPException(404)
    return Asked(target, moves[0], _for_people(moves[0].needs))


def made(
    request: Request, who: SignedIn, look: OwnLook, asked: Asked, form: Fields, day: date, data: Mapping[str, Any]
) -> Response:
    """Make the move on exactly what the form showed, and go back to the case; or say on the form why not."""
    refusals, status = refused(look.desk, who.username, asked, form, day, data)
    if refusals:
        return form_page(request, who, look, asked, form, {}, refusals, status)
    return RedirectResponse(address(f"{CASES}/{look.case.claim_no}", {DID: IN_TIME}), 303)


def refused(
    desk: Desk, username: str, asked: Asked, form: Fields, day: date, data: Mapping[str, Any]
) -> tuple[tuple[Refusal, ...], int]:
    """Why the move was not made, and the status that says so; no reasons where it was."""
    try:
        outcome = _fire(desk, username, asked, form, day, data)
    except (BadInput, Refused, Conflict) as fault:
        return (Refusal(fault.code, fault.facts),), 409 if isinstance(fault, Conflict) else 422
    return outcome.refusals, 422


def _fire(desk: Desk, username: str, asked: Asked, form: Fields, day: date, data: Mapping[str, Any]) -> Outcome:
    check_texts(desk, asked.move.trigger, data)
    key, seen = form.get("key", ""), number_in(form, "version")
    return advance(desk, Command(asked.target, asked.move.trigger, username, day, key, seen, dict(data)))


def form_facts(look: OwnLook, asked: Asked, form: Fields, refusals: tuple[Refusal, ...] = ()) -> dict[str, Any]:
    """What every form of a platform is given."""
    row = subject_row(look.desk, asked.target)
    first, *rest = [one.message() for one in refusals] or [""]
    version = row["version"] if row else 0
    return {
        "case": look.case,
        "said": Said("failure", first, "".join(rest)) if first else None,
        "key": form.get("key") or new_key(),
        "version": version if refusals else form.get("version") or version,
        "back": BACK,
    }


def form_page(
    request: Request,
    who: SignedIn,
    look: OwnLook,
    asked: Asked,
    form: Fields,
    faults: Mapping[str, str],
    refusals: tuple[Refusal, ...] = (),
    status: int = 200,
) -> Response:
    """The form with what has been answered so far."""
    today = look.desk.today()
    lists = _lists(look, asked, today)
    facts = {
        "verb": asked.title,
        "basis": asked.move.basis,
        "questions": questions(asked.needs, form, faults, form.get(ON) or today.isoformat(), lists),
        "errors": list(faults.items()),
        "due": [(due, light) for due, light in look.lights if due.code in asked.move.stops],
        "action": _here(request),
        "checked": CHECK,
    }
    return show(request, who, "platform/act.html", status, **facts, **form_facts(look, asked, form, refusals))


def _lists(look: OwnLook, asked: Asked, today: date) -> Lists:
    found, papers = lists_of(asked.move, look.case.accident_on, look.desk.rules, today), "papers"
    own = application_papers(found.get(papers, {}), look.desk.rules, today)
    return {**found, papers: own} if papers in found else found


def _check_page(request: Request, who: SignedIn, look: OwnLook, asked: Asked, form: Fields) -> Response:
    """What was answered, to be looked over before it is sent."""
    today = look.desk.today()
    lists = _lists(look, asked, today)
    shown = [
        (one.label, _said(one)) for one in questions(asked.needs, form, {}, form.get(ON) or today.isoformat(), lists)
    ]
    kept = [(name, value) for name, values in form.values_by_name.items() if name not in NOT_KEPT for value in values]
    facts = {"verb": asked.title, "shown": shown, "kept": kept, "action": _here(request), "back_to": BACK_TO}
    return show(request, who, "platform/check.html", **facts, **form_facts(look, asked, form))


NOT_KEPT = frozenset({"csrf", "key", "version", "do", BACK})


def _said(one: Question) -> str:
    """An answer as people read it."""
    if one.kind == "tick":
        return "是" if one.value else "否"
    names = dict(one.choices)
    answers = one.value if isinstance(one.value, list) else [one.value or ""]
    return "、".join(names.get(answer, answer) for answer in answers)


def _here(request: Request) -> str:
    return address(request.url.path, {name: request.query_params.get(name, "") for name in ("on", "do")})
