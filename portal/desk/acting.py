"""办理: the page on which a move is made: what it will change, what it needs, and what became of it.

It serves every row of every table; moves that deserve a page of their own (a decision beside its letter, a batch) have one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.desk.act_preview import LOOKING, issues_letter, letters_of_move
from portal.desk.acts import title_of
from portal.desk.added_recipient import WHOM, asks_whom, for_whom, whom_page
from portal.desk.came import Came, came_of
from portal.desk.case_lists import chooses_kin, lists_for
from portal.desk.foreseen import foreseen
from portal.desk.looking import Look, look_at
from portal.desk.move_form import questions, read_answers
from portal.desk.service_method import METHOD, asks_method, by_method, method_page
from portal.fields import Fields, number_in
from portal.given_back import BACK, given_back
from portal.letter_shown import shown_letter
from portal.navigation import READERS
from portal.queries import address
from portal.shell import show
from portal.signed_in import SignedIn, StepUpNeeded, of_roles, posted_form
from workflows.acting import SIGNING, propose, subject_row
from workflows.advance import advance
from workflows.command import Command, Outcome
from workflows.evidence_list import Standing, evidence_list
from workflows.foreseeing import Foreseen
from workflows.happened import last_done
from workflows.moves import SEEN_WHEN_SIGNING, Choice
from workflows.run import read_target
from workflows.showing import consequences
from workflows.sight import seen_among
from workflows.thing_names import names_of_things, thing_name_of
from workflows.transaction import reading

READER = Depends(of_roles(*READERS))
PATH = "/desk/cases/{no}/act"
MISSING, BENEFICIARY = "missing", "beneficiary"
ASKED_AGAIN = frozenset({"approve", "panel_approve", "vote", "release", "review"})


class Overtaken(Exception):
    """A move that somebody else has made meanwhile, or that is not possible any more in the state of its thing."""

    def __init__(self, look: Look, choice: Choice) -> None:
        super().__init__(choice.move.trigger)
        self.look, self.choice = look, choice


@dataclass(frozen=True, slots=True)
class Given:
    """What a form brought: its answers, what is wrong with them, and what came of it."""

    answers: Fields
    faults: dict[str, str]
    came: Came


def act_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        try:
            choice = _choice(look, request)
        except Overtaken as gone:
            return _gone_page(request, gone.look, gone.choice)
        if asks_method(choice):
            return method_page(request, look, choice)
        if asks_whom(choice):
            return whom_page(request, look, choice)
        given = given_back(request, who) or _begun(look, choice, request.query_params.get(BENEFICIARY, ""))
        return _page(request, choice, Given(given, {}, Came(look)))

    @routes.post(PATH)
    async def act(request: Request, no: str, who: SignedIn = READER, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_act, request, no, who, form)

    return routes


def _begun(look: Look, choice: Choice, beneficiary: str) -> Fields:
    """What the form is filled with at first: for whom, where the address says so; every paper that the case lacks is ticked
    where papers are asked for.
    """
    if beneficiary:
        return Fields([(BENEFICIARY, beneficiary)])
    if (choice.machine, MISSING in {field.name for field in choice.needs}) != ("claim", True):
        return Fields([])
    lines = evidence_list(look.desk, look.who.username, look.no).lines
    return Fields([(MISSING, line.kind) for line in lines if line.standing is Standing.MISSING])


def _act(request: Request, no: str, who: SignedIn, form: Fields) -> Response:
    look = look_at(request, who, no)
    choice = _choice(look, request, made=True)
    if choice.move.trigger in ASKED_AGAIN and not who.stepped_up and form.get("do") != LOOKING:
        raise StepUpNeeded(_here(request), who)
    day, data, faults = read_answers(choice.needs, form, look.desk.today())
    if form.get("do") == LOOKING:
        return _page(request, choice, Given(form, {}, Came(look)), seen=(day, data))
    if faults:
        return _page(request, choice, Given(form, faults, Came(look, status=422)))
    came = came_of(request, look, form, lambda: _fire(look, choice, form, day, data))
    if came.outcome is None:
        return _page(request, _choice(came.look, request, made=True), Given(form, {}, came))
    return RedirectResponse(address(f"/desk/cases/{no}/done", {"event": came.outcome.event_id}), 303)


def _fire(look: Look, choice: Choice, form: Fields, day: Any, data: dict[str, Any]) -> Outcome:
    """Make the move on exactly what the form showed: its version, and for a signature the hash of what was signed."""
    username, trigger, key = look.who.username, choice.move.trigger, form.get("key", "")
    raw = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in data.items()}
    if choice.move.approval:
        return propose(look.desk, username, trigger, [choice.target], raw, day, key=key)
    if trigger in SIGNING:
        raw["subject_hash"] = form.get("subject_hash", "")
    return advance(look.desk, Command(choice.target, trigger, username, day, key, number_in(form, "version"), raw))


def _choice(look: Look, request: Request, *, made: bool = False) -> Choice:
    """The move that the address names, allowed or not. Raises HTTPException 404 where this person has no such move, Overtaken
    for one that the thing's state does not allow any more.

    With `made` also one that is not possible any more: it may be the second press of a button, and whoever sends the same
    form twice sees the first answer.
    """
    on, do = request.query_params.get("on", ""), request.query_params.get("do", "")
    found = [one for one in look.choices if (one.target, one.move.trigger) == (on, do) and not one.possible_in]
    if found:
        return _narrowed(found[0], request)
    gone = _gone(look, on, do)
    if gone is None:
        raise HTTPException(404)
    if not made:
        raise Overtaken(look, gone)
    return _narrowed(gone, request)


def _narrowed(choice: Choice, request: Request) -> Choice:
    """The move with what the address says of the way of service, and of whom a letter is for."""
    asked = request.query_params
    return for_whom(by_method(choice, asked.get(METHOD, "")), asked.get(WHOM, ""))


def _gone(look: Look, on: str, do: str) -> Choice | None:
    """A move of the tables on something of this case that cannot be made in its present state."""
    row = subject_row(look.desk, on) if on.partition("/")[0] == look.no else None
    if row is None:
        return None
    machine = read_target(on).machine
    moves = [
        move for move in machine.rows_of(do) if look.who.roles & set(move.proposers if move.approval else move.who)
    ]
    if not moves:
        return None
    asked = tuple(field for field in moves[0].needs if field.name != SEEN_WHEN_SIGNING)
    with reading(look.desk) as connection:
        about = thing_name_of(connection, on)
    return Choice(on, machine.name, moves[0], row["state"], row["state"], asked, about=about)


def _gone_page(request: Request, look: Look, choice: Choice) -> Response:
    """What became of the thing meanwhile, by whom and when, and the way back to the case."""
    with reading(look.desk) as connection:
        done = last_done(connection, choice.target)
    facts = {"name": choice.about or look.no, "label": choice.move.label}
    return show(request, look.who, "desk/case/gone.html", 409, done=done, **facts, **look.facts)


def _page(
    request: Request, choice: Choice, given: Given, *, seen: tuple[date, dict[str, Any]] | None = None
) -> Response:
    """The page; `seen` are the day and the data with which the letter is to be looked at."""
    look, came = given.came.look, given.came
    on = given.answers.get("occurred_on") or look.desk.today().isoformat()
    lists = lists_for(look, choice.move, choice.target, choice.needs)
    row = subject_row(look.desk, choice.target)
    told = replace(came, refusals=choice.reasons) if came.status == 200 else came
    if seen is None and not choice.needs:
        seen = (look.desk.today(), {})
    is_lettered = issues_letter(choice)
    would = letters_of_move(look, choice, row, *seen) if seen and is_lettered else Foreseen()
    facts = {
        "is_lettered": is_lettered,
        "looking": LOOKING if choice.needs else "",
        "letters": [shown_letter(letter) for letter in would.letters],
        "refusals": [refusal.message() for refusal in would.refusals],
        "label": choice.move.label,
        "of_kin": f"/desk/cases/{look.no}/relatives" if chooses_kin(choice.needs) else "",
        "verb": title_of(choice),
        "foreseen": foreseen(choice, row, look.desk.rules, look.desk.today()),
        "conditions": [one.message() for one in choice.conditions],
        "questions": questions(choice.needs, given.answers, given.faults, on, lists),
        "errors": list(given.faults.items()),
        **told.facts(given.answers),
        "allowed": choice.allowed,
        "version": came.known(given.answers, "version", row["version"] if row else 0),
        "subject_hash": (row or {}).get("subject_hash", "") if choice.move.trigger in SIGNING else "",
        "action": _here(request),
        "back": BACK,
        "draft": bool(choice.move.approval),
    }
    return show(request, look.who, "desk/case/act.html", came.status, **{**look.facts, **facts})


def _here(request: Request) -> str:
    values = {name: request.query_params.get(name, "") for name in ("on", "do", METHOD, WHOM)}
    return address(request.url.path, values)


def done_facts(look: Look, event_id: str) -> dict[str, Any]:
    """What an act brought about, for the page after it, on the cases that this person may see.

    Raises HTTPException 404 for an event of another case.
    """
    try:
        told = consequences(look.desk, event_id)
    except IndexError as missing:
        raise HTTPException(404) from missing
    cases = {event["subject"].partition("/")[0] for event in told["events"]}
    if look.no not in cases:
        raise HTTPException(404)
    with reading(look.desk) as connection:
        seen = seen_among(connection, look.who.actor, cases, look.desk.today())
        events = [one for one in told["events"] if one["subject"].partition("/")[0] in seen]
        begun = {one["id"]: one for one in look.clocks if one["id"] in told["started"]}
        names = names_of_things(connection, [one["subject"] for one in (*events, *begun.values())])
    letters = [one for one in told["letters"] if one["id"].partition("/")[0] in seen]
    return {
        **told,
        "events": [{**one, "about": names.get(one["subject"], "")} for one in events],
        "letters": letters,
        "started": [{**one, "about": names.get(one["subject"], "")} for one in begun.values()],
    }
