"""银行回盘和对账单: a file is looked at first; it is taken in only by 「确认入账」, and the same file never twice."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, Refused, words
from claims.store.rows import Row
from portal.desk.looking import Unseen
from portal.desk.payments import CASHIER, PATH, READER, refused
from portal.fields import Fields
from portal.file_form import WithFile, read_with_file
from portal.queries import address, page_in, turning
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, check_form, posted_form
from workflows.bank_files import KIND_NAMES, RETURN, take_answers
from workflows.bank_preview import looked_at, preview
from workflows.bank_report import NAMES, list_files, report_of
from workflows.bank_sorting import sort_lines
from workflows.bank_statements import take_statement
from workflows.batch_acts import may_pay
from workflows.batch_sight import closed_files
from workflows.command import Refusal
from workflows.transaction import Desk, reading

FILES = PATH + "/files"
PAGE_ROWS = 50
LINES_SHOWN = 200


def bank_file_routes() -> APIRouter:
    """The routes of the files."""
    routes = APIRouter()

    @routes.get(FILES)
    def listed(request: Request, page: str = "1", who: SignedIn = READER) -> Response:
        return _list(request, who, page_in(page))

    @routes.post(FILES)
    async def look(request: Request, who: SignedIn = CASHIER) -> Response:
        sent = await read_with_file(request)
        check_form(request, who, sent.fields)
        return await run_in_threadpool(_looked, request, who, sent)

    @routes.post(FILES + "/confirm")
    async def confirm(request: Request, who: SignedIn = CASHIER, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_taken, request, who, form)

    @routes.get(FILES + "/{file_no}")
    def report(request: Request, file_no: str, was: str = "", who: SignedIn = READER) -> Response:
        return _report(request, who, file_no, was)

    return routes


def _list(request: Request, who: SignedIn, page: int, status: int = 200, **more: Any) -> Response:
    desk = desk_of(request)
    every = _seen(desk, who)
    facts = {
        "files": every[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        "total": len(every),
        "may": may_pay(desk, who.username),
        "kinds": tuple(KIND_NAMES.items()),
        **turning(FILES, {}, page, len(every), PAGE_ROWS),
    }
    return show(request, who, "desk/payments/files.html", status, **{**facts, **more})


def _seen(desk: Desk, who: SignedIn) -> list[Row]:
    """The files that this person may open, the newest first."""
    with reading(desk) as connection:
        closed = closed_files(connection, who.actor, desk.today())
    return [row for row in list_files(desk) if row["no"] not in closed]


def _looked(request: Request, who: SignedIn, sent: WithFile) -> Response:
    """The preview; nothing is booked."""
    desk = desk_of(request)
    if not sent.content:
        return _list(request, who, 1, 422, errors=[("file", words("bank_file_not_chosen"))])
    try:
        found = preview(desk, who.username, sent.fields.get("kind", ""), sent.name, sent.content)
    except ClaimsError as fault:
        said = Said("failure", fault.message(), words("bank_nothing_posted"))
        return _list(request, who, 1, 422, said=said)
    if found.file_no:
        said = Said("warning", words("bank_file_known", kind=found.kind_name, file=found.file_no))
        return _list(request, who, 1, 409, said=said)
    return show(request, who, "desk/payments/preview.html", found=found, lines=found.answers[:LINES_SHOWN])


def _taken(request: Request, who: SignedIn, form: Fields) -> Response:
    """确认入账: the very bytes that were looked at are taken in, and their lines sorted."""
    desk = desk_of(request)
    try:
        kind, name, content = looked_at(desk, who.username, form.get("kept", "")[:64])
        if kind == RETURN:
            taken = take_answers(desk, who.username, name, content, desk.today())
            sort_lines(desk, taken.file_no, desk.today())
            file_no, is_new = taken.file_no, taken.is_new
        else:
            told = take_statement(desk, who.username, name, content, desk.today())
            file_no, is_new = told.file_no, told.is_new
    except ClaimsError as fault:
        known = next((row["no"] for row in list_files(desk) if row["sha256"] == form.get("sha256", "")), "")
        if known:  # the second press of the button
            return RedirectResponse(address(f"{FILES}/{known}", {"was": "known"}), 303)
        return _list(request, who, 1, 422, said=refused(fault))
    return RedirectResponse(address(f"{FILES}/{file_no}", {"was": "new" if is_new else "known"}), 303)


def _report(request: Request, who: SignedIn, file_no: str, was: str) -> Response:
    """What a file came to: the counts and sums of every bucket, and its lines."""
    desk = desk_of(request)
    file = next((row for row in list_files(desk) if row["no"] == file_no), None)
    if file is None:
        raise HTTPException(404)
    if file not in _seen(desk, who):
        raise Unseen(Refusal("bank_file_of_closed_case"))
    said = {
        "new": Said("success", words("bank_file_taken", kind=file["kind_name"], file=file_no)),
        "known": Said("warning", words("bank_file_known", kind=file["kind_name"], file=file_no)),
    }.get(was)
    found = None
    if file["kind"] == RETURN:
        try:
            found = report_of(desk, file_no)
        except Refused as fault:
            raise HTTPException(404) from fault
    counts = [(NAMES[name], *sums) for name, sums in found.counted().items()] if found else []
    lines = found.lines[:LINES_SHOWN] if found else ()
    names = {"file": file, "report": found, "counts": counts, "lines": lines, "names": NAMES, "said": said}
    return show(request, who, "desk/payments/file.html", **names)
