"""登记报案: a report by phone or at the counter, with what the lists and the cases say of it beside the form.

A report that leads elsewhere is no mistake: it is answered by the page 「这种情况走另一条路」, from which it can still be taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.coverage import CoverageAnswer
from claims.errors import BadInput, Conflict, Refused, words
from portal.desk.counter_form import PAGE_FIELDS, report_questions, ways_known
from portal.desk.counter_reading import almost_listed, read_counter
from portal.fields import Fields, new_key
from portal.given_back import BACK, given_back
from portal.queries import address
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.counter_reports import Finding, Looked, case_under, look_at_report, take_report
from workflows.machines import MACHINES
from workflows.roles import OFFICERS

PATH = "/desk/cases/new"
TAKERS = frozenset(MACHINES["claim"].rows_of("report")[0].who) & OFFICERS
MARKS = {
    Finding.GOOD: ("good", "没有问题"),
    Finding.JUDGE: ("you", "需要您判断"),
    Finding.ELSEWHERE: ("bad", "走另一条路"),
}


def counter_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()
    taker = Depends(of_roles(*TAKERS))

    @routes.get(PATH)
    def blank(request: Request, who: SignedIn = taker) -> Response:
        today = desk_of(request).today().isoformat()
        kept = given_back(request, who)
        return _page(request, who, kept or Fields([("reported_on", today), ("channel", "phone")]), {})

    @routes.post(PATH)
    async def report(request: Request, who: SignedIn = taker, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_report, request, who, form)

    return routes


def _report(request: Request, who: SignedIn, form: Fields) -> Response:
    desk = desk_of(request)
    looking = form.get("do") != "take"
    data, faults = read_counter(form, desk.rules, desk.today(), looking=looking)
    faults |= {} if looking else ways_known(form)
    if faults:
        return _page(request, who, form, faults, status=422)
    try:
        looked = look_at_report(desk, who.username, data, form.get("enrolled", ""), form.get("labour", ""))
        if looking:
            return _page(request, who, form, {}, looked)
        others = set(looked.same) - {case_under(desk, who.username, form.get("key", ""))}
        if others and form.get("apart") != "1":
            return _page(request, who, form, {"apart": words("counter_same_accident")}, looked, 422)
        if looked.answer is not None and looked.other_way and form.get("anyway") != "1":
            return _elsewhere(request, who, form, looked.answer)
        outcome = take_report(desk, who.username, data, form.get("key", ""))
    except (BadInput, Refused, Conflict) as no_way:
        said = Said("failure", no_way.message())
        return _page(request, who, form, {}, status=409 if isinstance(no_way, Conflict) else 422, said=said)
    if not outcome.done:
        said = Said("failure", "".join(one.message() for one in outcome.refusals))
        return _page(request, who, form, {}, looked, 422, said)
    return RedirectResponse(address(f"/desk/cases/{outcome.claim_no}/done", {"event": outcome.event_id}), 303)


def _page(
    request: Request,
    who: SignedIn,
    form: Fields,
    faults: Mapping[str, str],
    looked: Looked | None = None,
    status: int = 200,
    said: Said | None = None,
) -> Response:
    desk = desk_of(request)
    facts: dict[str, Any] = {
        "chapters": report_questions(
            form,
            faults,
            desk.rules,
            desk.today(),
            bool(looked and looked.same),
            almost_listed(form, desk.rules, desk.today()),
        ),
        "checks": [(one, *MARKS[one.finding]) for one in looked.checks] if looked else [],
        "errors": list(faults.items()),
        "said": said,
        "key": form.get("key") or new_key(),
        "back": BACK,
        "here": PATH,
    }
    return show(request, who, "desk/case_new.html", status, **facts)


def _elsewhere(request: Request, who: SignedIn, form: Fields, answer: CoverageAnswer) -> Response:
    """Which other ways there are; what was filled in is kept in the page, so that the report can still be taken."""
    kept = [(name, form.get(name, "")) for name in PAGE_FIELDS if form.get(name)]
    facts = {"reason": answer.grounds, "ways": answer.other_routes, "sources": dict.fromkeys(answer.sources)}
    return show(request, who, "desk/elsewhere.html", 200, **facts, kept=kept, key=form.get("key", ""), here=PATH)
