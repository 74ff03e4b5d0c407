"""应急查看: an administrator asks to look at one case and looks, for an hour; a head or a leader answers on the desk."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, Refused, words
from portal.fields import Fields
from portal.parts import Question
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, StepUpNeeded, of_roles, posted_form
from workflows.case_heads import heads
from workflows.case_overview import chapters
from workflows.clock_view import clocks_of
from workflows.emergency_looks import REASON_MAX, ask, enter, looks_of
from workflows.roles import Role
from workflows.transaction import reading

ADMINISTRATOR = Depends(of_roles(Role.ADMINISTRATOR))
PATH = "/admin/emergency"
SHOWN = 50
STATES = {
    "waiting": ("new", "待同意"),
    "open": ("doing", "可以查看"),
    "over": ("done", "已结束"),
    "refused": ("bad", "没有同意"),
    "lapsed": ("hold", "过期未答复"),
}


def emergency_routes() -> APIRouter:
    """The routes of asking and looking."""
    routes = APIRouter()

    @routes.get(PATH)
    def asked(request: Request, done: str = "", who: SignedIn = ADMINISTRATOR) -> Response:
        return _asking(request, who, Fields([]), said=Said("success", words("emergency_asked_done")) if done else None)

    @routes.post(PATH)
    def asking(request: Request, who: SignedIn = ADMINISTRATOR, form: Fields = Depends(posted_form)) -> Response:
        if not who.stepped_up:
            raise StepUpNeeded(PATH, who)
        try:
            ask(desk_of(request), who.username, form.get("claim", "").strip(), form.get("reason", ""))
        except ClaimsError as fault:
            return _asking(request, who, form, 422, Said("failure", fault.message()))
        return RedirectResponse(f"{PATH}?done=1", 303)

    @routes.get(PATH + "/{no}")
    def look(request: Request, no: str, who: SignedIn = ADMINISTRATOR) -> Response:
        return _looking(request, who, no)

    return routes


def _asking(request: Request, who: SignedIn, form: Fields, status: int = 200, said: Said | None = None) -> Response:
    questions = [
        Question("claim", "案号", value=form.get("claim", ""), hint="例如 TL-2025-000010", maxlength=40),
        Question("reason", "理由", value=form.get("reason", ""), hint="排查什么；不写姓名", maxlength=REASON_MAX),
    ]
    mine = [(one, *STATES[one.state]) for one in looks_of(desk_of(request), SHOWN, who.username)]
    return show(request, who, "admin/emergency.html", status, questions=questions, rows=mine, base=PATH, said=said)


def _looking(request: Request, who: SignedIn, no: str) -> Response:
    desk = desk_of(request)
    try:
        claim, actor, look = enter(desk, who.username, no)
    except Refused as refusal:
        return show(request, who, "sign_in/said.html", 403, text=refusal.message())
    with reading(desk) as connection:
        head, shown = heads(connection, [claim])[no], chapters(desk, connection, claim, actor)
    facts = {"head": head, "chapters": shown, "look": look, "clocks": clocks_of(desk, no), "base": PATH}
    return show(request, who, "admin/emergency_case.html", **facts)
