"""The routes of version 1. What a move needs, its words and its shape come from the tables of the machines."""

from __future__ import annotations

from functools import cache, partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from portal.api.acting import acted, take_act, take_payment, take_report
from portal.api.answers import Cases, Done, Supports, answer_with
from portal.api.calling import HEADERS, ONCE, Call, CallRoute, call_of
from portal.api.faults import Faults, of_code
from portal.shell import desk_of
from workflows.platform_acts import ON_CASES, PAYMENT, PlatformAct
from workflows.platform_bodies import report_schema, schema_of
from workflows.platform_cases import PAGE_ROWS, OwnCase, own_case, own_cases, own_supports

REFUSALS = (401, 403, 404, 405, 409, 413, 422, 429, 500, 503)
TOKEN = {"type": "string", "maxLength": 128}
CALLED = Depends(call_of)
NUMBER_MAX = 40
Answers = dict[int | str, dict[str, Any]]
Place = Annotated[int, Path(ge=1, le=10**9, description="生活保障费编号最后的数字")]
REPORT = "替受伤的从业人员报案。同一人同一天同一订单已经报过的，回答那个案件（200）。"
SAID = {
    "apply": "代为提出待遇给付申请。知情同意书和申请表须有本人或者近亲属的签名，原件按要求送交。",
    "supplement": "补交材料。文件先在网页上传。",
    "receive_data": "答复数据请求：订单和事故前后各两小时的轨迹。逾期提交也收，写明逾期。",
    "answer_without_data": "答复数据请求：没有这项数据，写明理由。",
    "report_paid": "报告生活保障费已支付：金额须与应付的一分不差。",
}


@cache
def api_routes() -> APIRouter:
    """All of them."""
    routes = APIRouter(route_class=CallRoute, responses={status: {"model": Faults} for status in REFUSALS})
    _add_looking(routes)
    _add_report(routes)
    for act in ON_CASES:
        _add_act(routes, act)
    _add_payment(routes)
    return routes


def _add_looking(routes: APIRouter) -> None:
    @routes.get("/cases", responses={200: {"model": Cases}}, openapi_extra=signed(summary="本平台的案件"))
    def cases(
        request: Request,
        after: str = Query("", max_length=40),
        limit: int = Query(PAGE_ROWS, ge=1, le=PAGE_ROWS),
        call: Call = CALLED,
    ) -> Response:
        call.require("read")
        found = own_cases(desk_of(request), call.caller.username, plain(after), limit)
        return answer_with(Cases(tuple(found), found[-1].claim_no if len(found) == limit else None))

    @routes.get("/cases/{no}", responses={200: {"model": OwnCase}}, openapi_extra=signed(summary="一个案件"))
    def case(request: Request, no: str, call: Call = CALLED) -> Response:
        call.require("read")
        return answer_with(own_case(desk_of(request), call.caller.username, plain(no)))

    @routes.get("/supports", responses={200: {"model": Supports}}, openapi_extra=signed(summary="生活保障费"))
    def supports(request: Request, call: Call = CALLED) -> Response:
        call.require("support")
        return answer_with(Supports(tuple(own_supports(desk_of(request), call.caller.username))))


def _add_report(routes: APIRouter) -> None:
    answers: Answers = {200: {"model": Done}, 201: {"model": Done}}
    said = signed(report_schema(), summary="报案", description=REPORT)

    @routes.post("/reports", status_code=201, responses=answers, openapi_extra=said)
    async def reports(request: Request, call: Call = CALLED) -> Response:
        return await run_in_threadpool(acted, desk_of(request), call, partial(take_report, call=call))


def _add_act(routes: APIRouter, act: PlatformAct) -> None:
    said = signed(schema_of(act.fields), summary=act.move.label, description=SAID[act.trigger])

    @routes.post(f"/cases/{{no}}/{act.path}", responses={200: {"model": Done}}, openapi_extra=said)
    async def move(request: Request, no: str, call: Call = CALLED) -> Response:
        return await run_in_threadpool(
            acted, desk_of(request), call, partial(take_act, call=call, wanted=act, no=plain(no))
        )


def _add_payment(routes: APIRouter) -> None:
    said = signed(schema_of(PAYMENT.fields), summary=PAYMENT.move.label, description=SAID[PAYMENT.trigger])

    @routes.post("/cases/{no}/supports/{place}/payment", responses={200: {"model": Done}}, openapi_extra=said)
    async def payment(request: Request, no: str, place: Place, call: Call = CALLED) -> Response:
        return await run_in_threadpool(
            acted,
            desk_of(request),
            call,
            partial(take_payment, call=call, support_id=f"{plain(no)}/support-{place}"),
        )


def signed(schema: dict[str, Any] | None = None, **said: str) -> dict[str, Any]:
    """What every request carries, and its body if it has one, for OpenAPI."""
    names = HEADERS if schema is None else (*HEADERS, ONCE)
    headers = [{"name": name, "in": "header", "required": True, "schema": TOKEN} for name in names]
    body = (
        {}
        if schema is None
        else {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
    )
    return {**said, "parameters": headers, **body}


def plain(text: str) -> str:
    """A number out of an address. Raises ApiFault where no number can be such."""
    if not (text.isascii() and text.isprintable() and len(text) <= NUMBER_MAX):
        raise of_code("api_no_such_place")
    return text
