"""材料: what is still wanted, each with why, and a way to hand it in by the camera; then what has come.

Which kind of paper a file is, the person says himself: none is filled in for him, since a record filed as a form would count
as that form. What comes out of an inquiry is no kind for him.

Kin who have a part of the case hand in what is their own, of their own accord, and see nothing else of the papers.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import words
from portal.fields import Fields, new_key
from portal.handing_in import HandedIn, hand_in
from portal.parts import Question
from portal.rider.acting import command_of, refused
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER, shown_part
from portal.shell import desk_of
from portal.signed_in import SignedIn, check_form
from portal.upload_form import Limits, UploadForm, read_upload
from workflows.evidence import most_bytes, most_files
from workflows.evidence_kinds import kinds_of_person
from workflows.evidence_list import STANDING_NAMES, Standing, evidence_list
from workflows.evidence_store import MEGABYTE
from workflows.sight import Part
from workflows.transaction import Desk
from workflows.wanted_papers import brought_in_full, wanted_papers

PATH = "/r/cases/{no}/papers"
PAGES = {Part.WHOLE: "r/papers.html", Part.OWN: "r/part_papers.html"}
SUPPLEMENT = "supplement"
NOT_CHOSEN = ("", "请选择")
COUNT = re.compile(r"[1-9]\d?")
TAGS = {Standing.RECEIVED: "new", Standing.CHECKED: "good", Standing.UNREADABLE: "bad"}


@cache
def paper_routes_of_riders() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def listed(request: Request, no: str, came: str = "", kind: str = "", who: SignedIn = RIDER) -> Response:
        return _page(request, who, no, HandedIn(int(came) if COUNT.fullmatch(came) else 0, ()), kind=kind)

    @routes.post(PATH)
    async def upload(request: Request, no: str, who: SignedIn = RIDER) -> Response:
        await run_in_threadpool(shown_part, request, who, no)
        desk = desk_of(request)
        async with read_upload(request, desk.var_dir, Limits(most_bytes(desk), most_files(desk))) as form:
            check_form(request, who, Fields(list(form.fields.items())))
            return await run_in_threadpool(_taken, request, who, no, form)

    return routes


def _taken(request: Request, who: SignedIn, no: str, form: UploadForm) -> Response:
    kind, part = form.fields.get("kind", ""), shown_part(request, who, no).part
    if kind not in _kinds(request, part):
        return _page(request, who, no, HandedIn(0, ()), 422, unchosen=words("rider_paper_kind"))
    handed = hand_in(desk_of(request), who.username, no, form)
    why_not, status = _go_on(request, who, no) if handed.came else ("", 200)
    if why_not:
        return _page(request, who, no, HandedIn(handed.came, (*handed.faults, why_not)), status, kind=kind)
    if handed.faults:
        return _page(request, who, no, handed, 422, kind=kind)
    return RedirectResponse(f"/r/cases/{no}/papers?came={handed.came}", 303)


def _go_on(request: Request, who: SignedIn, no: str) -> tuple[str, int]:
    """Where all that was asked for has come, the case goes on from today; why it does not, and the status that says so."""
    seen = shown_part(request, who, no)
    papers = brought_in_full(desk_of(request), seen.claim) if seen.part is Part.WHOLE else []
    if not papers:
        return "", 200
    form = Fields([("key", new_key()), ("version", str(seen.claim["version"]))])
    return refused(request, command_of(request, who, no, SUPPLEMENT, form, {"papers": papers}))


def _kinds(request: Request, part: Part) -> dict[str, str]:
    desk = desk_of(request)
    return kinds_of_person(desk.rules, desk.today(), part)


def _page(
    request: Request,
    who: SignedIn,
    no: str,
    handed: HandedIn,
    status: int = 200,
    *,
    kind: str = "",
    unchosen: str = "",
) -> Response:
    desk = desk_of(request)
    seen = shown_part(request, who, no)
    found = evidence_list(desk, who.username, no)
    wanted = wanted_papers(desk, who.username, seen.claim) if seen.part is Part.WHOLE else []
    kinds = _kinds(request, seen.part)
    first = kind if kind in kinds else ""
    asked = Question("kind", "这是什么材料", "select", first, error=unchosen, choices=(NOT_CHOSEN, *kinds.items()))
    facts: dict[str, Any] = {
        "no": no,
        "base": f"/r/cases/{no}",
        "wanted": wanted,
        "came": [line for line in found.lines if line.standing in TAGS],
        "tags": TAGS,
        "standings": STANDING_NAMES,
        "arrived": words("evidence_came", count=handed.came) if handed.came else "",
        "errors": [*([("kind", unchosen)] if unchosen else []), *(("files", fault) for fault in handed.faults)],
        "may": found.may_hand_in,
        "kind": asked,
        "files": file_questions(desk),
    }
    return rider_page(request, PAGES[seen.part], status, **facts)


def file_questions(desk: Desk) -> list[Question]:
    """The two fields by which files come from a telephone: by its camera, and out of what it has."""
    megabytes, most = most_bytes(desk) // MEGABYTE, most_files(desk)
    return [
        Question("camera", "现在拍照", "camera"),
        Question("files", "照片或 PDF", "files", hint=f"一次最多 {most} 个，每个不超过 {megabytes} MB"),
    ]
