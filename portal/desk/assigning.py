"""委托调查: handing a case to an investigator for some days, and ending that early."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import BadInput, Refused, words
from portal.desk.came import said_of
from portal.desk.looking import Look, look_at
from portal.fields import Fields
from portal.parts import Question
from portal.queries import day_in
from portal.shell import Said, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.assignment_view import assignments_of, hands, investigators, overtaken_hands
from workflows.assignments import ASSIGNERS, assign, end_assignment
from workflows.overtaken import Overtaken

PATH = "/desk/cases/{no}/assignments"
USUAL = timedelta(days=14)


def assigning_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()
    giver = Depends(of_roles(*ASSIGNERS))

    @routes.get(PATH)
    def listed(request: Request, no: str, who: SignedIn = giver) -> Response:
        look = look_at(request, who, no)
        today = look.desk.today()
        usual = [("begins_on", today.isoformat()), ("ends_on", (today + USUAL).isoformat())]
        return _page(request, look, Fields(usual), {})

    @routes.post(PATH)
    async def hand(request: Request, no: str, who: SignedIn = giver, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_hand, request, no, who, form)

    return routes


def _hand(request: Request, no: str, who: SignedIn, form: Fields) -> Response:
    look = look_at(request, who, no)
    username, begins_on, ends_on = (
        form.get("username", ""),
        day_in(form.get("begins_on", "")),
        day_in(form.get("ends_on", "")),
    )
    changed = overtaken_hands(look.desk, who.username, no, form.get("seen", ""))
    if changed is not None:
        return _page(request, look, form, {}, said_of(look.desk, changed), changed)
    try:
        if form.get("do") == "end":
            end_assignment(look.desk, who.username, no, username, look.desk.today())
            return RedirectResponse(f"/desk/cases/{no}/assignments", 303)
        faults = {} if begins_on else {"begins_on": words("day_unreadable")}
        faults |= {} if ends_on else {"ends_on": words("day_unreadable")}
        if begins_on is None or ends_on is None:
            return _page(request, look, form, faults)
        assign(look.desk, who.username, no, username, begins_on, ends_on)
    except BadInput as fault:
        return _page(request, look, form, {"ends_on": fault.message()})
    except Refused as refusal:
        return _page(request, look, form, {}, Said("failure", refusal.message()))
    return RedirectResponse(f"/desk/cases/{no}/assignments", 303)


def _page(
    request: Request,
    look: Look,
    form: Fields,
    faults: dict[str, str],
    said: Said | None = None,
    changed: Overtaken | None = None,
) -> Response:
    assigned = assignments_of(look.desk, look.no)
    people = investigators(look.desk)
    choices = (("", "请选择"), *((username, f"{name}（在办 {count} 件）") for username, name, count in people))
    questions = [
        Question(
            "username", "调查员", "select", form.get("username", ""), choices=choices, error=faults.get("username", "")
        ),
        Question("begins_on", "从", "date", form.get("begins_on", ""), error=faults.get("begins_on", "")),
        Question("ends_on", "到（最后一天）", "date", form.get("ends_on", ""), error=faults.get("ends_on", "")),
    ]
    facts = {
        "questions": questions,
        "assigned": assigned,
        "seen": hands(assigned),
        "changed": changed,
        "action": f"/desk/cases/{look.no}/assignments",
        "errors": list(faults.items()),
        "said": said,
        "bar": False,
    }
    status = 409 if changed else 422 if faults or said else 200
    return show(request, look.who, "desk/case/assignments.html", status, **{**look.facts, **facts})
