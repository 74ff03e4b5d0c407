"""凭证链: from an entry of the ledger to all that it rests on, in five panels; and the small proof that it is sealed."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import BadInput, Refused
from claims.store.rows import select_one
from portal.audit.room import AUDITOR, enter
from portal.desk.looking import look_at
from portal.downloads import attachment
from portal.shell import Said, desk_of
from portal.signed_in import SignedIn
from workflows.access_log import Access, note_read
from workflows.entry_chain import entry_chain
from workflows.seal_proofs import prove_entry
from workflows.transaction import reading

ENTRY_MAX = 10**15
PATH = "/audit/entries/{entry_id:int}"


def entry_routes() -> APIRouter:
    """The routes of an entry."""
    routes = APIRouter()

    @routes.get(PATH)
    def chain(request: Request, entry_id: int, who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        _open_case(request, who, entry_id)
        try:
            found = entry_chain(room.desk, entry_id)
        except BadInput as fault:
            return room.page("audit/entry.html", 404, found=None, said=Said("failure", fault.message()))
        claim_no = found["entry"]["claim_no"]
        if claim_no:
            note_read(room.desk, who.username, Access.CASE, claim_no, field="entry_chain")
        return room.page("audit/entry.html", found=found)

    @routes.get(PATH + "/proof")
    def proof(request: Request, entry_id: int, who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        _open_case(request, who, entry_id)
        try:
            found = prove_entry(room.desk, f"transfer/{entry_id}")
        except (BadInput, Refused) as fault:
            return room.page("audit/said.html", 404, title="证明文件", said=Said("failure", fault.message()))
        text = json.dumps(found, ensure_ascii=True, sort_keys=True, indent=1) + "\n"
        return attachment(text.encode("ascii"), f"proof-{entry_id}.json", "application/json")

    return routes


def _open_case(request: Request, who: SignedIn, entry_id: int) -> None:
    """Look at the case of an entry, if it is of one: an auditor's own case is closed to him here as everywhere.

    Raises HTTPException 404 for what is no number of an entry, Unseen.
    """
    if entry_id > ENTRY_MAX:
        raise HTTPException(404)
    with reading(desk_of(request)) as connection:
        entry = select_one(connection, "transfer", id=entry_id)
    if entry is not None and entry["claim_no"]:
        look_at(request, who, entry["claim_no"])
