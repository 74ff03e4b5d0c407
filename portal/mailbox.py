"""The mailbox of a demonstration: what would have gone out by SMS, mail and interface, for anybody at the screen to read.

A production installation has no such page: there a person reads his own notices when signed in.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from claims.clock import instant_text, minute_text
from claims.masking import masked_phone
from notifications.messages.routes import CHANNEL_NAMES, MOBILE, Channel
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
        found, now = texts_of(desk, IN_THE_HOUSE, to or None), instant_text(desk.instant())
        found.sort(
            key=lambda row: row["created_at"] > now
        )  # what the pilot dates later today is not newer than what came
        shown = [
            {
                "at": minute_text(row["created_at"]),
                "to": row["recipient"],
                "number": masked_phone(row["address"]) if MOBILE.fullmatch(row["address"]) else row["address"],
                "channel": CHANNEL_NAMES[Channel(row["channel"])],
                "text": row["text"],
            }
            for row in found[:SHOWN_MAX]
        ]
        return page(desk, "mailbox.html", shown=shown, total=len(found), to=to)

    return routes
