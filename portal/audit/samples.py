"""抽样: a sample drawn by a seed that is shown, so that anybody draws the same again; every draw stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.digits import whole_number
from claims.errors import BadInput, Refused
from claims.queries import POPULATIONS, queries
from portal.audit.exceptions import span_of
from portal.audit.room import AUDITOR, Room, enter
from portal.fields import Fields
from portal.given_back import given_back
from portal.parts import Question
from portal.queries import day_in, page_in, turning
from portal.signed_in import SignedIn, posted_form
from workflows.sampling import WITH_AMOUNTS, Asked, draw_sample, samples

PATH = "/audit/samples"
NAMES = {"payments": "付款", "awards": "待遇", "decisions": "决定", "letters": "文书"}
SIZE_MAX, SHOWN = 500, 20


def sample_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def listed(request: Request, page: str = "1", who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        return _page(room, given_back(request, who) or Fields([]), {}, page=page_in(page))

    @routes.post(PATH)
    def drawn(request: Request, who: SignedIn = AUDITOR, fields: Fields = Depends(posted_form)) -> Response:
        room = enter(request, who)
        asked, errors = _read(fields)
        if asked is None:
            return _page(room, fields, errors, 422)
        try:
            draw_sample(room.desk, who.username, asked)
        except (BadInput, Refused) as fault:
            return _page(room, fields, {"population": fault.message()}, 422)
        return RedirectResponse(PATH, 303)

    return routes


def _read(fields: Fields) -> tuple[Asked | None, dict[str, str]]:
    errors: dict[str, str] = {}
    population, size = fields.get("population", ""), fields.get("size", "").strip()
    days: dict[str, date] = {}
    if population not in {one.name for one in queries(POPULATIONS)}:
        errors["population"] = "请选择从哪里抽"
    for name in ("from_on", "to_on"):
        day = day_in(fields.get(name, ""))
        if day is None:
            errors[name] = "日期读不懂，例如 2025-03-16"
        else:
            days[name] = day
    many = whole_number(size) or 0
    if not 1 <= many <= SIZE_MAX:
        errors["size"] = f"请填写 1 到 {SIZE_MAX} 之间的整数"
    if not errors and days["from_on"] > days["to_on"]:
        errors["from_on"] = "起始日不能晚于截止日"
    if errors:
        return None, errors
    seed = fields.get("seed", "").strip() or None
    return Asked(population, days["from_on"], days["to_on"], many, seed, fields.get("weighted") == "1"), {}


def _page(room: Room, given: Fields, errors: dict[str, str], status: int = 200, *, page: int = 1) -> Response:
    known = list(reversed(samples(room.desk)))
    first = (page - 1) * SHOWN
    return room.page(
        "audit/samples.html",
        status,
        asks=_questions(room, given, errors),
        errors=list(errors.items()),
        samples=known[first : first + SHOWN],
        names=NAMES,
        href=_href,
        **turning(PATH, {}, page, len(known), SHOWN),
    )


def _href(name: str) -> str:
    """The case that an id belongs to."""
    claim = name.partition("/")[0]
    return f"/audit/cases/{claim}" if claim.startswith("TL-") else ""


def _questions(room: Room, given: Fields, errors: dict[str, str]) -> list[Question]:
    span = span_of(room)
    populations = tuple((one.name, NAMES.get(one.name, one.title)) for one in queries(POPULATIONS))
    asks = [
        Question("population", "从哪里抽", "select", given.get("population", "payments"), choices=populations),
        Question("from_on", "自", "date", given.get("from_on", str(span[0]))),
        Question("to_on", "至", "date", given.get("to_on", str(span[1]))),
        Question("size", "抽几个", "number", given.get("size", "25"), f"1 到 {SIZE_MAX}"),
        Question("weighted", "按金额加权（金额大的更容易抽中，分层看大额）", "tick", given.get("weighted"),
                 f"只有{'、'.join(NAMES[one] for one in WITH_AMOUNTS)}有金额"),
        Question("seed", "种子", "text", given.get("seed"), "不填就由系统给出，写在结果里；填同一个种子抽出同一个样本",
                 optional=True, maxlength=64),
    ]  # fmt: skip
    return [replace(one, error=errors.get(one.name, "")) for one in asks]
