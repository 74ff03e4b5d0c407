"""不服怎么办: first what it is about, then for each decision the ways that are left, where to, until when, and what is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.dispute_routes import ROUTE_NAMES
from portal.days import day_text
from portal.rider.applications import application_for, in_time
from portal.rider.complaints import complaint_for
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER, shown_part
from portal.rider.periods import Latest, latest_of
from portal.shell import desk_of
from portal.signed_in import SignedIn
from workflows.dispute_facts import is_undecided
from workflows.rider_objections import Decision, Objection, Standing, Way, objection, own_matters
from workflows.rider_suits import Suit, suits
from workflows.rider_view import RiderCase
from workflows.transaction import Desk

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
FINAL_WORD = "再次鉴定的结论是最终结论。"


@cache
def objection_routes() -> APIRouter:
    """The routes of the questions, of the answer, and of the drafts."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, about: str = "", who: SignedIn = RIDER) -> Response:
        seen = shown_part(request, who, no)
        named = _asked(desk_of(request), seen, who)
        facts: dict[str, Any] = {"no": no, "base": f"/r/cases/{no}", "asked": named.items()}
        if not about:
            return rider_page(request, "r/object.html", **facts)
        found = _found(request, who, seen, about)
        return rider_page(
            request, "r/objection.html", **facts, title=named[about], **_answer(request, who, seen, found)
        )

    @routes.get(PATH + "/complaint")
    def complaint(request: Request, no: str, about: str = "", of: str = "", who: SignedIn = RIDER) -> Response:
        seen = shown_part(request, who, no)
        desk, person_id = desk_of(request), str(who.actor.person_id)
        brought = suits(desk, seen, person_id, _found(request, who, seen, about)).open
        suit = next((one for one in brought if of in ("", one.place)), None)
        if suit is None:
            raise HTTPException(404)
        made = complaint_for(desk, seen, person_id, suit)
        return rider_page(request, "r/complaint.html", no=no, back=f"/r/cases/{no}/object?about={about}", made=made)

    @routes.get(PATH + "/draft")
    def draft(request: Request, no: str, about: str = "", letter: str = "", who: SignedIn = RIDER) -> Response:
        seen = shown_part(request, who, no)
        made = application_for(
            desk_of(request), seen, str(who.actor.person_id), _found(request, who, seen, about), letter
        )
        if made is None:
            raise HTTPException(404)
        return rider_page(request, "r/application.html", no=no, back=f"/r/cases/{no}/object?about={about}", made=made)

    return routes


def _asked(desk: Desk, seen: RiderCase, who: SignedIn) -> dict[str, str]:
    """What this person is asked about, by code."""
    own = own_matters(desk, seen, str(who.actor.person_id))
    return {code: said for code, said in ASKED if code in own}


def _found(request: Request, who: SignedIn, seen: RiderCase, about: str) -> Objection:
    """The ways against a matter of this case. Raises HTTPException 404 where it has none such."""
    desk = desk_of(request)
    if about not in _asked(desk, seen, who):
        raise HTTPException(404)
    return objection(desk, seen, str(who.actor.person_id), about)


def _answer(request: Request, who: SignedIn, seen: RiderCase, found: Objection) -> dict[str, Any]:
    desk, no = desk_of(request), seen.claim["no"]
    brought = suits(desk, seen, str(who.actor.person_id), found)
    complaint = f"/r/cases/{no}/object/complaint?about={found.matter}"
    papers = {one.place: f"{complaint}&of={one.place}" for one in brought.open}
    unsure = {clock["subject"] for clock in brought.unsure}
    organs, ways = dict(found.organs), [way for one in found.decisions for way in one.ways]
    draft = f"/r/cases/{no}/object/draft?about={found.matter}"
    return {
        "found": found,
        "decisions": [_shown(desk, one, organs, draft, papers.get(one.place, "")) for one in found.decisions],
        "onward": [
            (latest_of(desk, clock), papers.get(_place(clock), ""), clock["subject"] in unsure)
            for clock in found.onward
        ],
        "refused": [(day_text(one.last_on), papers[one.place]) for one in brought.open if one.owed and _refused(one)],
        "owed": [_owed(desk, one.clock, one.last_day) for one in found.owed],
        "owed_draft": draft
        if not found.decisions and in_time(desk, found) and not any(map(_silent, brought.open))
        else "",
        "door": _all_there(ways),
        "organs": [] if found.decisions else [(ROUTE_NAMES[route], organ) for route, organ in found.organs],
        "over": {way.route for way in ways if way.standing is Standing.OVER},
        "final": FINAL_WORD if found.matter == "grade" else "",
        "unconfirmed": found.doors.confidence != "A",
    }


def _place(clock: Mapping[str, Any]) -> str:
    return str(clock["subject"]).partition("/")[2]


def _refused(suit: Suit) -> bool:
    """Whether the organ did not take the review before it on."""
    return suit.review is not None and suit.review["state"] == "inadmissible"


def _silent(suit: Suit) -> bool:
    """Whether the review before it ran out undecided."""
    return suit.review is not None and is_undecided(suit.review)


def _all_there(ways: Sequence[Way]) -> bool:
    """Whether every way is still to be chosen, so that the choice itself can be told."""
    return all(way.standing in (Standing.OPEN, Standing.NOT_BEGUN) for way in ways)


def _shown(desk: Desk, one: Decision, organs: dict[str, str], draft: str, complaint: str) -> dict[str, Any]:
    """A decision as it is read: what it is, when it was made and served, how each way stands, and where its drafts are."""
    return {
        "name": one.name,
        "number": one.letter["number"],
        "dated": day_text(one.letter["dated_on"]),
        "served": day_text(one.served_on) if one.served_on else "",
        "ways": [_way(desk, way, organs) for way in one.ways],
        "draft": f"{draft}&letter={one.place}" if one.stands("review", Standing.OPEN) else "",
        "complaint": complaint,
    }


def _way(desk: Desk, way: Way, organs: dict[str, str]) -> dict[str, Any]:
    return {
        "name": ROUTE_NAMES[way.route],
        "organ": organs.get(way.route, ""),
        "standing": way.standing.value,
        "latest": latest_of(desk, way.clock) if way.clock else None,
        "lodged": day_text(way.lodged_on) if way.lodged_on else "",
    }


def _owed(desk: Desk, clock: Any, last_day: Any) -> tuple[Latest, str]:
    return latest_of(desk, clock), day_text(last_day) if last_day else ""
