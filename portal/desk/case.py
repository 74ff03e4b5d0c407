"""案件: all of a case, a tab an address, and the acts that are allowed to the person who looks."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.dispute_routes import doors
from portal.desk.calls import calls_on
from portal.desk.looking import look_at
from portal.desk.tabs import tab
from portal.navigation import MONEY, READERS
from portal.signed_in import SignedIn, of_roles
from workflows.assignments import ASSIGNERS
from workflows.batch_sight import open_among
from workflows.case_overview import chapters
from workflows.payment_board import payees_of
from workflows.roles import OFFICERS
from workflows.showing import case_view
from workflows.transaction import reading
from workflows.unsubscribing import unsubscribed_words

READER = Depends(of_roles(*READERS))
OFFICER = Depends(of_roles(*OFFICERS))
PATH = "/desk/cases/{no}"


def case_routes() -> APIRouter:
    """The routes of the tabs that only show."""
    routes = APIRouter()

    @routes.get(PATH)
    def overview(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        if not who.roles & OFFICERS:
            return RedirectResponse(f"/desk/cases/{no}/investigation", 303)
        with reading(look.desk) as connection:
            unwanted = unsubscribed_words(connection, look.claim)
            shown = chapters(look.desk, connection, look.claim, who.actor)
        facts = {
            "may_assign": bool(who.roles & ASSIGNERS),
            "unwanted": unwanted,
            "calls": calls_on(look),
            "chapters": shown,
        }
        return tab(request, look, "desk/case/overview.html", ("claim",), **facts)

    @routes.get(PATH + "/appraisal")
    def appraisal(request: Request, no: str, who: SignedIn = OFFICER) -> Response:
        look = look_at(request, who, no)
        rows = case_view(look.desk, no)["appraisals"]
        return tab(request, look, "desk/case/appraisal.html", ("appraisal",), appraisals=rows)

    @routes.get(PATH + "/payments")
    def payments(request: Request, no: str, who: SignedIn = OFFICER) -> Response:
        look = look_at(request, who, no)
        view = case_view(look.desk, no)
        with reading(look.desk) as connection:
            payees = payees_of(connection, no)
            numbers = {one["batch_no"] for one in view["payments"] if one["batch_no"] and who.roles & MONEY}
            is_open = open_among(connection, who.actor, look.desk.today(), numbers)
        labels = {item["id"]: item["label"] for item in view["items"]}
        facts = {
            "payments": view["payments"],
            "labels": labels,
            "payees": payees,
            "batch_page": "/desk/payments/batches/",
            "open_batches": is_open,
        }
        return tab(request, look, "desk/case/payments.html", ("payment",), **facts)

    @routes.get(PATH + "/letters")
    def letters(request: Request, no: str, who: SignedIn = OFFICER) -> Response:
        look = look_at(request, who, no)
        facts = {"letters": case_view(look.desk, no)["letters"], "letter_page": "/desk/letters/"}
        return tab(request, look, "desk/case/letters.html", ("service", "consent"), **facts)

    @routes.get(PATH + "/disputes")
    def disputes(request: Request, no: str, who: SignedIn = OFFICER) -> Response:
        look = look_at(request, who, no)
        rows = case_view(look.desk, no)["disputes"]
        ways = {one["matter"]: doors(one["matter"], look.desk.rules, look.desk.today()) for one in rows}
        return tab(request, look, "desk/case/disputes.html", ("dispute",), disputes=rows, doors=ways)

    @routes.get(PATH + "/clocks")
    def clocks(request: Request, no: str, who: SignedIn = OFFICER) -> Response:
        look = look_at(request, who, no)
        lit = [(clock, look.light(clock)) for clock in look.clocks]
        return tab(request, look, "desk/case/clocks.html", (), lit=lit)

    return routes
