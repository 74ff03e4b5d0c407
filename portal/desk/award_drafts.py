"""拟定待遇: which kinds there are, and the form of each. Bills for treatment have a page of their own, 票据."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.day_text import read_day
from claims.formulas.items import KINDS, ItemCode, Payer
from portal.desk.award_form import OFFERED, SURVIVOR, answered, questions_for, read_item, survivor_questions
from portal.desk.blocks import Block, blocks_in, rearranged
from portal.desk.came import Came, came_of
from portal.desk.looking import Look, look_at
from portal.desk.money_acts import may_draft
from portal.fields import Fields
from portal.given_back import BACK, given_back
from portal.parts import Question
from portal.queries import address
from portal.shell import show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.acting import act
from workflows.award_people import earlier_versions, people_of
from workflows.award_sheet import base_of
from workflows.command import Refusal
from workflows.provisional import STANDING
from workflows.roles import OFFICERS

READER = Depends(of_roles(*OFFICERS))
PATH = "/desk/cases/{no}/awards/new"


def award_draft_routes() -> APIRouter:
    """The routes of the form."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, code: str = "", who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        if code not in OFFERED:
            return _kinds(request, look)
        return _page(request, Came(look), code, given_back(request, who) or Fields([]))

    @routes.post(PATH)
    async def draft(
        request: Request, no: str, code: str = "", who: SignedIn = READER, form: Fields = Depends(posted_form)
    ) -> Response:
        return await run_in_threadpool(_draft, request, no, code, who, form)

    return routes


def _require_draft(look: Look) -> None:
    if may_draft(look) is None:
        raise HTTPException(404)


def _kinds(request: Request, look: Look) -> Response:
    """The kinds of benefit, each with its form."""
    _require_draft(look)
    path = f"/desk/cases/{look.no}"
    kinds = [(address(f"{path}/awards/new", {"code": code}), KINDS[ItemCode(code)]) for code in OFFERED]
    rows = [(f"{path}/invoices", KINDS[ItemCode.MEDICAL]), *kinds]
    return show(request, look.who, "desk/case/award_kinds.html", **look.facts, bar=False, kinds=rows, fund=Payer.FUND)


def _page(
    request: Request,
    came: Came,
    code: str,
    form: Fields,
    *,
    faults: dict[str, str] | None = None,
    blocks: list[Block] | None = None,
) -> Response:
    look = came.look
    _require_draft(look)
    told, people = faults or {}, people_of(look.desk, look.claim)
    asked = questions_for(code, look.claim, people, earlier_versions(look.desk, look.no, code, STANDING))
    shown = answered([_today(one, look) for one in asked], form, told)
    survivors = blocks or blocks_in(form, SURVIVOR)
    action = address(f"/desk/cases/{look.no}/awards/new", {"code": code})
    return show(request, look.who, "desk/case/award_new.html", came.status, **{
        **look.facts, **came.facts(form), "bar": False, "errors": list(told.items()), "questions": shown,
        "label": KINDS[ItemCode(code)].label, "action": action, "back": BACK,
        "blocks": [survivor_questions(one, place, people, told) for place, one in enumerate(survivors, start=1)]
        if code == "survivor_pension" else [],
        "award_base": base_of(look.desk, look.claim), "grounds": _grounds(look),
        "reasons": [one.message() for one in _reasons(look)],
    })  # fmt: skip


def _today(question: Question, look: Look) -> Question:
    return replace(question, value=look.desk.today().isoformat()) if question.name == "occurred_on" else question


def _reasons(look: Look) -> tuple[Refusal, ...]:
    choice = may_draft(look)
    return choice.reasons if choice else ()


def _grounds(look: Look) -> list[tuple[str, str]]:
    """The facts of the case that the sum rests on and that nobody types here."""
    grade, care = look.claim["grade"], look.claim["care_level"]
    return [
        ("受伤日期", str(look.claim["accident_on"])),
        ("伤残等级", "未定" if grade is None else f"{grade}级" if grade else "无等级"),
        ("生活自理障碍", CARE.get(care, "未定")),
    ]


CARE = {"none": "没有", "full": "完全不能自理", "most": "大部分不能自理", "part": "部分不能自理"}


def _draft(request: Request, no: str, code: str, who: SignedIn, form: Fields) -> Response:
    look = look_at(request, who, no)
    if code not in OFFERED:
        raise HTTPException(404)
    blocks = rearranged(form, blocks_in(form, SURVIVOR), SURVIVOR)
    if blocks is not None:
        return _page(request, Came(look), code, form, blocks=blocks)
    data, faults = read_item(code, form)
    day = _day(form, look, faults)
    if faults:
        return _page(request, Came(look, status=422), code, form, faults=faults)
    key = form.get("key", "")
    came = came_of(request, look, form, lambda: act(look.desk, who.username, f"{no}/item", "draft", day, data, key=key))
    if came.outcome is None:
        return _page(request, came, code, form)
    return RedirectResponse(address(f"/desk/cases/{no}/done", {"event": came.outcome.event_id}), 303)


def _day(form: Fields, look: Look, faults: dict[str, Any]) -> date:
    try:
        return read_day(form.get("occurred_on", "").strip() or look.desk.today().isoformat())
    except ValueError:
        faults["occurred_on"] = "日期读不懂，例如 2026-03-16"
        return look.desk.today()
