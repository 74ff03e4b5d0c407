"""待遇: the sheet of a case's awards, and putting several items forward for approval at once."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import words
from claims.money import capitals
from portal.desk.came import Came, came_of
from portal.desk.looking import look_at
from portal.desk.money_acts import money_acts, proposable
from portal.desk.sums import money_rows
from portal.fields import Fields
from portal.queries import address
from portal.shell import show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.acting import propose
from workflows.award_sheet import Sheet, sheet
from workflows.plain_names import numbered
from workflows.roles import OFFICERS

READER = Depends(of_roles(*OFFICERS))
PATH = "/desk/cases/{no}/awards"


def award_routes() -> APIRouter:
    """The routes of the sheet and of the proposal."""
    routes = APIRouter()

    @routes.get(PATH)
    def awards(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        found = sheet(look.desk, look.claim)
        lines = (*found.awards, *found.by_platform, *found.refused)
        acts, more, blocked = money_acts(look, {line.id: line.code for line in lines})
        bar = {"acts": acts, "more": more, "blocked": blocked, "bar": True}
        return show(request, who, "desk/case/awards.html", **look.facts, may_reckon=True, **bar, **sheet_facts(found))

    @routes.get(PATH + "/propose")
    def ask(request: Request, no: str, who: SignedIn = READER) -> Response:
        return _asked(request, Came(look_at(request, who, no)), Fields([]))

    @routes.post(PATH + "/propose")
    async def put_forward(
        request: Request, no: str, who: SignedIn = READER, form: Fields = Depends(posted_form)
    ) -> Response:
        return await run_in_threadpool(_put_forward, request, no, who, form)

    return routes


def sheet_facts(found: Sheet) -> dict[str, Any]:
    """What the page of awards says of a sheet."""
    return {
        "sheet": found,
        "rows": money_rows(found.awards),
        "platform_rows": money_rows(found.by_platform),
        "refused_rows": money_rows(found.refused),
        "capitals": capitals(found.total_fen),
        "third_party": [line for line in found.awards if line.third_party_fen],
    }


def _asked(request: Request, came: Came, form: Fields) -> Response:
    """The items that can be put forward, each with its working; raises HTTPException 404 for who may put none forward."""
    look = came.look
    mine = proposable(look)
    if not mine and came.changed is None:
        raise HTTPException(404)
    found = sheet(look.desk, look.claim)
    lines = {line.id: line for line in found.awards + found.by_platform}
    ready = [one.target for one in mine if one.allowed and one.target in lines]
    ticked = form.all("item") if form else ready
    errors = [] if form.all("item") or not form else [("item", words("award_nothing_ticked"))]
    total = sum(lines[one].awarded_fen for one in ready if not lines[one].monthly)
    return show(request, look.who, "desk/case/propose.html", came.status, **{
        **look.facts, **came.facts(form), "bar": False, "errors": errors, "capitals": capitals(total), "total_fen": total,
        "rows": [(one, money_rows([lines[one]])[0]) for one in ready], "ticked": ticked,
        "blocked": [(numbered(one.target), "".join(why.message() for why in one.reasons)) for one in mine
                    if not one.allowed],
    })  # fmt: skip


def _put_forward(request: Request, no: str, who: SignedIn, form: Fields) -> Response:
    look = look_at(request, who, no)
    chosen = list(dict.fromkeys(form.all("item")))
    if not chosen or any(one.partition("/")[0] != no for one in chosen):
        return _asked(request, Came(look, status=422), form)
    today, key = look.desk.today(), form.get("key", "")
    came = came_of(request, look, form, lambda: propose(look.desk, who.username, "approve", chosen, {}, today, key=key))
    if came.outcome is None:
        return _asked(request, came, form)
    return RedirectResponse(address(f"/desk/cases/{no}/done", {"event": came.outcome.event_id}), 303)
