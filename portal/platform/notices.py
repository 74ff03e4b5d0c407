"""通知: where the platform's program is told of what concerns it, what was sent there, and 「重发」 for what did not arrive."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, words
from portal.fields import Fields
from portal.parts import Question
from portal.platform.looking import ONE
from portal.queries import page_in, turning
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, posted_form, require_step_up
from workflows.people import PLATFORM_ORG
from workflows.platform_endpoints import (
    PAGE_ROWS,
    URL_MAX,
    Delivery,
    deliveries_of,
    drop_endpoint,
    endpoint_of,
    set_endpoint,
)
from workflows.receipts import send_anew
from workflows.transaction import reading

PATH = "/p/api/notices"
STEPPED_UP = Depends(require_step_up)
POSTED = Depends(posted_form)
STATES = {
    "produced": ("doing", "待送"),
    "sent": ("good", "已送"),
    "delivered": ("good", "已送"),
    "failed": ("bad", "失败"),
    "dropped": ("done", "不再需要"),
    "informed": ("done", "已另行通知"),
}
NOT_SENT = {
    "message_not_taken": "notice_not_taken",
    "message_answer_unreadable": "notice_no_answer",
    "message_address_private": "notice_inside",
    "message_address_open": "notice_address",
    "message_address_unusable": "notice_address",
    "message_channel_gone": "notice_no_address",
}
NOT_WANTED = {
    "overtaken": "notice_dropped_moved",
    "period_changed": "notice_dropped_period",
    "period_over": "notice_dropped_late",
    "case_over": "notice_dropped_over",
    "letter_void": "notice_dropped_letter",
}
WHAT_NOW = {"produced": "notice_tried_again", "failed": "notice_send_again"}


def notice_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def notices(request: Request, who: SignedIn = ONE) -> Response:
        return _page(request, who)

    @routes.post(PATH, dependencies=[ONE, STEPPED_UP])
    def set_to(request: Request, who: SignedIn = ONE, form: Fields = POSTED) -> Response:
        desk, url = desk_of(request), form.get("url", "").strip()
        try:
            if not url:
                drop_endpoint(desk, who.username)
                return RedirectResponse(PATH, 303)
            secret = set_endpoint(desk, who.username, url)
        except ClaimsError as fault:
            return _page(request, who, Said("failure", fault.message()), url, 422)
        return _page(request, who, Said("success", "验签的密钥只显示这一次，请立即存好：", secret))

    @routes.post(f"{PATH}/again")
    def again(request: Request, who: SignedIn = ONE, form: Fields = POSTED) -> Response:
        try:
            send_anew(desk_of(request), form.get("message", ""), who.username)
        except ClaimsError as fault:
            return _page(request, who, Said("failure", fault.message()), status=422)
        return RedirectResponse(PATH, 303)

    return routes


def _page(
    request: Request, who: SignedIn, said: Said | None = None, url: str | None = None, status: int = 200
) -> Response:
    desk, platform = desk_of(request), who.actor.org.removeprefix(PLATFORM_ORG)
    page = page_in(request.query_params.get("page", "1"))
    with reading(desk) as connection:
        known = endpoint_of(connection, platform)
        found, total = deliveries_of(connection, platform, page)
    hint = "https 地址；留空就停用。更换地址时换一把验签的密钥。"
    facts = {
        "known": known,
        "asks": Question("url", "通知地址", value=known if url is None else url, hint=hint, maxlength=URL_MAX),
        "rows": [(one, *STATES[one.state], _why(one)) for one in found],
        "failed": "failed",
        "total": total,
        "notices": PATH,
        **turning(PATH, {}, page, total, PAGE_ROWS),
        "said": said,
    }
    return show(request, who, "platform/notices.html", status, **facts)


def _why(one: Delivery) -> str:
    """Why a notice is not there, as the platform's developers read it: the words for officers name our files and commands."""
    if one.state == "dropped":
        return words(NOT_WANTED.get(one.error or "", "notice_dropped"))
    if not one.error or one.state not in WHAT_NOW:
        return ""
    code = one.error.rpartition(": ")[2]
    return words(NOT_SENT.get(code, "notice_not_reached")) + words(WHAT_NOW[one.state])
