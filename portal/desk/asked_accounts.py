"""登记本人申请的账户: the account that a person asked for, its number masked, put forward for approval as he asked for it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import BadInput, Conflict, Refused, words
from claims.masking import masked_account, masked_name
from portal.desk.acts import act_href
from portal.desk.counter import TAKERS
from portal.desk.looking import Look, look_at
from portal.fields import Fields, new_key
from portal.queries import address
from portal.shell import Said, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.account_requests import DECLINE, REGISTER, AccountRequest, request_on
from workflows.acting import propose
from workflows.moves import Choice
from workflows.payees import is_right_number
from workflows.transaction import reading
from workflows.unmasking import may_unmask

PATH = "/desk/cases/{no}/register_asked_account"
NUMBER = "asked_account"
TAKER = Depends(of_roles(*TAKERS))


def asked_account_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, who: SignedIn = TAKER) -> Response:
        look = look_at(request, who, no)
        return _page(request, look, _asked(look))

    @routes.post(PATH)
    async def put_forward(
        request: Request, no: str, who: SignedIn = TAKER, form: Fields = Depends(posted_form)
    ) -> Response:
        return await run_in_threadpool(_put_forward, request, who, no, form)

    return routes


def shown_at(look: Look, asked: AccountRequest) -> str:
    """The page on which the whole number is shown; empty for whom it is not."""
    if not may_unmask(look.who.actor, NUMBER):
        return ""
    return address(f"/desk/cases/{look.no}/show", {"person": asked.beneficiary, "field": NUMBER})


def _asked(look: Look) -> AccountRequest:
    """The request that waits. Raises HTTPException 404 where there is none."""
    with reading(look.desk) as connection:
        asked = request_on(connection, look.no)
    if asked is None:
        raise HTTPException(404)
    return asked


def _put_forward(request: Request, who: SignedIn, no: str, form: Fields) -> Response:
    """Draft the approval of exactly the request that the page showed."""
    look = look_at(request, who, no)
    asked = _asked(look)
    if form.get("asked") != asked.id:
        return _page(request, look, asked, words("asked_account_newer"), 409)
    key, today = form.get("key", ""), look.desk.today()
    try:
        outcome = propose(look.desk, who.username, REGISTER, [no], asked.data, today, key=key)
    except (BadInput, Refused) as no_way:
        return _page(request, look, asked, no_way.message(), 422)
    except Conflict as stale:
        return _page(request, look, asked, stale.message(), 409)
    if not outcome.done:
        return _page(request, look, asked, "".join(one.message() for one in outcome.refusals), 422)
    return RedirectResponse(address(f"/desk/cases/{no}/done", {"event": outcome.event_id}), 303)


def _page(request: Request, look: Look, asked: AccountRequest, fault: str = "", status: int = 200) -> Response:
    today, here = look.desk.today(), f"/desk/cases/{look.no}"
    known = {one.move.trigger: one for one in look.choices if not one.possible_in}
    facts: dict[str, Any] = {
        "asked": asked,
        "rows": [
            ("收款权利人和户名", masked_name(asked.account_name)),
            ("账户依据", asked.basis),
            ("开户银行", asked.bank),
            ("账号", masked_account(asked.account)),
            ("申请日期", str(asked.asked_on)),
        ],
        "doubtful": not is_right_number(asked.account, look.desk.rules, today),
        "shown_at": shown_at(look, asked),
        "reasons": _reasons(known.get(REGISTER)),
        "decline": act_href(known[DECLINE], look.no) if DECLINE in known else "",
        "said": Said("failure", fault) if fault else None,
        "key": new_key(),
        "here": f"{here}/{REGISTER}",
        "bar": False,
    }
    return show(request, look.who, "desk/case/asked_account.html", status, **{**look.facts, **facts})


def _reasons(choice: Choice | None) -> list[str]:
    return [one.message() for one in choice.reasons] if choice else []
