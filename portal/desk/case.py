"""案件: all of a case, a tab an address, and the acts that are allowed to the person who looks."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from portal.days import instant_shown
from portal.desk.acts import acts_of
from portal.desk.happenings import KINDS, happenings
from portal.desk.looking import Look, look_at
from portal.navigation import READERS
from portal.shell import show
from portal.signed_in import SignedIn, of_roles
from workflows.payment_board import payees_of
from workflows.showing import case_view
from workflows.transaction import reading

READER = Depends(of_roles(*READERS))
PATH = "/desk/cases/{no}"


def case_routes() -> APIRouter:
    """The routes of the tabs that only show."""
    routes = APIRouter()

    @routes.get(PATH)
    def overview(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        view = case_view(look.desk, no)
        return _tab(request, look, "desk/case/overview.html", ("claim",), view=view, facts=_facts(view))

    @routes.get(PATH + "/appraisal")
    def appraisal(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        rows = case_view(look.desk, no)["appraisals"]
        return _tab(request, look, "desk/case/appraisal.html", ("appraisal",), appraisals=rows)

    @routes.get(PATH + "/payments")
    def payments(request: Request, no: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        with reading(look.desk) as connection:
            payees = payees_of(connection, no)
        facts = {"payments": case_view(look.desk, no)["payments"], "payees": payees}
        return _tab(request, look, "desk/case/payments.html", ("payment",), **facts)

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


def _facts(view: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What is known of the case, by chapter; personal data masked."""
    person, claimant = view["person"], view["claimant"]
    return [
        ("人员", [("受伤人员", f"{person['id']} {person['phone']}".strip()), ("申请人", claimant["id"] if claimant else "本人")]),
        ("平台与订单", [("平台", view["platform"]), ("行业", view["industry"]), ("订单号", view["order_no"] or "")]),
        ("事故", [("受伤日期", view["accident_on"] or ""), ("报案渠道", view["channel"])]),
        ("申请与决定", [
            ("收到申请", view["received_on"] or ""), ("确认情形", view["criterion"] or view["refusal_reason"] or ""),
            ("作出结论", view["decided_on"] or ""), ("结论生效", view["effective_on"] or ""),
        ]),
        ("其他", [("版本", str(view["version"])), ("最近一次", instant_shown(view["events"][-1]["recorded_at"]))]),
    ]  # fmt: skip
