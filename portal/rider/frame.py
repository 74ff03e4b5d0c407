"""What every page for injured persons has around it: the house, the size of its letters, whom to ring, the bar below."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from portal.days import day_text
from portal.english import wants_english
from portal.shell import BIG, Who, desk_of, environment, house_of, phone_of, visitor


def rider_page(request: Request, name: str, status: int = 200, /, **facts: Any) -> HTMLResponse:
    """The page of a template for injured persons; `errors` are pairs of field and sentence.

    With `reporter` there is no bar: its pages are not there for who only reported for another.
    """
    return HTMLResponse(
        environment().get_template(name).render({**_around(request, visitor(request)), **facts}), status
    )


def _around(request: Request, who: Who | None) -> dict[str, Any]:
    desk, path = desk_of(request), request.url.path
    return {
        "who": who,
        "house": house_of(desk),
        "phone": phone_of(desk),
        "production": desk.production,
        "demo_day": day_text(desk.demo_day, weekday=False) if desk.demo_day else "",
        "big": request.cookies.get(BIG) == "1",
        "english": wants_english(request),
        "here": path,
        "reporter": False,
        "errors": (),
    }
