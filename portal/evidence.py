"""Evidence on the desk: the checklist, the form that takes files in, what was found on looking, and the files themselves.

Every request asks anew whether this person may see this file, so an address that is passed on opens nothing; that is why
none is signed or short-lived. What somebody may not see answers like what is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from claims.errors import BadInput, ClaimsError, Refused, words
from claims.store.rows import Row
from portal.bodies import BadForm
from portal.desk.acts import acts_of
from portal.desk.looking import desk_to_look, look_at
from portal.fields import Fields
from portal.handing_in import hand_in
from portal.navigation import READERS
from portal.pages import SANDBOX
from portal.platform.looking import ONE
from portal.shell import Said, Who, desk_of, show, visitor
from portal.signed_in import SignedIn, check_form, posted_form, signed_in
from portal.upload_form import Limits, UploadForm, read_upload
from workflows.access_log import Access, note_read
from workflows.evidence import most_bytes, most_files, require_may_hand_in
from workflows.evidence_choice import kinds_for
from workflows.evidence_copies import COPY_MEDIA_TYPE, Size, copy_for_looking, original_for_taking
from workflows.evidence_list import STANDING_NAMES, Checklist, Standing, evidence_list
from workflows.evidence_marks import MARK_NAMES, NOTE_WORDS, NOTES, Mark, mark_file
from workflows.evidence_sight import file_seen, may_take_original
from workflows.evidence_store import MEGABYTE
from workflows.media import ENDINGS, Media
from workflows.roles import Role
from workflows.transaction import Desk

KILOBYTE = 1024
ASKS_FOR_PAPERS = frozenset({"ask_supplement", "ask_supplement_again"})
COUNT = re.compile(r"[1-9]\d?")
FILES_FIELD = "files"
DESK_PAGE, PLATFORM_PAGE = "/desk/cases/{no}/evidence", "/p/reports/{no}/papers"
TAGS = {
    Standing.RECEIVED: "new",
    Standing.CHECKED: "good",
    Standing.UNREADABLE: "bad",
    Standing.MISSING: "you",
    Standing.NOT_NEEDED: "done",
}


@cache
def evidence_routes() -> APIRouter:
    """The routes of the checklist and of the files."""
    routes = APIRouter()
    asked = Depends(signed_in)

    @routes.get(DESK_PAGE)
    def listed(request: Request, no: str, came: str = "", who: SignedIn = asked) -> Response:
        return _page(request, desk_to_look(request), who, no, came=int(came) if COUNT.fullmatch(came) else 0)

    @routes.get(PLATFORM_PAGE)
    def of_platform(request: Request, no: str, came: str = "", who: SignedIn = ONE) -> Response:
        return listed(request, no, came, who)

    @routes.post(PLATFORM_PAGE)
    async def upload_of_platform(request: Request, no: str, who: SignedIn = ONE) -> Response:
        return await upload(request, no, who)

    @routes.post(DESK_PAGE)
    async def upload(request: Request, no: str, who: SignedIn = asked) -> Response:
        desk = desk_of(request)
        await run_in_threadpool(_found, require_may_hand_in, desk, who.username, no)
        limits = Limits(most_bytes(desk), most_files(desk))
        async with read_upload(request, desk.var_dir, limits) as form:
            check_form(request, who, form.fields)
            return await run_in_threadpool(_uploaded, request, desk, who, no, form)

    @routes.post("/files/{file_id}/mark")
    def mark(request: Request, file_id: str, who: SignedIn = asked, fields: Fields = Depends(posted_form)) -> Response:
        return _marked(request, desk_of(request), who, file_id, fields)

    @routes.get("/files/{file_id}/thumb")
    def thumb(request: Request, file_id: str, who: SignedIn = asked) -> Response:
        desk = desk_of(request)
        return _copy(request, desk, _file(desk, who, file_id), Size.THUMBNAIL)

    @routes.get("/files/{file_id}/view")
    def view(request: Request, file_id: str, who: SignedIn = asked) -> Response:
        desk = desk_of(request)
        file = _file(desk, who, file_id)
        if file["media_type"] == Media.PDF:
            return _original(request, desk, file)
        return _copy(request, desk, file, Size.VIEW)

    @routes.get("/files/{file_id}/original")
    def original(request: Request, file_id: str, who: SignedIn = asked) -> Response:
        desk = desk_of(request)
        return _original(request, desk, _file(desk, who, file_id, as_it_came=True))

    return routes


def _page(
    request: Request,
    desk: Desk,
    who: SignedIn,
    no: str,
    status: int = 200,
    *,
    came: int = 0,
    faults: tuple[str, ...] = (),
) -> Response:
    found = _found(evidence_list, desk, who.username, no)
    name, beside = _frame_of(request, who, no, found)
    facts = {
        "no": no,
        "found": found,
        "said": Said("success", words("evidence_came", count=came)) if came else None,
        "errors": tuple((FILES_FIELD, fault) for fault in faults),
        "kinds": kinds_for(desk, who.actor, no),
        "here": page_of(who, no),
        "limits": {"megabytes": most_bytes(desk) // MEGABYTE, "files": most_files(desk)},
        "standings": STANDING_NAMES,
        "tags": TAGS,
        "marks": {mark.value: name for mark, name in MARK_NAMES.items()},
        "notes": {note: words(NOTE_WORDS + note) for note in NOTES},
        "pdf": Media.PDF.value,
        "kilobyte": KILOBYTE,
    }
    return show(request, who, name, status, **{**beside, **facts})


def page_of(who: Who, no: str) -> str:
    """Where somebody has the papers of a case: a platform among its own pages."""
    return (PLATFORM_PAGE if Role.PLATFORM in who.roles else DESK_PAGE).format(no=no)


def _frame_of(request: Request, who: SignedIn, no: str, found: Checklist) -> tuple[str, dict[str, Any]]:
    """Where the checklist stands: for an officer as a tab of the case with the viewer beside it, for a party by itself."""
    if not who.roles & READERS:
        return "evidence.html", {"viewer": "", "of_platform": Role.PLATFORM in who.roles}
    look = look_at(request, who, no)
    pictures = [file for line in found.lines for file in line.files if file.media_type != Media.PDF]
    asked = request.query_params.get("file", "")
    at = next((place for place, file in enumerate(pictures) if file.id == asked), -1)
    viewer = {
        "viewer": f"/desk/cases/{no}/evidence?file=",
        "seen": pictures[at] if at >= 0 else None,
        "before": pictures[at - 1].id if at > 0 else "",
        "after": pictures[at + 1].id if 0 <= at < len(pictures) - 1 else "",
    }
    asking = [one for one in look.choices if one.move.trigger in ASKS_FOR_PAPERS]
    acts, more, blocked = acts_of(asking, no, ("claim",))
    bar = {"bar": bool(asking), "acts": acts, "more": more, "blocked": blocked}
    return "desk/case/evidence.html", {**look.facts, **bar, **viewer}


def _uploaded(request: Request, desk: Desk, who: SignedIn, no: str, form: UploadForm) -> Response:
    handed = hand_in(desk, who.username, no, form)
    if handed.faults:
        return _page(request, desk, who, no, 422, came=handed.came, faults=handed.faults)
    return RedirectResponse(f"{page_of(who, no)}?came={handed.came}", 303)


def _marked(request: Request, desk: Desk, who: SignedIn, file_id: str, fields: Fields) -> Response:
    file = _file(desk, who, file_id)
    mark = next((one for one in Mark if one.value == fields.get("mark")), None)
    try:
        if mark is None:
            raise BadForm("portal_form_unreadable", 400)
        mark_file(desk, who.username, file_id, mark, fields.get("note") or None)
    except (BadInput, Refused) as fault:
        return _page(request, desk, who, file["claim_no"], 422, faults=(fault.message(),))
    return RedirectResponse(f"/desk/cases/{file['claim_no']}/evidence#{file_id}", 303)


def _file(desk: Desk, who: SignedIn, file_id: str, *, as_it_came: bool = False) -> Row:
    actor, file = _found(file_seen, desk, who.username, file_id)
    if as_it_came and not may_take_original(actor):
        raise HTTPException(404)
    note_read(desk, who.username, Access.FILE, file["claim_no"], field=file["id"])
    return dict(file)


def _copy(request: Request, desk: Desk, file: Row, size: Size) -> Response:
    try:
        path = copy_for_looking(desk.var_dir, file, size)
    except ClaimsError as fault:
        return show(request, visitor(request), "evidence_fault.html", 500, **_fault_facts(request, fault, file))
    return _sent(path, file, COPY_MEDIA_TYPE, ENDINGS[Media.JPEG], "inline")


def _original(request: Request, desk: Desk, file: Row) -> Response:
    """The original is taken out, never shown: what is in it acts on nobody's page."""
    try:
        path = original_for_taking(desk.var_dir, file)
    except ClaimsError as fault:
        return show(request, visitor(request), "evidence_fault.html", 500, **_fault_facts(request, fault, file))
    return _sent(path, file, "application/octet-stream", ENDINGS[Media(file["media_type"])], "attachment")


def _fault_facts(request: Request, fault: ClaimsError, file: Row) -> dict[str, str]:
    who, no = visitor(request), file["claim_no"]
    return {"message": fault.message(), "no": no, "here": page_of(who, no) if who else DESK_PAGE.format(no=no)}


def _sent(path: Path, file: Row, media_type: str, ending: str, how: str) -> Response:
    """A file under a name of ours: the one it came under has no part in a header."""
    name = f"{file['claim_no']}-{file['sha256'][:8]}.{ending}"
    headers = {"content-security-policy": SANDBOX, "content-disposition": f'{how}; filename="{name}"'}
    return FileResponse(path, headers=headers, media_type=media_type)


def _found(find: Callable[..., Any], *arguments: Any) -> Any:
    """What `find` gives; what this person may not see is not there."""
    try:
        return find(*arguments)
    except Refused as refusal:
        if refusal.code == "no_such_evidence":
            raise HTTPException(404) from refusal
        raise BadForm(refusal.code, 403) from refusal
