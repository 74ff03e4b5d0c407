"""登记本人申请的账户: the accounts that persons of a case have asked for, their numbers masked, each put forward for approval
as it was asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import BadInput, Conflict, Refused, words
from claims.masking import masked_account, masked_name
from claims.store.rows import select_one, select_rows
from portal.desk.acting import BENEFICIARY
from portal.desk.acts import act_href
from portal.desk.counter import TAKERS
from portal.desk.looking import Look, look_at
from portal.fields import Fields, new_key
from portal.queries import address
from portal.shell import Said, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.account_requests import DECLINE, REGISTER, AccountRequest, requests_on
from workflows.acting import propose
from workflows.guards.approval import UNDECIDED
from workflows.moves import Choice
from workflows.payees import bare_account, is_right_number
from workflows.transaction import reading
from workflows.unmasking import may_unmask

PATH = "/desk/cases/{no}/register_asked_account"
NUMBER = "asked_account"
TAKER = Depends(of_roles(*TAKERS))


@dataclass(frozen=True, slots=True)
class Draft:
    """An approval that waits: its address, and whether it is of the account that was asked for last."""

    href: str
    is_of_it: bool


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


def _asked(look: Look) -> list[AccountRequest]:
    """The requests that wait. Raises HTTPException 404 where there is none."""
    with reading(look.desk) as connection:
        asked = requests_on(connection, look.no)
    if not asked:
        raise HTTPException(404)
    return asked


def _put_forward(request: Request, who: SignedIn, no: str, form: Fields) -> Response:
    """Draft the approval of exactly the request that the page showed."""
    look = look_at(request, who, no)
    waiting = _asked(look)
    asked = next((one for one in waiting if one.id == form.get("asked")), None)
    if asked is None:
        return _page(request, look, waiting, words("asked_account_newer"), 409)
    key, today = form.get("key", ""), look.desk.today()
    try:
        outcome = propose(look.desk, who.username, REGISTER, [no], asked.data, today, key=key)
    except (BadInput, Refused) as no_way:
        return _page(request, look, waiting, no_way.message(), 422)
    except Conflict as stale:
        return _page(request, look, waiting, stale.message(), 409)
    if not outcome.done:
        return _page(request, look, waiting, "".join(one.message() for one in outcome.refusals), 422)
    return RedirectResponse(address(f"/desk/cases/{no}/done", {"event": outcome.event_id}), 303)


def _page(
    request: Request, look: Look, waiting: Sequence[AccountRequest], fault: str = "", status: int = 200
) -> Response:
    known = {one.move.trigger: one for one in look.choices if not one.possible_in}
    drafted = _drafted(look, waiting)
    facts: dict[str, Any] = {
        "waiting": [_shown(look, one, known, drafted.get(one.beneficiary)) for one in waiting],
        "reasons": _reasons(known.get(REGISTER)),
        "said": Said("failure", fault) if fault else None,
        "here": f"/desk/cases/{look.no}/{REGISTER}",
        "bar": False,
    }
    return show(request, look.who, "desk/case/asked_account.html", status, **{**look.facts, **facts})


def _shown(look: Look, asked: AccountRequest, known: Mapping[str, Choice], draft: Draft | None) -> dict[str, Any]:
    """One request as it stands on the page, with the approval for this person that waits."""
    today = look.desk.today()
    declining = urlencode({BENEFICIARY: asked.beneficiary})
    return {
        "id": asked.id,
        "name": masked_name(asked.account_name),
        "rows": [
            ("收款权利人和户名", masked_name(asked.account_name)),
            ("账户依据", asked.basis),
            ("开户银行", asked.bank),
            ("账号", masked_account(asked.account)),
            ("申请日期", str(asked.asked_on)),
        ],
        "doubtful": not is_right_number(asked.account, look.desk.rules, today),
        "shown_at": shown_at(look, asked),
        "decline": f"{act_href(known[DECLINE], look.no)}&{declining}" if DECLINE in known else "",
        "draft": draft,
        "key": new_key(),
    }


def _drafted(look: Look, waiting: Sequence[AccountRequest]) -> dict[str, Draft]:
    """The approvals of such accounts that wait, by the beneficiary."""
    asked = {one.beneficiary: one.account for one in waiting}
    with reading(look.desk) as connection:
        rows = select_rows(connection, "approval", claim_no=look.no, act=REGISTER)
        open_ = [(row, json.loads(row["proposal"])["beneficiary"]) for row in rows if row["state"] in UNDECIDED]
        private = {row["id"]: select_one(connection, "approval_private", approval_id=row["id"]) for row, _ in open_}
    found = {}
    for row, person in open_:
        body = json.loads((private[row["id"]] or {}).get("body", "{}"))
        is_of_it = bare_account(body.get("account", "")) == asked.get(person)
        found[person] = Draft(f"/desk/approvals/{row['id']}", is_of_it)
    return found


def _reasons(choice: Choice | None) -> list[str]:
    return [one.message() for one in choice.reasons] if choice else []
