"""数据请求: what the bureau asks the platform for, on what ground and by when; the answer, or that there is none."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.clock import SHANGHAI
from claims.errors import words
from claims.faults import Fault
from portal.desk.counter_form import ORDER_LABELS
from portal.fields import Fields
from portal.given_back import given_back
from portal.parts import Question
from portal.platform.acting import asked_on, form_facts, refused
from portal.platform.cases import DID, IN_TIME, LATE
from portal.platform.looking import ANSWER, CASES, ONE, OwnLook, look_at_own
from portal.queries import address
from portal.shell import show
from portal.signed_in import SignedIn, posted_form
from workflows.command import Refusal
from workflows.platform_acts import DATA, NO_DATA, with_record
from workflows.platform_bodies import read_body, track_faults

NONE = "none"
ORDER = (
    ("order_no", "订单号", "text", ""),
    ("state", "受伤时订单状态", "select", ""),
    ("accepted_at", "接单时间", "text", "例如 2025-03-02 12:20"),
    ("picked_up_at", "取货或接到乘客的时间", "text", "没有就不填"),
    ("completed_at", "完成时间", "text", "没有完成的不填"),
)
LABELS = {name: label for name, label, *_ in ORDER} | {"reason": "没有这项数据的理由"}
POINT = re.compile(r"track\[(\d+)\]")
OPTIONAL = frozenset({"picked_up_at", "completed_at"})
TRACK = Question(
    "track",
    "事故前后各两小时的轨迹",
    "long",
    hint="一行一个点：时刻,纬度,经度，例如 2025-03-02 12:30,29.84512,106.05634。不要写顾客的地址。",
    optional=True,
    rows=8,
)


def data_request_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(ANSWER.path)
    def ask(request: Request, no: str, who: SignedIn = ONE) -> Response:
        look = look_at_own(request, who, no)
        if look.choice(DATA.trigger) is None:
            raise HTTPException(404)
        return _page(request, who, look, given_back(request, who) or Fields([]), {})

    @routes.post(ANSWER.path)
    async def answer(request: Request, no: str, who: SignedIn = ONE, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_answer, request, who, no, form)

    return routes


def _answer(request: Request, who: SignedIn, no: str, form: Fields) -> Response:
    look = look_at_own(request, who, no)
    wanted = NO_DATA if form.get("do") == NONE else DATA
    data, faults = read_body(
        wanted.fields, {"reason": form.get("reason", "")} if wanted is NO_DATA else _document(form)
    )
    faults += track_faults(data, look.case.accident_on)
    if faults:
        return _page(request, who, look, form, said_by_field(faults), status=422)
    asked = asked_on(no, no, wanted.trigger)
    given = with_record(data) if wanted is DATA else data
    refusals, status = refused(look.desk, who.username, asked, form, look.desk.today(), given)
    if refusals:
        return _page(request, who, look, form, {}, refusals, status)
    past = any(due.code in asked.move.stops and due.due_on < look.desk.today() for due in look.case.due)
    return RedirectResponse(address(f"{CASES}/{no}", {DID: LATE if past else IN_TIME}), 303)


def _document(form: Fields) -> dict[str, Any]:
    """The form as a program would send it."""
    order = {name: _moment(form.get(name, "")) if name.endswith("_at") else form.get(name, "") for name, *_ in ORDER}
    points = [_point(line) for line in form.get("track", "").splitlines() if line.strip()]
    return {
        "orders": [{name: value for name, value in order.items() if value or name not in OPTIONAL}],
        "track": points,
    }


def _point(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.replace("，", ",").split(",")]
    at, lat, lng, *_ = [*parts, "", "", ""]
    return {"at": _moment(at), "lat": lat, "lng": lng}


def _moment(text: str) -> str:
    """A time of Shanghai with its zone; what is none stays as it is, to be named."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return text.strip()
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).isoformat()


def said_by_field(faults: list[Fault]) -> dict[str, str]:
    """Faults of the document as a person is told them, by the question that they are about; of a track the first line."""
    found: dict[str, str] = {}
    for fault in faults:
        line = POINT.match(fault.where)
        name = "track" if line else fault.where.rpartition(".")[2]
        said = (
            words("platform_point_wrong", line=int(line[1]) + 1) if line else words("platform_wrong", what=LABELS[name])
        )
        found.setdefault(name, said)
    return found


def _page(
    request: Request,
    who: SignedIn,
    look: OwnLook,
    form: Fields,
    faults: dict[str, str],
    refusals: tuple[Refusal, ...] = (),
    status: int = 200,
) -> Response:
    asked = asked_on(look.case.claim_no, look.case.claim_no, DATA.trigger)
    reason = Question(
        "reason", "没有这项数据的理由", "long", form.get("reason", ""), error=faults.get("reason", ""), rows=2
    )
    facts = {
        "wanted": words("data_wanted").split("、"),
        "basis": look.desk.rules.at("criteria.article.platform_data", look.case.accident_on).as_text(),
        "due": [(due, light) for due, light in look.lights if due.code in asked.move.stops],
        "questions": [*(_question(one, form, look, faults) for one in ORDER), _track(form, faults)],
        "reason": reason,
        "errors": list(faults.items()),
        "action": request.url.path,
        "no_data": NONE,
    }
    return show(request, who, "platform/data_request.html", status, **facts, **form_facts(look, asked, form, refusals))


def _question(asked: tuple[str, str, str, str], form: Fields, look: OwnLook, faults: dict[str, str]) -> Question:
    name, label, kind, hint = asked
    known = {"order_no": look.case.order_no or ""}
    choices = (("", "请选择"), *ORDER_LABELS.items()) if kind == "select" else ()
    value = form.get(name, known.get(name, ""))
    return Question(
        name, label, kind, value, hint=hint, error=faults.get(name, ""), choices=choices, optional=name in OPTIONAL
    )


def _track(form: Fields, faults: dict[str, str]) -> Question:
    return replace(TRACK, value=form.get("track", ""), error=faults.get("track", ""))
