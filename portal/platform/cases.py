"""案件: the riders' cases of the platform, and one of them: the state in a word, the days, and what may be done."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from portal.days import day_text
from portal.desk.acts import verb_of
from portal.desk.case_filters import place_in
from portal.desk.cases import place_text
from portal.parts import Act
from portal.platform.looking import ANSWER, CASES, ONE, PAGES, OwnLook, light_of_due, look_at_own, reasons_of
from portal.queries import address
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn
from workflows.case_list import Wanted, case_list
from workflows.moves import Choice
from workflows.platform_cases import due_of
from workflows.platform_requests import DataRequest, data_requests
from workflows.transaction import reading

DID, IN_TIME, LATE = "did", "1", "late"
DONE = {IN_TIME: Said("success", "已办理。"), LATE: Said("warning", "已办理，逾期提交。")}


def cases_routes() -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter()

    @routes.get(CASES)
    def cases(request: Request, who: SignedIn = ONE) -> Response:
        desk, after = desk_of(request), request.query_params.get("after", "")
        with reading(desk) as connection:
            wanted = Wanted(after=place_in(after, by_number=False))
            found = case_list(connection, who.actor, desk.today(), wanted)
            due = due_of(connection, [head.no for head in found.heads], desk.today())
        return show(
            request,
            who,
            "platform/cases.html",
            rows=[(head, [(one.what, light_of_due(one, desk)) for one in due[head.no][:1]]) for head in found.heads],
            total=found.total,
            first=CASES if after else "",
            more=address(CASES, {}, after=place_text(found)) if found.after else "",
        )

    @routes.get(f"{CASES}/{{no}}")
    def case(request: Request, no: str, who: SignedIn = ONE) -> Response:
        look = look_at_own(request, who, no)
        said = DONE.get(request.query_params.get(DID, ""))
        with reading(look.desk) as connection:
            asked, _ = data_requests(connection, who.actor, look.desk.today(), claim_no=no)
        came = (
            [] if any(one.answered_on is None for one in asked) else [("数据请求", answer_said(one)) for one in asked]
        )
        blocked = [Act("", one.move.label, reasons=reasons_of(one)) for one in look.kept]
        facts = {"case": look.case, "lights": look.lights, "came": came, "acts": _acts(look, again=bool(came))}
        return show(request, who, "platform/case.html", **facts, blocked=blocked, said=said)

    return routes


def answer_said(one: DataRequest) -> str:
    """What came to a request that was answered, when, and whether in time."""
    what = "已答复没有这项数据" if one.without_data else "已收到订单数据"
    day = day_text(one.answered_on, weekday=False) if one.answered_on else ""
    return f"{what}，{day}，{'逾期' if one.late else '按期'}"


def act_of(choice: Choice, no: str, *, again: bool = False) -> Act:
    """The button of an act, which leads to the page on which it is made; `again` where the request for data was answered."""
    own = PAGES.get(choice.move.trigger)
    if own == ANSWER and again:
        return Act(ANSWER.path.format(no=no), "再补充数据…")
    if own is not None:
        return Act(own.path.format(no=no), own.verb, primary=True)
    return Act(f"{CASES}/{no}/act?{urlencode({'on': choice.target, 'do': choice.move.trigger})}", verb_of(choice))


def _acts(look: OwnLook, *, again: bool) -> list[Act]:
    """One button a page, what carries the case on first."""
    acts = {act.href: act for act in (act_of(one, look.case.claim_no, again=again) for one in look.choices)}
    return sorted(acts.values(), key=lambda act: not act.primary)
