"""平台名单: the platforms of the pilot by date. An administrator proposes a new list by a paper, another person applies it."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, words
from portal.fields import Fields
from portal.file_form import WithFile, read_with_file
from portal.queries import address, whole_in
from portal.rule_forms import SET, propose_by_form, rule_faults, rule_questions
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, check_form, of_roles
from workflows.roles import Role
from workflows.rule_board import changes
from workflows.rule_documents import Paper

ADMINISTRATOR = Depends(of_roles(Role.ADMINISTRATOR))
PATH = "/admin/platforms"
KEY = "coverage.platforms"
CHANGES_SHOWN = 20


def platform_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def platforms(request: Request, act: str = "", done: str = "", who: SignedIn = ADMINISTRATOR) -> Response:
        number = whole_in(done)
        said = Said("success", words("rule_change_proposed", number=number)) if number else None
        return _page(request, who, Fields([("act", act)]), said=said)

    @routes.post(PATH)
    async def propose(request: Request, who: SignedIn = ADMINISTRATOR) -> Response:
        sent = await read_with_file(request)
        check_form(request, who, sent.fields)
        return await run_in_threadpool(_proposed, request, who, sent)

    return routes


def _page(
    request: Request,
    who: SignedIn,
    form: Fields,
    status: int = 200,
    said: Said | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    desk, told = desk_of(request), faults or {}
    history = sorted(desk.rules.history(KEY), key=lambda value: value.effective_from, reverse=True)
    facts = {
        "history": history,
        "today": desk.today(),
        "questions": rule_questions(form, history, desk.today(), told) if form.get("act") == SET else [],
        "changes": [one for one in changes(desk) if one.key == KEY][:CHANGES_SHOWN],
        "act": address(PATH, {"act": SET}),
        "path_": PATH,
        "said": said,
    }
    return show(request, who, "admin/platforms.html", status, errors=list(told.items()), **facts)


def _proposed(request: Request, who: SignedIn, sent: WithFile) -> Response:
    form = sent.fields
    faults = rule_faults(form, sent)
    if faults:
        return _page(request, who, form, 422, None, faults)
    try:
        number = propose_by_form(desk_of(request), who.username, KEY, form, Paper(sent.name, sent.content))
    except ClaimsError as fault:
        return _page(request, who, form, 422, Said("failure", fault.message(), words("rule_file_again")))
    return RedirectResponse(address(PATH, {"done": str(number)}), 303)
