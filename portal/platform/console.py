"""接口: the keys of the platform's programs, shown once when made, and what was asked under them."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, known_code, wording
from portal.api.application import PLACE
from portal.fields import Fields
from portal.parts import Question
from portal.platform.looking import ONE
from portal.queries import page_in, turning
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, posted_form, require_step_up
from workflows.api_calls import PAGE_ROWS, calls_of
from workflows.api_keys import SCOPES, SLOTS, make_key, revoke_key
from workflows.api_keys import keys_of as keys_of_platform
from workflows.people import PLATFORM_ORG
from workflows.transaction import reading

PATH = "/p/api"
KINDS = 2  # keys that count, and those of the sandbox
STEPPED_UP = Depends(require_step_up)
POSTED = Depends(posted_form)


def console_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def console(request: Request, who: SignedIn = ONE) -> Response:
        return _page(request, who)

    @routes.post(f"{PATH}/keys", dependencies=[ONE, STEPPED_UP])
    def make(request: Request, who: SignedIn = ONE, form: Fields = POSTED) -> Response:
        desk = desk_of(request)
        networks = [line for line in form.get("networks", "").splitlines() if line.strip()]
        try:
            given = make_key(
                desk, who.username, who.username, form.all("scopes"), networks, sandbox=bool(form.get("sandbox"))
            )
        except ClaimsError as fault:
            return _page(request, who, Said("failure", fault.message()), form, 422)
        # A secret is told on the answer itself: kept for a page after it, it would lie somewhere to be read.
        return _page(request, who, Said("success", "新密钥只显示这一次，请立即存好：", f"{given.id} {given.secret}"))

    @routes.post(f"{PATH}/keys/{{key_id}}/revoke", dependencies=[ONE, STEPPED_UP])
    def revoke(request: Request, key_id: str, who: SignedIn = ONE, _form: Fields = POSTED) -> Response:
        try:
            revoke_key(desk_of(request), who.username, key_id)
        except ClaimsError as fault:
            return _page(request, who, Said("failure", fault.message()), status=422)
        return RedirectResponse(PATH, 303)

    return routes


def _page(
    request: Request, who: SignedIn, said: Said | None = None, form: Fields | None = None, status: int = 200
) -> Response:
    desk, platform = desk_of(request), who.actor.org.removeprefix(PLATFORM_ORG)
    page, asked = page_in(request.query_params.get("page", "1")), request.query_params.get("request", "").strip()[:64]
    with reading(desk) as connection:
        keys = keys_of_platform(connection, platform)
        calls, total = calls_of(connection, platform, page, asked)
    ticked = form.all("scopes") if form is not None else list(SCOPES)
    facts = {
        "keys": keys,
        "has_room": sum(one.revoked_at is None for one in keys) < KINDS * len(SLOTS),
        "tried": {one.id for one in keys if one.sandbox},
        "scopes": SCOPES,
        "asks": [
            Question("scopes", "这把密钥可以办", "checks", ticked, choices=tuple(SCOPES.items())),
            Question(
                "networks", "只从这些网络地址有效", "long", form.get("networks", "") if form else "",
                hint="一行一个 IP 地址或者网段；不写是不限", optional=True, rows=2,
            ),
            Question(
                "sandbox", "沙箱密钥：照样核对、照样回答，什么也不保存", "tick", form.get("sandbox", "") if form else "",
                optional=True,
            ),
        ],
        "calls": [(one, wording(one.code) if one.code and known_code(one.code) else "") for one in calls],
        "total": total,
        "find": Question("request", "X-Request-Id", value=asked, maxlength=64),
        "path": PATH,
        "api": PLACE,
        **turning(PATH, {"request": asked}, page, total, PAGE_ROWS),
        "said": said,
    }  # fmt: skip
    return show(request, who, "platform/console.html", status, **facts)
