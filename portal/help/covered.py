"""我在不在保障范围: a form whose answers stand in the address and nowhere else, and a page for every outcome.

The answer says by which lists it was found, and that the bureau decides in the case. How often one may ask is limited.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from claims.rules import Rules
from portal.bodies import BadForm
from portal.days import day_text
from portal.fields import Fields
from portal.help.routes import PATH
from portal.help.texts import help_texts
from portal.help.topics import COVERED, TOPICS
from portal.limits import ASKING, Limits
from portal.parts import Question
from portal.rider.frame import rider_page
from portal.rider.report_form import Asked, questions
from portal.shell import desk_of
from workflows.coverage_check import CONTRACTS, CoverageAsked, CoverageTold, coverage_told, provinces, read_coverage
from workflows.rider_answers import DOING, TODAY, UNKNOWN
from workflows.transaction import Desk

WHO, WHEN = (1, frozenset({"platform", "platform_other"})), (2, frozenset({"when", "year", "month", "day", "doing"}))
NAMES = ("platform", "platform_other", "province", "when", "year", "month", "day", "doing", "contract")
AT_FIRST = {"when": TODAY, "doing": UNKNOWN, "contract": UNKNOWN}


def coverage_routes(limits: Limits) -> APIRouter:
    """The route of the form and of its answers."""
    routes = APIRouter()

    @routes.get(f"{PATH}/{COVERED}")
    def check(request: Request) -> Response:
        desk = desk_of(request)
        fields = Fields(request.query_params.multi_items())
        given = {name: fields.get(name, "") for name in NAMES}
        if not any(given.values()):
            return _form(request, desk, {**AT_FIRST, "province": desk.rules.province}, {})
        if limits.seconds_to_wait(ASKING, request.client.host if request.client else ""):
            raise BadForm("portal_too_often", 429)
        asked, faults = read_coverage(given, desk.instant(), desk.rules)
        if asked is None:
            return _form(request, desk, given, faults, 422)
        return _answer(request, desk, asked, coverage_told(asked, desk.rules))

    return routes


def _form(
    request: Request, desk: Desk, given: Mapping[str, Any], faults: Mapping[str, str], status: int = 200
) -> Response:
    topic = next(topic for topic in TOPICS if topic.place == COVERED)
    groups = _questions(desk, given, faults)
    return rider_page(request, "help/covered.html", status, topic=topic, groups=groups, errors=list(faults.items()))


def _questions(desk: Desk, given: Mapping[str, Any], faults: Mapping[str, str]) -> Asked:
    """Those of a report that matter here, and the two that only this page asks."""
    where = tuple((name, name) for name in provinces(desk.rules))
    province = Question(
        "province", "在哪里接的单", "select", given["province"], error=faults.get("province", ""), choices=where
    )
    contract = Question(
        "contract",
        "公司给您交工伤保险、签合同了吗",
        "radio",
        given["contract"] or UNKNOWN,
        choices=tuple(CONTRACTS.items()),
    )
    who, when = (_some(desk, given, faults, *part) for part in (WHO, WHEN))
    return [*who, ("", [province]), *when, ("", [contract])]


def _some(desk: Desk, given: Mapping[str, Any], faults: Mapping[str, str], screen: int, names: frozenset[str]) -> Asked:
    """The questions of a screen of the report that go by these names, in their groups."""
    every = questions(screen, given, faults, desk.rules, desk.today())
    some = [(kind, [one for one in asked if one.name in names]) for kind, asked in every]
    return [(kind, asked) for kind, asked in some if asked]


def _answer(request: Request, desk: Desk, asked: CoverageAsked, told: CoverageTold) -> Response:
    said, answer = help_texts()["covered"][told.code], told.answer
    facts: dict[str, Any] = {
        "said": said,
        "told": [
            ("平台", asked.platform),
            ("接单的地方", asked.province),
            ("受伤的日子", day_text(asked.accident_on)),
            ("当时正在", DOING[asked.doing][0]),
            ("工伤保险和合同", CONTRACTS[asked.contract]),
        ],
        "reason": answer.grounds if answer else "",
        "sources": dict.fromkeys(answer.sources) if answer else (),
        "to_check": answer is not None and answer.unconfirmed,
        "ways": answer.other_routes if answer else (),
        "listed": () if answer else _listed(desk.rules, asked),
        "is_here": asked.province == desk.rules.province,
        "province": asked.province,
        "gongshang": desk.rules.at("letters.bureau.gongshang_organ", desk.today()),
    }
    return rider_page(request, "help/covered_answer.html", **facts)


def _listed(rules: Rules, asked: CoverageAsked) -> tuple[str, ...]:
    """The platforms on the list of the day."""
    value = rules.find("coverage.platforms", asked.accident_on)
    return tuple(str(name) for name in value.as_list()) if value else ()
