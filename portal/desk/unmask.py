"""显示: one masked value in clear, for a reason, for a minute. Every look is in the log before the value is on the page."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import BadInput, Refused
from portal.desk.looking import look_at
from portal.fields import Fields, new_key
from portal.navigation import READERS
from portal.parts import Question
from portal.shell import Said, show
from portal.signed_in import SignedIn, StepUpNeeded, of_roles, page_asked, posted_form
from workflows.unmasking import FIELDS, REASON_CHARACTERS, unmask

PATH = "/desk/cases/{no}/show"
SHOWN_SECONDS = 60


def unmask_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()
    reader = Depends(of_roles(*READERS))

    @routes.get(PATH)
    def ask(request: Request, no: str, who: SignedIn = reader) -> Response:
        if not who.stepped_up:
            raise StepUpNeeded(page_asked(request), who)
        return _page(request, who, no, Fields([]))

    @routes.post(PATH)
    async def shown(request: Request, no: str, who: SignedIn = reader, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_shown, request, who, no, form)

    return routes


def _shown(request: Request, who: SignedIn, no: str, form: Fields) -> Response:
    if not who.stepped_up:
        raise StepUpNeeded(page_asked(request), who)
    look = look_at(request, who, no)
    person, field = request.query_params.get("person", ""), request.query_params.get("field", "")
    try:
        value = unmask(look.desk, who.username, no, person, field, form.get("reason", ""), form.get("key") or None)
    except BadInput as fault:
        return _page(request, who, no, form, fault=fault.message())
    except Refused as refusal:
        return _page(request, who, no, form, said=Said("failure", refusal.message()))
    return _page(request, who, no, form, value=value)


def _page(
    request: Request,
    who: SignedIn,
    no: str,
    form: Fields,
    *,
    fault: str = "",
    said: Said | None = None,
    value: str = "",
) -> Response:
    look = look_at(request, who, no)
    field = FIELDS.get(request.query_params.get("field", ""))
    if field is None:
        raise HTTPException(404)
    hint = f"至少 {REASON_CHARACTERS} 个字，写办什么事，不写姓名和号码，例如“电话核对收款账户”"
    facts = {
        "label": field.label,
        "value": value,
        "seconds": SHOWN_SECONDS,
        "reason": Question("reason", "为什么要看", value=form.get("reason", ""), error=fault, hint=hint, maxlength=80),
        "action": page_asked(request),
        "key": new_key(),
        "errors": [("reason", fault)] if fault else (),
        "said": said,
    }
    return show(request, who, "desk/case/show.html", 422 if fault else 403 if said else 200, **{**look.facts, **facts})
