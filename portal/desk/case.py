"""案件: all of a case, a tab an address, and the acts that are allowed to the person who looks."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from claims.money import capitals
from portal.desk.acts import acts_of
from portal.desk.happenings import KINDS, happenings
from portal.desk.looking import Look, look_at
from portal.desk.sums import money_rows
from portal.navigation import READERS
from portal.shell import show
from portal.signed_in import SignedIn, of_roles
from workflows.assignments import ASSIGNERS
from workflows.showing import case_view

READER = Depends(of_roles(*READERS))
PATH = "/desk/cases/{no}"
MONEY = ("award_item", "instalment", "recovery", "recourse", "platform_support")


def case_routes() -> APIRouter:
    """The routes of the tabs that only show."""
    routes = APIRouter()

    @routes.get(PATH)
    def overview(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        may_assign = bool(who.roles & ASSIGNERS)
        return _tab(request, look, "desk/case/overview.html", ("claim",), may_assign=may_assign)

    @routes.get(PATH + "/appraisal")
    def appraisal(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        rows = case_view(look.desk, no)["appraisals"]
        return _tab(request, look, "desk/case/appraisal.html", ("appraisal",), appraisals=rows)

    @routes.get(PATH + "/awards")
    def awards(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        view = case_view(look.desk, no)
        live = [item for item in view["items"] if item["state"] not in ("superseded", "discarded")]
        total = sum(item["awarded_fen"] or 0 for item in live if item["payer"] == "fund" and not item["monthly"])
        rows = money_rows(look.desk, live)
        facts = {"rows": rows, "total_fen": total, "capitals": capitals(total), "view": view}
        return _tab(request, look, "desk/case/awards.html", MONEY, **facts)

    @routes.get(PATH + "/payments")
    def payments(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        return _tab(
            request, look, "desk/case/payments.html", ("payment",), payments=case_view(look.desk, no)["payments"]
        )

    @routes.get(PATH + "/letters")
    def letters(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        facts = {"letters": case_view(look.desk, no)["letters"]}
        return _tab(request, look, "desk/case/letters.html", ("service", "consent"), **facts)

    @routes.get(PATH + "/disputes")
    def disputes(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        rows = case_view(look.desk, no)["disputes"]
        return _tab(request, look, "desk/case/disputes.html", ("dispute",), disputes=rows)

    @routes.get(PATH + "/timeline")
    def timeline(request: Request, no: str, only: str = "", who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        items = happenings(look.desk, no, only)
        return _tab(request, look, "desk/case/timeline.html", (), items=items, kinds=KINDS, only=only)

    @routes.get(PATH + "/clocks")
    def clocks(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        lit = [(clock, look.light(clock)) for clock in look.clocks]
        return _tab(request, look, "desk/case/clocks.html", (), lit=lit)

    return routes


def _tab(request: Request, look: Look, name: str, machines: tuple[str, ...], **facts: Any) -> Response:
    """One tab of the case with the acts on what it shows."""
    acts, more, blocked = acts_of(look.choices, look.no, machines)
    bar = {"acts": acts, "more": more, "blocked": blocked, "bar": bool(machines)}
    return show(request, look.who, name, **look.facts, **bar, **facts)
