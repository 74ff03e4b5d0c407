"""我的: what is kept of this person and a copy of it, who looked, and whether letters may come electronically."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.clock import minute_text
from claims.errors import Conflict, Refused
from claims.masking import masked_phone
from portal.fields import Fields, new_key
from portal.queries import page_in
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER, shown_part
from portal.shell import desk_of
from portal.signed_in import SignedIn, posted_form
from workflows.access_log import Access, Look, note_read, reads_of_person
from workflows.access_words import done_by, looked_by
from workflows.command import Outcome
from workflows.locking import read_person
from workflows.own_data import kept_of_person, own_data
from workflows.rider_letters import agree, standing_consent, withdraw
from workflows.rider_view import own_cases
from workflows.transaction import reading

PATH, SERVICE, EXPORT = "/r/me", "/r/me/e-service", "/r/me/export"
LOOKS = 20


@cache
def own_routes() -> APIRouter:
    """The routes of these pages."""
    routes = APIRouter()

    @routes.get(PATH)
    def me(request: Request, page: str = "", who: SignedIn = RIDER) -> Response:
        at = page_in(page)
        looks = reads_of_person(desk_of(request), str(who.actor.person_id), LOOKS + 1, (at - 1) * LOOKS)
        rows = [_said(look, who.username) for look in looks[:LOOKS]]
        kept = kept_of_person(desk_of(request), str(who.actor.person_id)).items()
        return rider_page(request, "r/me.html", looks=rows, page=at, more=len(looks) > LOOKS, kept=kept, export=EXPORT)

    @routes.get(EXPORT)
    def export(request: Request, who: SignedIn = RIDER) -> Response:
        desk = desk_of(request)
        copy = json.dumps(own_data(desk, who.actor), ensure_ascii=False, indent=1)
        note_read(desk, who.username, Access.EXPORT, person_id=str(who.actor.person_id), field="own_data")
        name = f"filename=\"my-data.json\"; filename*=UTF-8''{quote('我的信息')}.json"
        headers = {"content-disposition": f"attachment; {name}"}
        return Response(copy, media_type="application/json", headers=headers)

    @routes.get(SERVICE)
    def service(request: Request, who: SignedIn = RIDER) -> Response:
        return _service(request, who)

    @routes.post(SERVICE)
    async def choose(request: Request, who: SignedIn = RIDER, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_choose, request, who, form)

    return routes


def _said(look: Look, own: str) -> tuple[str, str, str, str]:
    """When, who, what and on which case."""
    return minute_text(look.at), looked_by(look, own), done_by(look), look.claim_no or ""


def _service(request: Request, who: SignedIn, status: int = 200, fault: str = "") -> Response:
    desk = desk_of(request)
    cases = own_cases(desk, who.actor)
    with reading(desk) as connection:
        rows = [(row, standing_consent(connection, row["no"], str(who.actor.person_id))) for row, _ in cases]
        phone = str((read_person(connection, str(who.actor.person_id)) or {}).get("phone") or "")
    masked = masked_phone(phone) if phone else ""
    facts: dict[str, Any] = {"rows": rows, "fault": fault, "key": new_key(), "action": SERVICE, "masked": masked}
    return rider_page(request, "r/e_service.html", status, **facts)


def _choose(request: Request, who: SignedIn, form: Fields) -> Response:
    no = form.get("no", "")
    shown_part(request, who, no)
    try:
        outcome = _changed(request, who, no, form)
    except (Conflict, Refused) as no_way:
        return _service(request, who, 409, no_way.message())
    if not outcome.done:
        return _service(request, who, 422, outcome.refusals[0].message())
    return RedirectResponse(SERVICE, 303)


def _changed(request: Request, who: SignedIn, no: str, form: Fields) -> Outcome:
    """Agree, or take it back. Raises HTTPException 404 where there is nothing to take back."""
    desk, person_id, key = desk_of(request), str(who.actor.person_id), form.get("key", "")
    if form.get("do") == "agree":
        return agree(desk, who.username, person_id, no, key)
    with reading(desk) as connection:
        standing = standing_consent(connection, no, person_id)
    if standing is None:
        raise HTTPException(404)
    return withdraw(desk, who.username, person_id, standing, key)
