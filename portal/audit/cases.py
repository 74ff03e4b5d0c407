"""按案审: the list of cases, and all of a case with the moves that were refused; who opens one says why."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.digits import whole_number
from claims.dispute_routes import doors
from claims.errors import BadInput, Refused
from portal.audit.bar import ITEMS
from portal.audit.ledger import LEDGER
from portal.audit.room import AUDITOR, enter
from portal.desk.awards import sheet_facts
from portal.desk.happenings import happenings
from portal.desk.looking import Look, look_at
from portal.fields import Fields
from portal.parts import Question
from portal.shell import show
from portal.signed_in import SignedIn, posted_form
from workflows.access_log import Access, note_read
from workflows.audit_cases import PAGE_ROWS, PURPOSE_MAX, Sought, cases_to_audit, has_purpose, say_purpose
from workflows.award_sheet import sheet
from workflows.entry_chain import files_on_case
from workflows.payment_board import payees_of
from workflows.report_words import translated
from workflows.showing import case_view
from workflows.transaction import reading

PATH = "/audit/cases"
REFUSED = "refused"
TABS = {
    "": "概况", "evidence": "材料", "appraisal": "鉴定", "awards": "待遇", "payments": "支付", "letters": "文书",
    "disputes": "争议", "timeline": "时间线", "clocks": "期限", "attempts": "被拒绝的操作",
}  # fmt: skip
NO_MAX = 32


def case_routes() -> APIRouter:
    """The routes of the list and of a case."""
    routes = APIRouter()

    @routes.get(PATH)
    def listed(request: Request, year: str = "", after: str = "", who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        cut = room.bar.cut
        of_year = whole_number(year, 4) or None
        sought = Sought(of_year, cut.item_code, cut.platform, cut.grade, cut.claim_no or cut.text)
        total, found = cases_to_audit(room.desk, sought, room.closed(), after[:NO_MAX])
        more = len(found) == PAGE_ROWS
        return room.page(
            "audit/cases.html",
            found=found,
            total=total,
            year=str(of_year or ""),
            item=ITEMS.get(cut.item_code or "", ""),
            after=room.bar.link(PATH, year=of_year, after=found[-1].head.no) if more else "",
            first=room.bar.link(PATH, year=of_year) if after else "",
        )

    @routes.post(PATH + "/{no}/purpose")
    def purpose(request: Request, no: str, who: SignedIn = AUDITOR, fields: Fields = Depends(posted_form)) -> Response:
        look_at(request, who, no)
        try:
            say_purpose(enter(request, who).desk, who.username, no, fields.get("purpose", ""))
        except (BadInput, Refused) as fault:
            return _ask_purpose(request, who, no, fields.get("purpose", ""), fault.message())
        return RedirectResponse(f"{PATH}/{no}", 303)

    @routes.get(PATH + "/{no}")
    @routes.get(PATH + "/{no}/{tab}")
    def case(
        request: Request, no: str, tab: str = "", only: str = "", page: str = "1", who: SignedIn = AUDITOR
    ) -> Response:
        look = look_at(request, who, no)
        if tab not in TABS or (request.url.path.endswith("/") and not tab):
            raise HTTPException(404)
        if not has_purpose(look.desk, who.username, no):
            return _ask_purpose(request, who, no, "", "")
        note_read(look.desk, who.username, Access.CASE, no, field=f"audit_{tab or 'overview'}")
        base = f"{PATH}/{no}"
        name, facts = _tab(look, tab, base, only, page)
        tabs = [(f"{base}/{one}" if one else base, label) for one, label in TABS.items()]
        return show(
            request, who, "audit/case.html",
            **{**look.facts, "base": base, "tabs": tabs, "parent": name, "bar": False, "live": "", **facts},
        )  # fmt: skip

    return routes


def _ask_purpose(request: Request, who: SignedIn, no: str, given: str, error: str) -> Response:
    ask = Question(
        "purpose", "查阅目的", "text", given, "记入访问记录，当事人查得到；不写姓名", error, maxlength=PURPOSE_MAX
    )
    errors = [("purpose", error)] if error else []
    return enter(request, who).page("audit/purpose.html", 422 if error else 200, no=no, ask=ask, errors=errors)


def _tab(look: Look, tab: str, base: str, only: str, page: str) -> tuple[str, dict[str, Any]]:
    """The template of a tab, and what it is filled with."""
    view = case_view(look.desk, look.no)
    match tab:
        case "evidence":
            with reading(look.desk) as connection:
                files = files_on_case(look.desk, connection, look.no)
            return "audit/case_evidence.html", {"files": files, "papers": view.get("papers", [])}
        case "appraisal":
            return "desk/case/appraisal.html", {"appraisals": view["appraisals"]}
        case "awards":
            facts = {**sheet_facts(sheet(look.desk, look.claim)), "may_reckon": False}
            return "desk/case/awards.html", facts
        case "payments":
            labels = {item["id"]: item["label"] for item in view["items"]}
            with reading(look.desk) as connection:
                payees = payees_of(connection, look.no)
            return "desk/case/payments.html", {
                "payments": view["payments"], "labels": labels, "payees": payees, "batch_page": f"{LEDGER}?batch=",
                "open_batches": frozenset(one["batch_no"] for one in view["payments"]),
            }  # fmt: skip
        case "disputes":
            ways = {one["matter"]: doors(one["matter"], look.desk.rules, look.desk.today()) for one in view[tab]}
            return "desk/case/disputes.html", {"disputes": view[tab], "doors": ways}
        case "letters":
            return "desk/case/letters.html", {"letters": view[tab], "letter_page": ""}
        case "timeline":
            return "desk/case/timeline.html", happenings(look.desk, look.no, base, tab, only, page)
        case "attempts":
            return "audit/case_attempts.html", happenings(look.desk, look.no, base, tab, REFUSED, page)
        case "clocks":
            return "desk/case/clocks.html", {"lit": [(clock, look.light(clock)) for clock in look.clocks]}
    return "audit/case_overview.html", {"rows": _overview(view)}


def _overview(view: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        ("受伤人员", view["person"]["id"]),
        ("申请人", view["claimant"]["id"] if view["claimant"] else "本人"),
        ("平台", view["platform"]),
        ("行业", view["industry"]),
        ("订单号", view["order_no"] or "—"),
        ("受伤日期", view["accident_on"] or "—"),
        ("报案渠道", translated("channel", view["channel"])),
        ("收到申请", view["received_on"] or "—"),
        ("确认情形", translated("reason", view["criterion"] or view["refusal_reason"]) or "—"),
        ("作出结论", view["decided_on"] or "—"),
        ("结论生效", view["effective_on"] or "—"),
        ("版本", view["version"]),
    ]
