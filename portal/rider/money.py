"""金额说明: every sum with its arithmetic and its article, what has been paid of it and where to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from claims.money import capitals
from claims.months import month_text
from portal.days import day_text, money_text
from portal.desk.sums import VALUES, money_rows
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER, shown_part
from portal.shell import desk_of
from portal.signed_in import SignedIn
from portal.wording import state_words
from workflows.award_sheet import Line
from workflows.rider_money import Months, OwnItem, PaidPart, own_money
from workflows.transaction import reading

PATH = "/r/cases/{no}/money"


@cache
def money_routes_of_riders() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def money(request: Request, no: str, who: SignedIn = RIDER) -> Response:
        seen = shown_part(request, who, no)
        desk = desk_of(request)
        with reading(desk) as connection:
            own = own_money(connection, desk.rules, seen.claim, str(who.actor.person_id))
        facts: dict[str, Any] = {
            "no": no,
            "base": f"/r/cases/{no}",
            "items": [_item(one) for one in own.items],
            "by_platform": [_shown(line) for line in own.by_platform],
            "platform": seen.claim["platform"],
            "undecided": own.undecided,
            "monthly": any(one.months for one in own.items),
            "total": money_text(seen.awarded_fen),
            "capitals": capitals(seen.awarded_fen) if seen.awarded_fen else "",
            "paid": money_text(seen.paid_fen),
        }
        return rider_page(request, "r/money.html", **facts)

    return routes


@dataclass(frozen=True, slots=True)
class _Card:
    """An item as the person reads it: its working, its state, its payments the latest first, and of months what they come to."""

    line: Line
    lines: Iterable[str]
    state: str
    parts: list[str]
    to_others_fen: int
    months: Months | None
    first: str
    last: str


def _item(one: OwnItem) -> _Card:
    line, lines, state = _shown(one.line)
    months = one.months
    if months and months.count:
        state = state_words("award_item", line.state).monthly or state
    return _Card(
        line, lines, state, [_said(part) for part in reversed(one.parts)], one.to_others_fen, months,
        month_text(months.first) if months and months.first else "", month_text(months.last) if months and months.last else "",
    )  # fmt: skip


def _shown(line: Line) -> tuple[Line, Iterable[str], str]:
    """An item with its working, the result first, and its state as the person reads it."""
    (row,) = money_rows([line])
    return line, [one for one in row.lines if not one.startswith(VALUES)], state_words("award_item", line.state).rider


def _said(part: PaidPart) -> str:
    """A payment in a line: the month, the sum, where it stands, when and where it went."""
    state = state_words("payment", part.state).rider
    day = f" {day_text(part.paid_on)}" if part.paid_on and part.state == "paid" else ""
    month = f"{month_text(part.month)} " if part.month else ""
    over = f"；银行另外多付 {money_text(part.over_fen)}" if part.over_fen > 0 else ""
    return f"{month}{money_text(part.amount_fen)} {state}{day} {part.tail}".strip() + over
