"""The mailbox of a demonstration: what would have gone out by SMS, mail and interface, for anybody at the screen to read.

A production installation has no such page: there a person reads his own notices when signed in.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from claims.clock import minute_text
from notifications.messages.routes import CHANNEL_NAMES, Channel
from portal.pages import page
from workflows.receipts import texts_of
from workflows.transaction import Desk

SHOWN_MAX = 50
IN_THE_HOUSE = (Channel.MAILBOX, Channel.NOTICE)


def mailbox_routes(desk: Desk) -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get("/mailbox")
    def mailbox(to: str = "") -> Response:
        if desk.production:
            raise HTTPException(404)
        found = texts_of(desk, IN_THE_HOUSE, to or None)
        shown = [
            {
                "at": minute_text(row["created_at"]),
                "to": row["recipient"],
                "channel": CHANNEL_NAMES[Channel(row["channel"])],
                "text": row["text"],
            }
            for row in found[:SHOWN_MAX]
        ]
        return page(desk, "mailbox.html", shown=shown, total=len(found), to=to)

    return routes
