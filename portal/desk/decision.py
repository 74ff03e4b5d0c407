"""拟写结论: the form of a conclusion with the letter that approving it would issue beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from claims.errors import words
from claims.store.rows import Row, select_rows
from portal.days import instant_shown, time_shown
from portal.desk.came import SEEN, Came, came_of
from portal.desk.decision_checks import checks_of
from portal.desk.decision_form import PARTS_MAX, VERDICTS, WEIGHED, Part, Written, begun, read_written
from portal.desk.looking import Look, look_at
from portal.fields import Fields, number_in
from portal.given_back import BACK, given_back
from portal.letter_shown import shown_letter
from portal.shell import environment, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.acting import propose
from workflows.advance import advance
from workflows.approval_view import act_label
from workflows.command import Command, Outcome
from workflows.deciding import CONCLUSIONS, POSITIVE, Ground, ground_of, returned_proposal
from workflows.draft_forms import draft_on, drop_draft, save_draft
from workflows.foreseeing import Foreseen, foresee_act
from workflows.moves import Choice
from workflows.roles import OFFICERS, Role
from workflows.run import FORESEEN
from workflows.transaction import reading

READER = Depends(of_roles(*OFFICERS))
WRITER = Depends(of_roles(Role.INTAKE, Role.REVIEWER, Role.APPROVER, Role.LEGAL, Role.APPRAISAL))
PATH = "/desk/cases/{no}/decision"
PAGE = "decision"
FAULTY = 422
CARRIED = frozenset({"csrf", "key", "version", SEEN, "do", BACK})


@dataclass(frozen=True, slots=True)
class Task:
    """What this person may write on a case now: the conclusions, and the draft that came back, where one did."""

    look: Look
    acts: tuple[str, ...]
    reasons: tuple[str, ...]
    returned: Row | None

    @property
    def is_open(self) -> bool:
        """Whether there is a conclusion to be written."""
        return bool(self.acts)


def decision_routes() -> APIRouter:
    """The routes of the page, of its preview and of its drafts."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, who: SignedIn = READER) -> Response:
        task = _task(look_at(request, who, no))
        ground = _ground(task)
        saved = draft_on(task.look.desk, who.username, no, PAGE) if task.is_open else None
        given = given_back(request, who) or (_as_fields(saved.fields) if saved else None)
        if given is not None:
            return _page(request, task, ground, read_written(given, ground, task.acts), Came(task.look))
        act = task.acts[0] if len(task.acts) == 1 or task.returned else ""
        proposal = returned_proposal(task.look.desk, task.returned["id"]) if task.returned else None
        return _page(request, task, ground, begun(ground, act, proposal), Came(task.look))

    @routes.post(PATH)
    async def write(request: Request, no: str, who: SignedIn = WRITER, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_write, request, no, who, form)

    @routes.post(PATH + "/preview")
    async def preview(
        request: Request, no: str, who: SignedIn = WRITER, form: Fields = Depends(posted_form)
    ) -> Response:
        return await run_in_threadpool(_preview, request, no, who, form)

    @routes.post(PATH + "/save")
    async def save(request: Request, no: str, who: SignedIn = WRITER, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_saved, request, no, who, form)

    return routes


def _task(look: Look) -> Task:
    """What the tables let this person write: a conclusion, or anew the one that came back."""
    back = [one for one in look.choices if (one.machine, one.move.trigger) == ("approval", "redraft") and one.allowed]
    with reading(look.desk) as connection:
        returned = [row for row in select_rows(connection, "approval", claim_no=look.no) if row["act"] in CONCLUSIONS]
    mine = next((row for row in returned if any(one.target == row["id"] for one in back)), None)
    if mine is not None:
        return Task(look, (mine["act"],), (), mine)
    found = [one for one in look.choices if _concludes(one)]
    reasons = dict.fromkeys(reason.message() for one in found if not one.allowed for reason in one.reasons)
    return Task(look, tuple(one.move.trigger for one in found if one.allowed), tuple(reasons), None)


def _concludes(choice: Choice) -> bool:
    return choice.machine == "claim" and choice.move.trigger in CONCLUSIONS and not choice.possible_in


def _ground(task: Task) -> Ground:
    return ground_of(task.look.desk, task.look.who.username, task.look.claim)


def _write(request: Request, no: str, who: SignedIn, form: Fields) -> Response:
    task = _task(look_at(request, who, no))
    ground = _ground(task)
    written = read_written(form, ground, task.acts or tuple(CONCLUSIONS))  # a second press finds nothing more to do
    match form.get("do", ""):
        case "save":
            save_draft(task.look.desk, who.username, no, PAGE, _kept(form))
            return RedirectResponse(f"/desk/cases/{no}/decision", 303)
        case "preview":
            return _page(request, task, ground, written, Came(task.look), form)
        case "add":
            more = replace(written, parts=(*written.parts, Part())[:PARTS_MAX])
            return _page(request, task, ground, more, Came(task.look), form)
    return _hand_in(request, task, ground, written, form)


