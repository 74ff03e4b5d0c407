"""不服怎么办: first what it is about, then the way, where to, until when, what it does to the money, and a draft to print."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.dispute_routes import ROUTE_NAMES
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER, shown_part
from portal.rider.periods import latest_of
from portal.shell import desk_of
from portal.signed_in import SignedIn
from workflows.locking import read_person
from workflows.rider_objections import objection, own_matters
from workflows.rider_view import RiderCase
from workflows.transaction import Desk, reading

PATH = "/r/cases/{no}/object"
ASKED = (
    ("not_accepted", "没有受理我的申请"),
    ("confirmation", "确认或者没有确认职业伤害"),
    ("grade", "伤残等级"),
    ("award", "金额"),
    ("inaction", "一直没有决定"),
    ("living_support", "平台不给生活保障费"),
    ("labour_relation", "我和平台是劳动关系"),
    ("third_party", "撞我的人不赔"),
)
REVIEW = "review"
FINAL_WORD = "再次鉴定的结论是最终结论。"


def objection_routes() -> APIRouter:
    """The routes of the questions, of the answer, and of the draft."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, about: str = "", who: SignedIn = RIDER) -> Response:
        seen, desk = shown_part(request, who, no), desk_of(request)
        named = _asked(desk, seen, who)
        facts: dict[str, Any] = {"no": no, "base": f"/r/cases/{no}", "asked": named.items()}
        if not about:
            return rider_page(request, "r/object.html", **facts)
        if about not in named:
            raise HTTPException(404)
        found = objection(desk, seen, str(who.actor.person_id), about)
        facts |= {
            "title": named[about],
            "found": found,
            "routes": [(ROUTE_NAMES[route], organ) for route, organ in found.organs],
            "last_days": [latest_of(desk, clock) for clock in found.clocks],
            "late": [latest_of(desk, clock) for clock in found.overdue],
            "final": FINAL_WORD if about == "grade" else "",
            "draft": f"/r/cases/{no}/object/draft?about={about}" if REVIEW in dict(found.organs) else "",
            "unconfirmed": found.doors.confidence != "A",
        }
        return rider_page(request, "r/objection.html", **facts)

    @routes.get(PATH + "/draft")
    def draft(request: Request, no: str, about: str = "", who: SignedIn = RIDER) -> Response:
        seen, desk = shown_part(request, who, no), desk_of(request)
        named = _asked(desk, seen, who)
        found = objection(desk, seen, str(who.actor.person_id), about) if about in named else None
        organ = dict(found.organs).get(REVIEW) if found else None
        if found is None or organ is None:
            raise HTTPException(404)
        with reading(desk) as connection:
            person = read_person(connection, str(who.actor.person_id)) or {}
        bureau = desk.rules.at("letters.bureau.name", desk.today()).as_text()
        facts = {"no": no, "back": f"/r/cases/{no}/object?about={about}", "name": person["name"], "bureau": bureau}
        return rider_page(request, "r/application.html", **facts, organ=organ, found=found, title=named[about])

    return routes


def _asked(desk: Desk, seen: RiderCase, who: SignedIn) -> dict[str, str]:
    """What this person is asked about, by code."""
    own = own_matters(desk, seen, str(who.actor.person_id))
    return {code: said for code, said in ASKED if code in own}
