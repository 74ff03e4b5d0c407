"""短信和邮件: on which topics the person wants to be told; and the page of a mail's link, which needs no sign-in.

Looking at the link's page changes nothing, since programs open links before people do; its button, or that of a mail
program (RFC 8058), posts to the same address.
"""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.clock import legal_day, parse_instant
from claims.errors import BadInput, Refused
from notifications.messages.kinds import MESSAGE_KINDS, TOPICS
from portal.fields import Fields
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER
from portal.shell import desk_of
from portal.signed_in import SignedIn, posted_form
from workflows.transaction import reading
from workflows.unsubscribing import PAGE as LINK
from workflows.unsubscribing import Unwanted, Way, read_token, subscribe, unsubscribe, unsubscribed

PATH = "/r/me/messages"
STOP, GO_ON = "stop", "go-on"


@cache
def wanted_message_routes() -> APIRouter:
    """The routes of these pages."""
    routes = APIRouter()

    @routes.get(PATH)
    def wanted(request: Request, who: SignedIn = RIDER) -> Response:
        return _topics(request, who)

    @routes.post(PATH)
    def choose(request: Request, who: SignedIn = RIDER, form: Fields = Depends(posted_form)) -> Response:
        desk, one = desk_of(request), Unwanted(str(who.actor.person_id), form.get("topic", ""))
        try:
            if form.get("do") == GO_ON:
                subscribe(desk, one)
            else:
                unsubscribe(desk, one, Way.PAGE)
        except BadInput as unknown:
            return _topics(request, who, 422, unknown.message())
        return RedirectResponse(PATH, 303)

    @routes.get(LINK + "/{token}")
    def ask(request: Request, token: str) -> Response:
        return _of_link(request, _named(request, token), done=False)

    @routes.post(LINK + "/{token}")
    def stop(request: Request, token: str) -> Response:
        one = _named(request, token)
        unsubscribe(desk_of(request), one, Way.LINK)
        return _of_link(request, one, done=True)

    return routes


def _topics(request: Request, who: SignedIn, status: int = 200, fault: str = "") -> Response:
    person_id = str(who.actor.person_id)
    with reading(desk_of(request)) as connection:
        stopped = unsubscribed(connection, [person_id])
    days = {one.topic: legal_day(parse_instant(since)) for one, since in stopped.items()}
    rows = [(topic, name, _examples(topic), days.get(topic)) for topic, name in TOPICS.items()]
    return rider_page(request, "r/messages.html", status, rows=rows, fault=fault, action=PATH, stop=STOP, go_on=GO_ON)


def _examples(topic: str) -> str:
    """What is told on a topic."""
    return "、".join(kind.name.removeprefix("提醒：") for kind in MESSAGE_KINDS.values() if kind.topic == topic)


def _named(request: Request, token: str) -> Unwanted:
    """Whose link it is. Raises HTTPException 404."""
    desk = desk_of(request)
    with reading(desk) as connection:
        try:
            return read_token(desk, connection, token)
        except Refused as wrong:
            raise HTTPException(404) from wrong


def _of_link(request: Request, one: Unwanted, *, done: bool) -> Response:
    topic = str(one.topic)
    return rider_page(request, "r/unsubscribe.html", topic=TOPICS[topic], told=_examples(topic), done=done, own=PATH)
