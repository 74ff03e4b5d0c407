"""办好了: what an act changed, which letters it made, which periods began, and who comes next. It stays as a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from portal.days import instant_shown
from portal.desk.acting import done_facts
from portal.desk.looking import look_at
from portal.navigation import READERS
from portal.shell import Said, show
from portal.signed_in import SignedIn, of_roles


def done_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get("/desk/cases/{no}/done")
    def done(request: Request, no: str, event: str = "", who: SignedIn = Depends(of_roles(*READERS))) -> Response:
        look = look_at(request, who, no)
        told = done_facts(look, event)
        events = told["events"]
        first = events[0]
        mark = "，".join(f"{one['name']} {one['number']}" for one in told["letters"])
        return show(
            request,
            who,
            "desk/case/done.html",
            **{
                **look.facts,
                "said": Said("success", f"已办理：{_what(first)}。", f"{mark}已取号。" if mark else ""),
                "events": events,
                "letters": told["letters"],
                "state_label": told["state_label"],
                "at": instant_shown(first["recorded_at"]),
                "started": told["started"],
            },
        )

    return routes


def _what(event: Mapping[str, Any]) -> str:
    """An event with the thing that it was on."""
    return f"{event['label']}：{event['about']}" if event["about"] else str(event["label"])
