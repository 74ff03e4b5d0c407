"""补传照片: after a report was sent, from the browser that sent it and before anybody has signed in. Whoever passes it over has
lost nothing; once an officer has named the person, only who signs in hands anything in. A report that lies with another's case
takes none: they would be that other's papers.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import Refused, words
from portal.cookies import report_token
from portal.handing_in import HandedIn, hand_in
from portal.limits import PHOTOS_FROM_ADDRESS, SENDING_PHOTOS, Limits
from portal.rider.frame import rider_page
from portal.rider.papers import COUNT, file_questions
from portal.same_site import carries, is_from_here
from portal.shell import desk_of
from portal.sign_in_forms import Hindered
from portal.signed_in import FormRefused
from portal.upload_form import Limits as Most
from portal.upload_form import UploadForm, read_upload
from workflows.evidence import most_bytes, most_files, require_may_hand_in
from workflows.evidence_kinds import OTHER
from workflows.joined_reports import joined_report
from workflows.report_drafts import draft_of, receipt_token
from workflows.rider_reports import reported_by
from workflows.sessions import csrf_token

PATH = "/r/report/photos"
SIGN_IN = "/r/login?next=/r/cases"


def photo_routes(limits: Limits) -> APIRouter:
    """The routes of the screen."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, came: str = "") -> Response:
        token, no = _sent(request)
        if not no:
            return RedirectResponse("/r/report/1", 303)
        if _lies_with_another(request, token):
            return RedirectResponse(f"/r/report/done/{receipt_token(token)}", 303)
        if not _account(request, no):
            return RedirectResponse(SIGN_IN, 303)
        return _page(request, token, HandedIn(int(came) if COUNT.fullmatch(came) else 0, ()))

    @routes.post(PATH)
    async def take(request: Request) -> Response:
        token, no = await run_in_threadpool(_sent, request)
        username = await run_in_threadpool(_account, request, no) if no else ""
        if not is_from_here(request) or not username or await run_in_threadpool(_lies_with_another, request, token):
            raise FormRefused
        wait = await run_in_threadpool(_wait, request, limits, no)
        if wait:
            raise Hindered(words("too_often", seconds=wait), 429)
        desk = desk_of(request)
        async with read_upload(request, desk.var_dir, Most(most_bytes(desk), most_files(desk))) as form:
            if not carries(form.fields, csrf_token(token)):
                raise FormRefused
            return await run_in_threadpool(_taken, request, token, username, no, form)

    return routes


def _sent(request: Request) -> tuple[str, str]:
    """What this browser shows of its report, and the case that it opened; empty where none was sent from here."""
    token = report_token(request)
    return token, draft_of(desk_of(request), token).claim_no or ""


def _lies_with_another(request: Request, token: str) -> bool:
    """Whether what was sent from here has no case of its own, to which alone its photographs could belong."""
    desk = desk_of(request)
    return joined_report(desk, draft_of(desk, token)) is not None


def _wait(request: Request, limits: Limits, no: str) -> int:
    """How long this report, or the address that it comes from, sends no more."""
    address = request.client.host if request.client else ""
    return limits.seconds_to_wait(SENDING_PHOTOS, no) or limits.seconds_to_wait(PHOTOS_FROM_ADDRESS, address)


def _account(request: Request, no: str) -> str:
    """The account under which the report was made; empty where the case is another's by now, who signs in."""
    desk = desk_of(request)
    username = reported_by(desk, no)
    try:
        require_may_hand_in(desk, username, no)
    except Refused:
        return ""
    return username


def _taken(request: Request, token: str, username: str, no: str, form: UploadForm) -> Response:
    form.fields["kind"] = OTHER
    handed = hand_in(desk_of(request), username, no, form)
    if handed.faults:
        return _page(request, token, handed, 422)
    return RedirectResponse(f"{PATH}?came={handed.came}", 303)


def _page(request: Request, token: str, handed: HandedIn, status: int = 200) -> Response:
    facts: dict[str, Any] = {
        "csrf": csrf_token(token),
        "receipt": f"/r/report/done/{receipt_token(token)}",
        "arrived": words("evidence_came", count=handed.came) if handed.came else "",
        "errors": [("files", fault) for fault in handed.faults],
        "asked": file_questions(desk_of(request)),
        "here": PATH,
    }
    return rider_page(request, "r/photos.html", status, **facts)
