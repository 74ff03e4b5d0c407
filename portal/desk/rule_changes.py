"""改动: what was proposed, what it touches case by case, and the second person's answer."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, Refused, words
from portal.desk.rules import CHANGES, READER, shared
from portal.downloads import attachment
from portal.fields import Fields
from portal.queries import address, page_in, turning, whole_in
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, StepUpNeeded, posted_form
from workflows.moved_days import days_moved_by
from workflows.rule_answers import apply, count_again, proposal_of, withdraw
from workflows.rule_board import answers_open_to, change_of, changes, touched
from workflows.rule_content import CALENDAR
from workflows.rule_documents import document_of
from workflows.rule_log import Proposal
from workflows.sight import closed_cases
from workflows.transaction import reading

PAGE_ROWS = 50
APPLY, WITHDRAW = "apply", "withdraw"


def rule_change_routes() -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter()

    @routes.get(CHANGES)
    def listed(request: Request, page: str = "1", who: SignedIn = READER) -> Response:
        every, here = changes(desk_of(request)), page_in(page)
        facts = {
            "rows": every[(here - 1) * PAGE_ROWS : here * PAGE_ROWS],
            "total": len(every),
            **turning(CHANGES, {}, here, len(every), PAGE_ROWS),
        }
        return show(request, who, "desk/rules/changes.html", **facts, **shared(CHANGES))

    @routes.get(CHANGES + "/{number}")
    def one(
        request: Request, number: str, page: str = "1", done: str = "", moved: str = "", who: SignedIn = READER
    ) -> Response:
        place = whole_in(number)
        return _page(request, who, place, page_in(page), _said(done, place, whole_in(moved)))

    @routes.post(CHANGES + "/{number}")
    def answer(request: Request, number: str, who: SignedIn = READER, form: Fields = Depends(posted_form)) -> Response:
        if not who.stepped_up:
            raise StepUpNeeded(f"{CHANGES}/{whole_in(number)}", who)
        return _answered(request, who, whole_in(number), form.get("act", ""))

    @routes.get(CHANGES + "/{number}/document")
    def document(request: Request, number: str, who: SignedIn = READER) -> Response:
        found = document_of(desk_of(request), _proposal(request, whole_in(number)).document or "")
        if found is None:
            raise HTTPException(404)
        row, content = found
        return attachment(content, row["name"], "application/octet-stream")

    return routes


def _proposal(request: Request, number: int) -> Proposal:
    with reading(desk_of(request)) as connection:
        try:
            return proposal_of(connection, number)
        except Refused as fault:
            raise HTTPException(404) from fault


def _page(
    request: Request, who: SignedIn, number: int, page: int, said: Said | None = None, status: int = 200
) -> Response:
    desk, proposal = desk_of(request), _proposal(request, number)
    with reading(desk) as connection:
        one = change_of(connection, desk, proposal)
        may_withdraw, against = answers_open_to(connection, desk, who.username, proposal)
        closed = closed_cases(connection, who.actor, desk.today())
        cases = [no for no in touched(desk, connection, proposal) if no not in closed]
    waits = proposal.answer is None
    moved = days_moved_by(desk, proposal.change) if waits and proposal.change.kind == CALENDAR else []
    moves = [one for one in moved if one.claim_no not in closed]
    base = f"{CHANGES}/{number}"
    facts = {
        "one": one,
        "waits": waits,
        "moves": moves[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        "moves_all": len(moves),
        "cases": cases[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        "cases_all": len(cases),
        "may_withdraw": may_withdraw,
        "against": against.message() if against and waits else "",
        **turning(base, {}, page, max(len(moves), len(cases)), PAGE_ROWS),
        "said": said,
    }
    return show(request, who, "desk/rules/change.html", status, **facts, **shared(CHANGES))


def _said(done: str, number: int, moved: int) -> Said | None:
    if done == "proposed":
        return Said("success", words("rule_change_proposed", number=number))
    if done == APPLY:
        code = "rule_change_applied_moved" if moved else "rule_change_applied"
        return Said("success", words(code, number=number, moved=moved))
    return Said("success", words("rule_change_withdrawn", number=number)) if done == WITHDRAW else None


def _answered(request: Request, who: SignedIn, number: int, act: str) -> Response:
    desk, moved = desk_of(request), 0
    proposal, faults = _proposal(request, number), list[str]()
    if act not in (APPLY, WITHDRAW):
        raise HTTPException(404)
    try:
        if act == WITHDRAW:
            withdraw(desk, who.username, number)
        else:
            apply(desk, who.username, number)
            moved = len(count_again(desk, faults)) if proposal.change.kind == CALENDAR else 0
    except ClaimsError as fault:
        return _page(request, who, number, 1, Said("failure", fault.message()), 409)
    if faults:
        return _page(request, who, number, 1, Said("warning", words("rule_recount_later", count=len(faults))))
    done = {"done": act, "moved": str(moved) if moved else ""}
    return RedirectResponse(address(f"{CHANGES}/{number}", done), 303)
