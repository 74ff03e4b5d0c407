"""报表: the questions that reports answer, each with a sentence, a picture, its table, files, and what counts.

The desk and the auditor's room have the same pages, each in its own frame.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import BadInput
from claims.queries import REPORTS, queries
from portal.downloads import attachment
from portal.parts import Chip, Question
from portal.queries import address, day_in
from portal.report_words import chart, default_span, sentence, table_rows
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.access_log import Access, note_read
from workflows.case_list import platforms_of
from workflows.fact_words import fact_word
from workflows.industries import industries_of
from workflows.report_book import report_book, report_csv
from workflows.reporting import BY, EACH, NOT_PRODUCED, Report, Span, report
from workflows.roles import OFFICERS, Role
from workflows.transaction import Desk, reading

DESK, AUDIT = "/desk/reports", "/audit/reports"
NAMES = ("from", "to", "platform", "industry", "by", "each")
LABELS = {"from": "自", "to": "至", "platform": "平台", "industry": "行业", "by": "期间", "each": "分别列出"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT_MAX = 60
EVERY = (("", "全部"),)


@cache
def report_routes() -> APIRouter:
    """The routes of the reports, on the desk and in the auditor's room."""
    routes = APIRouter()
    _add(routes, DESK, OFFICERS)
    _add(routes, AUDIT, frozenset({Role.AUDITOR}))
    return routes


def _add(routes: APIRouter, base: str, roles: frozenset[Role]) -> None:
    reader = Depends(of_roles(*roles))

    @routes.get(base)
    def index(request: Request, who: SignedIn = reader) -> Response:
        facts = {"known": queries(REPORTS), "base": base, "not_produced": NOT_PRODUCED, "read_only": base == AUDIT}
        return show(request, who, "reports/index.html", **facts)

    @routes.get(base + "/{name}.csv")
    def as_csv(request: Request, name: str, who: SignedIn = reader) -> Response:
        desk = desk_of(request)
        found = _asked_for(desk, name, _asked(request))[0]
        note_read(desk, who.username, Access.EXPORT, field=f"report_{name}")
        return attachment(report_csv(found).encode("utf-8-sig"), _file_name(found, "csv"), "text/csv; charset=utf-8")

    @routes.get(base + "/{name}.xlsx")
    def as_xlsx(request: Request, name: str, who: SignedIn = reader) -> Response:
        desk = desk_of(request)
        found = _asked_for(desk, name, _asked(request))[0]
        note_read(desk, who.username, Access.EXPORT, field=f"report_{name}")
        return attachment(report_book(desk, [found]), _file_name(found, "xlsx"), XLSX)

    @routes.get(base + "/{name}")
    def one(request: Request, name: str, who: SignedIn = reader) -> Response:
        asked = _asked(request)
        found, wrong = _asked_for(desk_of(request), name, asked)
        facts: dict[str, Any] = {"said": Said("warning", f"没有按 {'、'.join(wrong)} 筛选：读不懂。")} if wrong else {}
        return _page(request, who, base, found, asked, facts)


def _asked(request: Request) -> dict[str, str]:
    return {name: request.query_params.get(name, "").strip()[:TEXT_MAX].replace("\0", "") for name in NAMES}


def _asked_for(desk: Desk, name: str, asked: dict[str, str]) -> tuple[Report, list[str]]:
    """The report of an address, and what in the address could not be read and was left out. Raises HTTPException 404."""
    if name not in {one.name for one in queries(REPORTS)}:
        raise HTTPException(404)
    wrong = [f"{LABELS[one]}“{asked[one]}”" for one in ("from", "to") if asked[one] and day_in(asked[one]) is None]
    for one, known in (("by", BY), ("each", EACH)):
        if asked[one] and asked[one] not in known:
            wrong.append(f"{LABELS[one]}“{asked[one]}”")
            asked[one] = ""
    last = day_in(asked["to"]) or desk.today()
    first = day_in(asked["from"]) or default_span(last)[0]
    facts = (asked["by"], asked["each"], asked["platform"], asked["industry"])
    try:
        span = Span(first, last, *facts)
    except BadInput:
        wrong.append(f"{first} 至 {last}（先后颠倒）")
        span = Span(*default_span(last), *facts)
    asked["from"], asked["to"] = span.from_on.isoformat(), span.to_on.isoformat()
    return report(desk, name, span), wrong


def _page(
    request: Request, who: SignedIn, base: str, found: Report, asked: dict[str, str], facts: dict[str, Any]
) -> Response:
    path = f"{base}/{found.query.name}"
    return show(
        request, who, "reports/report.html",
        **{
            "base": base,
            "path_here": path,
            "read_only": base == AUDIT,
            "report": found,
            "answer": sentence(found),
            "chart": chart(found),
            "heads": [(one.label if one.is_key else f"{one.label}（{one.unit}）", "" if one.is_key else "wt-r")
                      for one in found.columns],
            "rows": table_rows(found),
            "asks": _questions(desk_of(request), asked),
            "chips": [Chip(LABELS[name], _shown(name, asked[name]), address(path, asked, **{name: None}))
                      for name in NAMES if asked[name] and name not in ("from", "to")],
            "csv": address(f"{path}.csv", asked),
            "xlsx": address(f"{path}.xlsx", asked),
            "link": address(path, asked),
            **facts,
        },
    )  # fmt: skip


def _shown(name: str, value: str) -> str:
    return fact_word(name, value) if name == "industry" else {"by": BY, "each": EACH}.get(name, {}).get(value, value)


def _questions(desk: Desk, asked: dict[str, str]) -> list[Question]:
    with reading(desk) as connection:
        platforms, industries = platforms_of(connection, desk.rules), industries_of(connection, desk.rules)
    choices: dict[str, tuple[tuple[str, str], ...]] = {
        "platform": tuple((one, one) for one in platforms),
        "industry": tuple((one, fact_word("industry", one)) for one in industries),
        "by": tuple(BY.items()),
        "each": tuple(EACH.items()),
    }
    every = {"by": (("", "不分"),), "each": (("", "不分"),)}
    return [
        Question(name, LABELS[name], "select" if name in choices else "date", asked[name],
                 choices=(*every.get(name, EVERY), *choices[name]) if name in choices else ())
        for name in NAMES
    ]  # fmt: skip


def _file_name(found: Report, ending: str) -> str:
    return f"{found.query.title}-{found.span.from_on}-{found.span.to_on}.{ending}"
