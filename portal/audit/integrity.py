"""完整性 and 封存: the last nightly checks, a check of everything now, the seals, and the bundle that proves them offline."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from claims.digits import whole_number
from claims.errors import Refused, wording
from portal.audit.room import AUDITOR, enter
from portal.fields import Fields
from portal.shell import Said, desk_of
from portal.signed_in import SignedIn, posted_form
from workflows.access_log import Access, note_read
from workflows.audit_tasks import CHECK, RUNNING, begin, task, tasks
from workflows.check_runs import run_checks
from workflows.seal_list import PAGE_ROWS, seals
from workflows.sealed_export import write_bundle
from workflows.transaction import reading
from workflows.unsealed import waiting

PATH, SEALS = "/audit/integrity", "/audit/seals"
ID_MAX = 64
REFRESH_SECONDS = "3"


def integrity_routes() -> APIRouter:
    """The routes of both pages."""
    routes = APIRouter()

    @routes.get(PATH)
    def integrity(request: Request, run: str = "", who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        known = tasks(room.desk, CHECK)
        chosen = task(room.desk, run[:ID_MAX]) if run else (known[0] if known else None)
        if run and (chosen is None or chosen.kind != CHECK):
            raise HTTPException(404)
        nightly = room.standing.run
        found = [(wording(f"check_{one.check}"), one.text) for one in nightly.findings] if nightly else []
        answer = room.page("audit/integrity.html", nightly=nightly, found=found, chosen=chosen, known=known)
        if chosen is not None and chosen.step == RUNNING:
            answer.headers["refresh"] = REFRESH_SECONDS
        return answer

    @routes.post(PATH)
    def check(request: Request, who: SignedIn = AUDITOR, _fields: Fields = Depends(posted_form)) -> Response:
        desk = desk_of(request)
        running = next((one for one in tasks(desk, CHECK) if one.step == RUNNING), None)
        if running is not None:
            return RedirectResponse(f"{PATH}?run={running.id}", 303)
        task_id = begin(desk, CHECK, who.username, {})
        return RedirectResponse(f"{PATH}?run={task_id}", 303, background=BackgroundTask(run_checks, desk, task_id))

    @routes.get(SEALS)
    def sealed(request: Request, upto: str = "", who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        last = whole_number(upto)
        found = seals(room.desk, last)
        with reading(room.desk) as connection:
            left = waiting(connection)
        older = f"{SEALS}?upto={found[-1]['batch_no'] - 1}" if len(found) == PAGE_ROWS else ""
        return room.page("audit/seals.html", found=found, left=left, older=older, newest=SEALS if last else "")

    @routes.get(SEALS + "/bundle.zip")
    def bundle(request: Request, who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        folder = tempfile.TemporaryDirectory(prefix=".bundle-", dir=room.desk.var_dir)
        path = Path(folder.name) / "bundle.zip"
        try:
            written = write_bundle(room.desk, path)
        except Refused as fault:
            folder.cleanup()
            return room.page("audit/said.html", 409, title="证明包", said=Said("failure", fault.message()))
        note_read(room.desk, who.username, Access.EXPORT, field="seal_bundle")
        name = f"ledger-proof-{written.head.batch_no}.zip"
        return FileResponse(
            path, filename=name, media_type="application/zip", background=BackgroundTask(folder.cleanup)
        )

    return routes
