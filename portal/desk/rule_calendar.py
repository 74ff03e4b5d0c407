"""日历: a year's twelve months with their holidays and make-up days; the notice of a year is proposed here."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import MAXYEAR, date

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, words
from claims.workdays import YearPlan
from portal.desk.rules import CHANGES, READER, RULES, shared
from portal.fields import Fields
from portal.parts import Question
from portal.queries import address, day_in, whole_in
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, posted_form
from workflows.rule_board import holds_any
from workflows.rule_proposals import PROPOSES, propose_calendar
from workflows.transaction import reading
from workflows.year_board import WEEKDAYS, year_of

CALENDAR = RULES + "/calendar"
YEARS_AHEAD = 2
BETWEEN = re.compile(r"[\s,，、;；]+")
SATURDAY = 5


def rule_calendar_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(CALENDAR)
    def front(request: Request, _who: SignedIn = READER) -> Response:
        return RedirectResponse(f"{CALENDAR}/{desk_of(request).today().year}", 303)

    @routes.get(CALENDAR + "/{year}")
    def calendar(request: Request, year: str, act: str = "", who: SignedIn = READER) -> Response:
        return _page(request, who, whole_in(year), Fields([("act", act)]))

    @routes.post(CALENDAR + "/{year}")
    def propose(request: Request, year: str, who: SignedIn = READER, form: Fields = Depends(posted_form)) -> Response:
        return _proposed(request, who, whole_in(year), form)

    return routes


def _page(
    request: Request,
    who: SignedIn,
    year: int,
    form: Fields,
    status: int = 200,
    said: Said | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    desk, told = desk_of(request), faults or {}
    if not 1 <= year < MAXYEAR:
        raise HTTPException(404)
    with reading(desk) as connection:
        may = holds_any(connection, desk, who.username, PROPOSES)
    shown = year_of(desk, year)
    if not shown.first <= year <= shown.last + YEARS_AHEAD:
        raise HTTPException(404)
    base = f"{CALENDAR}/{year}"
    asked = [replace(one, value=form.get(one.name, ""), error=told.get(one.name, "")) for one in _questions(year)]
    facts = {
        "shown": shown,
        "weekdays": WEEKDAYS,
        "earlier": f"{CALENDAR}/{year - 1}" if year > shown.first else "",
        "later": f"{CALENDAR}/{year + 1}" if year < shown.last + YEARS_AHEAD else "",
        "import": address(base, {"act": "import"}) if may else "",
        "questions": asked if may and form.get("act") else [],
        "base": base,
        "said": said,
    }
    return show(
        request, who, "desk/rules/calendar.html", status, errors=list(told.items()), **facts, **shared(CALENDAR)
    )


def _questions(year: int) -> list[Question]:
    how = f"一行一个或者用逗号隔开，例如 {year}-01-01"
    return [
        Question("source", "通知的标题和文号", hint="例如 国务院办公厅关于某年部分节假日安排的通知（国办发明电〔…〕…号）",
                 maxlength=200),
        Question("published", "公布日期", "date", optional=True),
        Question("off", "放假的星期一至星期五", "long", hint=f"{how}；周末不写", rows=6),
        Question("worked", "调休上班的星期六、星期日", "long", hint=how, rows=3, optional=True),
    ]  # fmt: skip


def _proposed(request: Request, who: SignedIn, year: int, form: Fields) -> Response:
    faults: dict[str, str] = {}
    off = _days("off", form.get("off", ""), year, faults, weekend=False)
    worked = _days("worked", form.get("worked", ""), year, faults, weekend=True)
    if not off and "off" not in faults:
        faults["off"] = words("calendar_without_days")
    if not form.get("source", "").strip():
        faults["source"] = "请填写通知的标题和文号"
    if faults:
        return _page(request, who, year, form, 422, None, faults)
    published = day_in(form.get("published", ""))
    try:
        number = propose_calendar(
            desk_of(request), who.username, year, YearPlan(off, worked), form.get("source", ""), published
        )
    except ClaimsError as fault:
        return _page(request, who, year, form, 422, Said("failure", fault.message()))
    return RedirectResponse(address(f"{CHANGES}/{number}", {"done": "proposed"}), 303)


def _days(name: str, text: str, year: int, faults: dict[str, str], *, weekend: bool) -> tuple[date, ...]:
    """The days of a field, in order; what cannot be one leaves its sentence in `faults`."""
    found = set()
    for part in (part for part in BETWEEN.split(text) if part):
        day = day_in(part)
        if day is None:
            faults[name] = words("calendar_days_unreadable", text=part[:20])
        elif day.year != year:
            faults[name] = words("calendar_year_of_others", year=year, day=day)
        elif (day.weekday() >= SATURDAY) != weekend:
            faults[name] = words("calendar_day_worked_weekday" if weekend else "calendar_day_off_weekend", day=day)
        else:
            found.add(day)
    return tuple(sorted(found))
