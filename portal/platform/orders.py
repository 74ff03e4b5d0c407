"""订单和轨迹: which requests for data wait and which were answered, and a file that answers many of them, line by line."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import ClaimsError, words
from claims.periods import Unit
from portal.downloads import attachment
from portal.file_form import WithFile, read_with_file
from portal.lights import Light, Term, light_of
from portal.platform.looking import ANSWER, CASES, ONE
from portal.platform.today import late_said
from portal.queries import page_in, turning
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, check_form
from workflows.import_template import template_csv
from workflows.order_files import COLUMNS, LINES_MAX, LineDone, Outcome, answer_by_file
from workflows.platform_cases import unanswered
from workflows.platform_requests import PAGE_ROWS, DataRequest, data_requests
from workflows.transaction import Desk, reading

PATH = "/p/orders"
OUTCOMES = {
    Outcome.TAKEN: ("good", "已收"),
    Outcome.LATE: ("bad", "逾期提交"),
    Outcome.REPEATED: ("hold", "已收过"),
    Outcome.WRONG: ("bad", "错误"),
    Outcome.HELD: ("hold", "同案有错"),
}


def order_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def orders(request: Request, who: SignedIn = ONE) -> Response:
        return _page(request, who)

    @routes.get(PATH + "/template")
    def template(_who: SignedIn = ONE) -> Response:
        return attachment(template_csv(COLUMNS).encode("utf-8-sig"), "订单和轨迹模板.csv", "text/csv")

    @routes.post(PATH)
    async def answer(request: Request, who: SignedIn = ONE) -> Response:
        sent = await read_with_file(request)
        check_form(request, who, sent.fields)
        return await run_in_threadpool(_answered, request, who, sent)

    return routes


def _answered(request: Request, who: SignedIn, sent: WithFile) -> Response:
    if not sent.content:
        return _page(request, who, 422, errors=[("file", words("import_file_not_chosen"))])
    try:
        lines = answer_by_file(desk_of(request), who.username, sent.name, sent.content)
    except ClaimsError as fault:
        return _page(request, who, 422, said=Said("failure", fault.message()))
    counts = [(label, sum(one.outcome is outcome for one in lines)) for outcome, (_, label) in OUTCOMES.items()]
    facts = {"name": sent.name, "lines": _together(lines), "counts": [one for one in counts if one[1]]}
    return show(request, who, "platform/orders_done.html", orders=PATH, **facts)


def _together(lines: list[LineDone]) -> list[tuple[str, LineDone, str, str]]:
    """The lines as a person reads them: those that follow each other and had the same result in one row."""
    found = []
    for _, part in groupby(lines, key=lambda one: (one.claim_no, one.outcome, one.faults)):
        first, *rest = part
        numbers = f"{first.number}–{rest[-1].number}" if rest else str(first.number)
        found.append((numbers, first, *OUTCOMES[first.outcome]))
    return found


def _page(request: Request, who: SignedIn, status: int = 200, **said: Any) -> Response:
    desk, page = desk_of(request), page_in(request.query_params.get("page", "1"))
    with reading(desk) as connection:
        found, total = data_requests(connection, who.actor, desk.today(), page)
        late = unanswered(connection, who.actor, desk.today())
    facts = {
        "waiting": [(one, _light(one, desk), ANSWER.path.format(no=one.claim_no)) for one in found if _waits(one)],
        "answered": [(one, *_became(one)) for one in found if not _waits(one)],
        "total": total,
        "most": LINES_MAX,
        "orders": PATH,
        "cases": CASES,
        **turning(PATH, {}, page, total, PAGE_ROWS),
    }
    return show(
        request, who, "platform/orders.html", status, **{"said": late_said(late), "errors": [], **facts, **said}
    )


def _waits(one: DataRequest) -> bool:
    return one.answered_on is None


def _light(one: DataRequest, desk: Desk) -> Light:
    return light_of(Term(one.due_on, Unit(one.unit), provisional=one.provisional), desk.calendar, desk.today())


def _became(one: DataRequest) -> tuple[str, str, str]:
    """The tag of an answer, and what was answered."""
    kind, label = OUTCOMES[Outcome.LATE] if one.late else ("good", "按期提交")
    return kind, label, "没有这项数据" if one.without_data else "订单和轨迹"
