"""基金账务: how the books stand, what one person prepares and another confirms, and the closing of a month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import BadInput, ClaimsError, words
from claims.ledger import ACCOUNT_NAMES, Account
from portal.desk.award_form import Answers
from portal.desk.came import HERE, said_of
from portal.desk.payments import PATH, READER, refused
from portal.fields import Fields
from portal.parts import Question
from portal.queries import address, day_in
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, StepUpNeeded, posted_form
from workflows.closing_books import close_month, close_year
from workflows.fund_acts import confirm, decline, prepare_correction, prepare_funding, prepare_reopening
from workflows.fund_board import FUNDINGS, fund_board
from workflows.fund_status import fund_status
from workflows.overtaken import Overtaken
from workflows.overtaken_money import overtaken_fund_act
from workflows.transaction import Desk

FUND = PATH + "/fund"
CORRECT, REOPEN, CLOSE, YEAR_END = "correct", "reopen", "close", "year_end"
CLOSINGS = {CLOSE: "关账", YEAR_END: "年末结转"}
ANSWERS: dict[str, Callable[[Desk, str, str], str]] = {"confirm": confirm, "decline": decline}
DONE = {
    "prepared": "已拟办，等另一人确认。",
    "confirm": "已确认。",
    "decline": "已记不同意，可以重新拟办。",
    "close": "已关账。",
}


def fund_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(FUND)
    def board(request: Request, act: str = "", done: str = "", who: SignedIn = READER) -> Response:
        said = Said("success", DONE[done]) if done in DONE else None
        return _page(request, who, said=said, form=Fields([("act", act)]) if act else None)

    @routes.post(FUND)
    async def act(request: Request, who: SignedIn = READER, form: Fields = Depends(posted_form)) -> Response:
        if not who.stepped_up:
            raise StepUpNeeded(FUND, who)
        return await run_in_threadpool(_acted, request, who, form)

    return routes


def _page(
    request: Request,
    who: SignedIn,
    status: int = 200,
    said: Said | None = None,
    form: Fields | None = None,
    faults: dict[str, str] | None = None,
    changed: Overtaken | None = None,
) -> Response:
    desk, given, told = desk_of(request), form or Fields([]), faults or {}
    state, found = fund_status(desk), fund_board(desk, who.actor)
    accounts = [(code, ACCOUNT_NAMES[Account(code)], fen) for code, fen in sorted(state.balances_fen.items())]
    mine = {**found.prepares, **(CLOSINGS if found.closes else {})}
    chosen = given.get("act", "")
    asked = [_filled(one, given, told) for one in _asked(chosen, desk)] if chosen in mine else []
    acts = [(address(FUND, {"act": name}), label) for name, label in mine.items()]
    facts = {"state": state, "board": found, "accounts": accounts, "acts": acts, "questions": asked, "said": said}
    facts |= {"chosen": chosen, "label": mine.get(chosen, ""), "changed": changed}
    return show(request, who, "desk/payments/fund.html", status, errors=list(told.items()), **facts)


def _filled(one: Question, given: Fields, told: dict[str, str]) -> Question:
    return replace(one, value=given.get(one.name, one.value), error=told.get(one.name, ""))


def _asked(name: str, desk: Desk) -> list[Question]:
    """What an act asks for."""
    if name in FUNDINGS:
        return [
            Question("amount", "金额", "yuan"),
            Question("on", "日期", "date", desk.today().isoformat()),
            Question("document", "凭据", hint="拨款单、通知书的文号"),
        ]
    if name == CORRECT:
        return [
            Question("entry", "分录号", "number"),
            Question("amount", "改成的金额", "yuan", hint="不填就是只冲回", optional=True),
            Question("reason", "更正原因"),
        ]
    if name == REOPEN:
        return [Question("month", "从哪个月起重开", hint="例如 2025-05"), Question("reason", "重开原因")]
    if name == CLOSE:
        return [Question("month", "月份", hint="例如 2025-05")]
    return [Question("year", "年份", "number", hint="例如 2024")]


def _acted(request: Request, who: SignedIn, form: Fields) -> Response:
    desk, act = desk_of(request), form.get("act", "")
    answers = Answers(form)
    changed = overtaken_fund_act(desk, who.username, form.get("number", "")) if act in ANSWERS else None
    if changed is not None:
        return _page(request, who, 409, said_of(desk, changed, code=HERE), form, changed=changed)
    try:
        done = _do(desk, who.username, act, form, answers)
    except ClaimsError as fault:
        return _page(request, who, 422, refused(fault), form, answers.faults)
    if answers.faults:
        return _page(request, who, 422, None, form, answers.faults)
    return RedirectResponse(address(FUND, {"done": done}), 303)


def _do(desk: Desk, username: str, act: str, form: Fields, answers: Answers) -> str:
    """Make the act, unless something of it could not be read; gives what was done. Raises ClaimsError."""
    if act in ANSWERS:
        ANSWERS[act](desk, username, form.get("number", ""))
        return act
    if act in FUNDINGS:
        _fund(desk, username, act, form, answers)
        return "prepared"
    if act == CORRECT:
        entry, reason = answers.whole("entry", "分录号"), answers.text("reason", "更正原因")
        amount = answers.fen("amount", "改成的金额", optional=True)
        if not answers.faults:
            prepare_correction(desk, username, entry, amount or None, reason, desk.today())
        return "prepared"
    if act == REOPEN:
        month, reason = answers.text("month", "月份"), answers.text("reason", "重开原因")
        if not answers.faults:
            prepare_reopening(desk, username, month, reason, desk.today())
        return "prepared"
    if act == CLOSE:
        close_month(desk, username, form.get("month", "").strip())
        return "close"
    if act == YEAR_END:
        year = answers.whole("year", "年份")
        if not answers.faults:
            close_year(desk, username, year)
        return "close"
    raise BadInput("fund_act_unknown")


def _fund(desk: Desk, username: str, act: str, form: Fields, answers: Answers) -> None:
    amount, document = answers.fen("amount", "金额"), answers.text("document", "凭据")
    on = day_in(form.get("on", ""))
    if on is None:
        answers.faults["on"] = words("fund_day_unreadable")
    if not answers.faults and on is not None:
        prepare_funding(desk, username, act, amount, on, document)
