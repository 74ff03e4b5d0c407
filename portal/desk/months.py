"""按月发放: how a month stands on every monthly benefit, which rights are to be checked, and the run of a month on demand."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.digits import whole_number
from claims.errors import ClaimsError, words
from claims.months import is_month, month_of
from portal.desk.payments import CASHIER, PATH, READER, refused
from portal.fields import Fields
from portal.queries import address, page_in, turning
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, posted_form
from workflows.batch_acts import may_pay
from workflows.month_board import checks, months, run_month
from workflows.recovery_board import cases_seen
from workflows.transaction import reading

MONTHS = PATH + "/months"
PAGE_ROWS = 100
CHECKS_SHOWN, CHECK_DAYS = 50, 30


def month_routes() -> APIRouter:
    """The routes of the board."""
    routes = APIRouter()

    @routes.get(MONTHS)
    def board(request: Request, month: str = "", page: str = "1", made: str = "", who: SignedIn = READER) -> Response:
        said = None
        if whole_number(made) is not None:
            said = Said("success", words("month_ran", month=month, made=made))
        return _page(request, who, month, page_in(page), said=said)

    @routes.post(MONTHS)
    async def run(request: Request, who: SignedIn = CASHIER, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_run, request, who, form)

    return routes


def _page(
    request: Request, who: SignedIn, asked: str, page: int, status: int = 200, said: Said | None = None
) -> Response:
    desk = desk_of(request)
    today = desk.today()
    month = asked if is_month(asked) else month_of(today)
    with reading(desk) as connection:
        seen = cases_seen(connection, who.actor, today)
    every = [one for one in months(desk, month, today) if one.claim_no in seen]
    due = [one for one in checks(desk, today, CHECK_DAYS) if one.claim_no in seen]
    rows = every[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return show(
        request,
        who,
        "desk/payments/months.html",
        status,
        month=month,
        rows=[(one, words(one.waits_for) if one.waits_for else "") for one in rows],
        total=len(every),
        total_fen=sum(one.amount_fen for one in every),
        owed_fen=sum(one.owed_fen for one in every),
        checks=due[:CHECKS_SHOWN],
        checks_all=len(due),
        may=may_pay(desk, who.username),
        **turning(MONTHS, {"month": month}, page, len(every), PAGE_ROWS),
        said=said,
    )


def _run(request: Request, who: SignedIn, form: Fields) -> Response:
    """Count the month and all before it; a second time changes nothing."""
    desk, month = desk_of(request), form.get("month", "")
    try:
        ran = run_month(desk, month, desk.today())
    except ClaimsError as fault:
        return _page(request, who, month, 1, 422, refused(fault))
    if ran.refused or ran.set_aside:
        told = "；".join([*(f"{target} {code}" for target, _, code in ran.refused), *ran.set_aside])
        return _page(request, who, month, 1, 422, Said("failure", words("month_ran_in_part", month=month), told))
    return RedirectResponse(address(MONTHS, {"month": month, "made": str(ran.made)}), 303)