def _hand_in(request: Request, task: Task, ground: Ground, written: Written, form: Fields) -> Response:
    """Put the conclusion forward for review, or say what is wrong and keep all that was written.

    Where somebody was quicker there may be nothing more to conclude now, so that what was written is kept as a draft too.
    """
    desk, who, no = task.look.desk, task.look.who, task.look.no
    if written.faults and task.is_open:
        return _page(request, task, ground, written, Came(task.look, status=FAULTY), form)
    came = came_of(request, task.look, form, lambda: _fire(task, written, form))
    if came.outcome is None:
        if came.changed is not None:
            save_draft(desk, who.username, no, PAGE, _kept(form))
        return _page(request, _task(came.look), ground, written, came, form)
    drop_draft(desk, who.username, no, PAGE)
    return RedirectResponse(f"/desk/approvals/{came.outcome.subject}", 303)


def _fire(task: Task, written: Written, form: Fields) -> Outcome:
    """One command drafts the approval; a draft that came back is drafted anew on the version that was seen."""
    desk, no, key = task.look.desk, task.look.no, form.get("key", "")
    username, today = task.look.who.username, desk.today()
    act = form.get("act", "") if form.get("act", "") in CONCLUSIONS else ""
    approval = form.get("approval", "")
    if not approval:
        return propose(desk, username, act, [no], written.proposal, today, key=key)
    target = approval if approval.partition("/")[0] == no else no
    data = {"act": act, "targets": [no], "proposal": [written.proposal]}
    return advance(desk, Command(target, "redraft", username, today, key, number_in(form, "version"), data))


def _preview(request: Request, no: str, who: SignedIn, form: Fields) -> Response:
    """The letter of what stands in the form, without the page around it."""
    task = _task(look_at(request, who, no))
    ground = _ground(task)
    facts = _seen(task, ground, read_written(form, ground, task.acts))
    return HTMLResponse(environment().get_template("desk/case/decision_preview.html").render(facts))


def _saved(request: Request, no: str, who: SignedIn, form: Fields) -> Response:
    look = look_at(request, who, no)
    save_draft(look.desk, who.username, no, PAGE, _kept(form))
    return HTMLResponse(words("draft_saved_at", at=time_shown(look.desk.instant())))


def _kept(form: Fields) -> dict[str, list[str]]:
    return {name: values for name, values in form.values_by_name.items() if name not in CARRIED}


def _as_fields(kept: Any) -> Fields:
    return Fields([(name, one) for name, values in kept.items() for one in values])


def _seen(task: Task, ground: Ground, written: Written) -> dict[str, Any]:
    """The preview: the letter by the engine itself, and what is checked beside it."""
    would = Foreseen()
    if written.act and written.case:
        via = task.returned["id"] if task.returned else FORESEEN
        desk = task.look.desk
        would = foresee_act(desk, written.act, [task.look.no], written.foreseen, desk.today(), via)
    return {
        "letters": [shown_letter(letter) for letter in would.letters],
        "refusals": [refusal.message() for refusal in would.refusals],
        "checks": checks_of(ground, written, would),
        "_": str,
    }


def _page(
    request: Request, task: Task, ground: Ground, written: Written, came: Came, form: Fields | None = None
) -> Response:
    look, given = task.look, form or Fields([])
    is_open = task.is_open or came.changed is not None
    saved = draft_on(look.desk, look.who.username, look.no, PAGE) if is_open else None
    acts = task.acts or tuple(act for act in CONCLUSIONS if act == written.act)
    with reading(look.desk) as connection:
        decided = list(select_rows(connection, "approval", claim_no=look.no))
    faults = written.faults if came.status == FAULTY and not came.refusals else {}
    facts = {
        **came.facts(given),
        "is_open": is_open,
        "reasons": task.reasons,
        "approvals": [(row, act_label(row)) for row in decided],
        "acts": [(act, CONCLUSIONS[act]) for act in acts],
        "positive": [act for act in acts if act in POSITIVE],
        "ground": ground,
        "written": written,
        "edited": written.facts != ground.facts,
        "verdicts": VERDICTS,
        "weighs": WEIGHED,
        "can_add": len(written.parts) < PARTS_MAX,
        "faults": faults,
        "errors": list(faults.items()),
        "saved": words("draft_saved_at", at=instant_shown(saved.saved_at)) if saved else "",
        "version": came.known(given, "version", task.returned["version"] if task.returned else 0),
        "approval": task.returned["id"] if task.returned else "",
        "back": BACK,
        "bar": False,
        **(_seen(task, ground, written) if task.is_open else {"letters": [], "refusals": [], "checks": []}),
    }
    return show(request, look.who, "desk/case/decision.html", came.status, **{**look.facts, **facts})
