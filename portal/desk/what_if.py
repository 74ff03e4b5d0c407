"""试算: what a case would come to under other facts. A page to look at: it has no form that sends anything."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from claims.benefits import Assessment
from claims.errors import ClaimsError
from portal.desk.award_form import Answers, answered
from portal.desk.looking import look_at
from portal.fields import Fields
from portal.parts import Question
from portal.shell import Said, show
from portal.signed_in import SignedIn, of_roles
from workflows.roles import OFFICERS
from workflows.what_if import what_if

GRADES = (("", "无"), *((str(grade), f"{grade}级") for grade in range(1, 11)))
CARE = (("", "无"), ("full", "完全不能自理"), ("most", "大部分不能自理"), ("part", "部分不能自理"))
ASKED = (
    Question("grade", "伤残等级", "select", choices=GRADES),
    Question("care_level", "生活自理障碍", "select", choices=CARE),
    Question("amount", "医疗费申报", "yuan", optional=True),
    Question("allowed", "医疗费允许", "yuan", optional=True),
    Question("third_party", "第三方已付医疗费", "yuan", optional=True),
    Question("hospital_days", "住院天数", "number", optional=True),
    Question("from", "职业伤害期第一天", "date", optional=True),
    Question("to", "职业伤害期最后一天", "date", optional=True),
)


def what_if_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get("/desk/cases/{no}/awards/what-if")
    def ask(request: Request, no: str, who: SignedIn = Depends(of_roles(*OFFICERS))) -> Response:
        look = look_at(request, who, no)
        given = Fields(list(request.query_params.multi_items()))
        start = {"grade": str(look.claim["grade"] or ""), "care_level": look.claim["care_level"] or ""}
        asked = Fields([(name, given.get(name, start.get(name, ""))) for name in (one.name for one in ASKED)])
        facts, faults = _facts(asked)
        found: Assessment | None = None
        said = None
        if not faults:
            try:
                found = what_if(look.desk, look.claim, facts)
            except ClaimsError as fault:
                said = Said("failure", fault.message())
        questions = answered(list(ASKED), asked, faults)
        more = {"bar": False, "questions": questions, "errors": list(faults.items()), "found": found, "said": said}
        status = 422 if faults or said else 200
        return show(request, who, "desk/case/what_if.html", status, **{**look.facts, **more})

    return routes


def _facts(form: Fields) -> tuple[dict[str, Any], dict[str, str]]:
    answers = Answers(form)
    facts: dict[str, Any] = {}
    if form["grade"]:
        facts["grade"] = answers.whole("grade", "伤残等级")
    if form["care_level"] in dict(CARE) and form["care_level"]:
        facts["care_level"] = form["care_level"]
    if form["amount"]:
        claimed = answers.fen("amount", "医疗费申报")
        allowed = answers.fen("allowed", "医疗费允许") if form["allowed"] else claimed
        facts["medical"] = [{"amount_fen": claimed, "allowed_fen": allowed}]
        facts["third_party_medical_paid_fen"] = answers.fen("third_party", "第三方已付医疗费", optional=True)
    if form["hospital_days"]:
        facts["hospital_days"] = answers.whole("hospital_days", "住院天数")
    if form["from"] or form["to"]:
        facts["living_support"] = {"from": answers.day("from", "第一天"), "to": answers.day("to", "最后一天")}
    return facts, answers.faults
