"""通知: the messages that went to the person, by whichever way, with their words; codes are not shown again."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from notifications.messages.kinds import MESSAGE_KINDS
from portal.days import instant_shown
from portal.queries import page_in
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER
from portal.shell import desk_of
from portal.signed_in import SignedIn
from workflows.rider_notices import notices_of

PATH = "/r/notices"
ROWS = 20


def notice_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def notices(request: Request, page: str = "", who: SignedIn = RIDER) -> Response:
        at = page_in(page)
        rows = notices_of(desk_of(request), str(who.actor.person_id), ROWS + 1, (at - 1) * ROWS)
        shown = [
            (MESSAGE_KINDS[one.kind].name, one.text, instant_shown(one.at), one.claim_no or "", one.given_up)
            for one in rows[:ROWS]
        ]
        return rider_page(request, "r/notices.html", notices=shown, page=at, more=len(rows) > ROWS)

    return routes
