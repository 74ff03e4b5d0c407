"""导入: a file of reports is looked at line by line; what is right becomes cases, what is wrong is given back to be put right."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, words
from portal.downloads import attachment
from portal.fields import Fields
from portal.file_form import WithFile, read_with_file
from portal.queries import address, page_in, turning, whole_in
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, check_form, of_roles, posted_form
from workflows.access_log import Access, note_read
from workflows.import_preview import LINES_MAX, Outcome, look_at_file, preview, take_in
from workflows.import_template import template_xlsx
from workflows.import_wrong import wrong_lines_xlsx
from workflows.roles import Role

INTAKE = Depends(of_roles(Role.INTAKE))
PATH = "/desk/imports"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE_ROWS = 50
OUTCOMES = {
    Outcome.NEW: ("new", "新增"),
    Outcome.DIFFERENT: ("you", "与原案不同"),
    Outcome.REPEATED: ("hold", "重复"),
    Outcome.WRONG: ("bad", "错误"),
}


def import_routes() -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter()

    @routes.get(PATH)
    def front(request: Request, who: SignedIn = INTAKE) -> Response:
        return _front(request, who)

    @routes.get(PATH + "/template")
    def template(_who: SignedIn = INTAKE) -> Response:
        return attachment(template_xlsx(), "报案导入模板.xlsx", XLSX)

    @routes.post(PATH)
    async def look(request: Request, who: SignedIn = INTAKE) -> Response:
        sent = await read_with_file(request)
        check_form(request, who, sent.fields)
        return await run_in_threadpool(_looked, request, who, sent)

    @routes.get(PATH + "/{kept}")
    def lines(request: Request, kept: str, who: SignedIn = INTAKE) -> Response:
        return _lines(request, who, kept)

    @routes.post(PATH + "/{kept}")
    def take(request: Request, kept: str, who: SignedIn = INTAKE, _form: Fields = Depends(posted_form)) -> Response:
        done = take_in(desk_of(request), who.username, kept)
        if done is None:
            return _gone(request, who)
        return RedirectResponse(
            address(f"{PATH}/{kept}", {"taken": str(done.taken), "skipped": str(done.skipped)}), 303
        )

    @routes.get(PATH + "/{kept}/wrong")
    def wrong(request: Request, kept: str, who: SignedIn = INTAKE) -> Response:
        desk = desk_of(request)
        found = preview(desk, who.username, kept)
        if found is None or not found.wrong:
            return _gone(request, who)
        note_read(desk, who.username, Access.EXPORT, field="import_wrong")
        return attachment(wrong_lines_xlsx(found.wrong), "要改的行.xlsx", XLSX)

    return routes


def _front(request: Request, who: SignedIn, status: int = 200, said: Said | None = None, fault: str = "") -> Response:
    errors = [("file", fault)] if fault else []
    return show(request, who, "desk/imports.html", status, said=said, errors=errors, most=LINES_MAX)


def _gone(request: Request, who: SignedIn) -> Response:
    return _front(request, who, 410, Said("warning", words("import_file_gone")))


def _looked(request: Request, who: SignedIn, sent: WithFile) -> Response:
    if not sent.content:
        return _front(request, who, 422, fault=words("import_file_not_chosen"))
    try:
        kept = look_at_file(desk_of(request), who.username, sent.name, sent.content)
    except ClaimsError as fault:
        return _front(request, who, 422, Said("failure", fault.message()))
    return RedirectResponse(f"{PATH}/{kept}", 303)


def _lines(request: Request, who: SignedIn, kept: str) -> Response:
    found = preview(desk_of(request), who.username, kept)
    if found is None:
        return _gone(request, who)
    asked, page = _asked(request), page_in(request.query_params.get("page", "1"))
    chosen = [one for one in found.lines if not asked["only"] or one.outcome.value == asked["only"]]
    base = f"{PATH}/{kept}"
    facts = {
        "found": found,
        "rows": [(one, *OUTCOMES[one.outcome]) for one in chosen[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]],
        "counts": [
            (label, found.count(outcome), address(base, {"only": outcome.value}), outcome.value == asked["only"])
            for outcome, (_, label) in OUTCOMES.items()
        ],
        "new": found.count(Outcome.NEW),
        "only": asked["only"],
        "base": base,
        **turning(base, asked, page, len(chosen), PAGE_ROWS),
        "said": _said(request),
    }
    return show(request, who, "desk/import.html", **facts)


def _asked(request: Request) -> dict[str, str]:
    only = request.query_params.get("only", "")
    return {"only": only if only in set(Outcome) else ""}


def _said(request: Request) -> Said | None:
    taken, skipped = (request.query_params.get(name, "") for name in ("taken", "skipped"))
    if not taken:
        return None
    return Said("success", words("import_done", taken=whole_in(taken), skipped=whole_in(skipped)))
