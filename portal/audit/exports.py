"""导出: the filtered ledger as a file with its manifest; with names only for a reason and a second proof of identity."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from claims.errors import BadInput, ClaimsError, Refused
from portal.audit.bar import NAMES, read_bar
from portal.audit.room import AUDITOR, Room, enter
from portal.audit.standing import standing_of
from portal.fields import Fields
from portal.given_back import given_back
from portal.parts import Question
from portal.queries import page_in
from portal.shell import Said, desk_of
from portal.signed_in import SignedIn, StepUpNeeded, posted_form
from workflows.audit_exports import (
    AT_ONCE_ROWS,
    Wanted,
    archive_of,
    begin_export,
    extent,
    make_export,
    ready_archive,
    require_reason,
    run_export,
)
from workflows.audit_tasks import DONE, EXPORT, task, tasks
from workflows.exporting.formats import Format, can_hold_names
from workflows.exporting.heading import basis_words
from workflows.pull_log import pulls

PATH = "/audit/exports"
FORMATS = {
    Format.CSV: "CSV（UTF-8，Excel 可以直接打开）", Format.XLSX: "XLSX（筛选条件和合计在工作簿里）",
    Format.BEANCOUNT: "Beancount（提供以前用 bean-check 核过）", Format.PARQUET: "Parquet",
}  # fmt: skip
PULLS_SHOWN = 50
REASON_MAX = 200


def export_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def exports(request: Request, page: str = "1", who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        return _page(room, given_back(request, who) or Fields([]), {}, page=page_in(page))

    @routes.post(PATH)
    def export(request: Request, who: SignedIn = AUDITOR, fields: Fields = Depends(posted_form)) -> Response:
        desk = desk_of(request)
        bar = read_bar({name: fields.get(name, "") for name in NAMES}, desk)
        room = Room(request, desk, who, bar, standing_of(desk))
        try:
            wanted = require_reason(_wanted(room, fields))
        except BadInput as fault:
            return _page(room, fields, {"reason": fault.message()}, 422)
        if wanted.with_names and not who.stepped_up:
            raise StepUpNeeded(bar.link(PATH), who)
        try:
            return _made(room, wanted)
        except (BadInput, Refused) as fault:
            return _page(room, fields, {"format": fault.message()}, 422)
        except ClaimsError as fault:
            return _page(room, fields, {"format": fault.message()}, 409)

    @routes.get(PATH + "/{task_id}.zip")
    def fetch(request: Request, task_id: str, who: SignedIn = AUDITOR) -> Response:
        desk = desk_of(request)
        found = task(desk, task_id)
        if found is None or found.kind != EXPORT or found.asked_by != who.username or found.step != DONE:
            raise HTTPException(404)
        archive = ready_archive(desk, found)
        if archive is None:
            raise HTTPException(404)
        return FileResponse(archive, filename=f"ledger-{task_id[:8]}.zip", media_type="application/zip")

    return routes


def _wanted(room: Room, fields: Fields) -> Wanted:
    chosen = fields.get("format", Format.CSV)
    file_format = Format(chosen) if chosen in set(Format) else Format.CSV
    names = fields.get("names") == "1" and can_hold_names(file_format)
    return Wanted(room.bar.cut, file_format, names, fields.get("reason", "")[:REASON_MAX])


def _made(room: Room, wanted: Wanted) -> Response:
    """The file at once, or where it is large the page that shows how far it is."""
    if extent(room.desk, wanted.cut).rows > AT_ONCE_ROWS:
        task_id = begin_export(room.desk, room.who.username, wanted)
        work = BackgroundTask(run_export, room.desk, task_id, room.who.username, wanted)
        return RedirectResponse(room.bar.link(PATH), 303, background=work)
    folder = tempfile.TemporaryDirectory(prefix=".export-", dir=room.desk.var_dir)
    archive = Path(folder.name) / "ledger.zip"
    try:
        pulled = make_export(room.desk, room.who.username, wanted, archive)
    except BaseException:
        folder.cleanup()
        raise
    name = f"ledger-{pulled.no}-{wanted.format}.zip"
    return FileResponse(archive, filename=name, media_type="application/zip", background=BackgroundTask(folder.cleanup))


def _page(room: Room, given: Fields, errors: dict[str, str], status: int = 200, *, page: int = 1) -> Response:
    try:
        found, said = extent(room.desk, room.bar.cut), None
    except (BadInput, Refused) as fault:
        found, said = None, Said("failure", fault.message())
    logged = pulls(room.desk)
    first = (page - 1) * PULLS_SHOWN
    facts: dict[str, Any] = {"said": said} if said else {}
    return room.page(
        "audit/exports.html",
        status,
        asks=_questions(given, errors),
        kept={name: room.bar.asked[name] for name in NAMES if room.bar.asked[name]} | {"asof": room.bar.known_before},
        found=found,
        basis=basis_words(room.bar.cut),
        at_once=AT_ONCE_ROWS,
        tasks=[(one, one.step == DONE and archive_of(room.desk, one.id).is_file()) for one in tasks(room.desk, EXPORT)],
        pulls=logged[first : first + PULLS_SHOWN],
        errors=list(errors.items()),
        back=room.bar.link(PATH),
        after=room.bar.link(PATH, page=page + 1) if len(logged) > first + PULLS_SHOWN else "",
        before=room.bar.link(PATH, page=page - 1) if page > 1 else "",
        **facts,
    )


def _questions(given: Fields, errors: dict[str, str]) -> list[Question]:
    choices = tuple((str(code), text) for code, text in FORMATS.items())
    return [
        Question("format", "格式", "radio", given.get("format", "csv"), choices=choices, error=errors.get("format", "")),
        Question("names", "带姓名和收款账号末四位（只有 CSV 和 XLSX；要再次确认身份）", "tick", given.get("names")),
        Question("reason", "带姓名的理由", "text", given.get("reason"), "记入访问记录；不写当事人姓名",
                 errors.get("reason", ""), optional=True, maxlength=REASON_MAX),
    ]  # fmt: skip
