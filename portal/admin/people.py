"""人员与岗位: the sign-ins of others; giving a password, taking away codes, unlocking, signing out. Each asks again who it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import ClaimsError, words
from portal.admin.post_form import ORGS
from portal.fields import Fields
from portal.parts import Question
from portal.queries import page_in, turning
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, of_roles, posted_form, require_step_up
from workflows.account_list import PAGE_ROWS, account, accounts, admin_acts
from workflows.roles import Role
from workflows.sign_in_office import Help, Helped, close_account, end_all_sessions, unlock
from workflows.sign_in_requests import help_sign_in
from workflows.transaction import Desk, reading

ADMINISTRATOR = Depends(of_roles(Role.ADMINISTRATOR))
PATH = "/admin/people"
# What is done to a sign-in: its verb, what it brings about, and what is said when it is done.
ACTS: dict[str, tuple[str, str, str]] = {
    "unlock": ("解除锁定", "五次没有填对会锁定 15 分钟；急用时解锁。", "可以再试了。"),
    "sign-out": ("退出全部登录", "在所有电脑上的登录立即结束。", "全部登录已退出。"),
    "totp": (
        "停用动态验证码", "手机丢了时用；本人下次登录时重新启用，现有登录立即结束。本局的账号另一人同意以后才办。",
        "动态验证码已停用，现有登录已结束。",
    ),
    "password": (
        "给新密码", "随机生成，只显示一次，第一次登录必须改掉；现有登录立即结束。本局的账号另一人同意以后，密码显示给同意的人。",
        "新密码只显示这一次，请当面交给本人：",
    ),
    "close": (
        "停用账号", "岗位到今天为止，密码、验证码和统一身份认证的关联立即失效；办过的事和记录都留着。", "账号已停用。",
    ),
}  # fmt: skip
Doing = Callable[[Desk, str, str, datetime], object]
DOING: dict[str, Doing] = {
    "unlock": unlock,
    "sign-out": end_all_sessions,
    "close": close_account,
}
HELPED = {"totp": Help.TOTP, "password": Help.PASSWORD}


def people_routes() -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter()

    @routes.get(PATH)
    def people(request: Request, who: SignedIn = ADMINISTRATOR) -> Response:
        return show(request, who, "admin/people.html", **_list(request))

    @routes.get(f"{PATH}/{{username}}")
    def one(request: Request, username: str, who: SignedIn = ADMINISTRATOR) -> Response:
        return _page(request, who, username)

    @routes.post(f"{PATH}/{{username}}/{{act}}", dependencies=[ADMINISTRATOR, Depends(require_step_up)])
    def do(
        request: Request, username: str, act: str, who: SignedIn = ADMINISTRATOR, _form: Fields = Depends(posted_form)
    ) -> Response:
        if act not in ACTS:
            raise HTTPException(404)
        desk = desk_of(request)
        try:
            said = _done(desk, who.username, username, act)
        except ClaimsError as fault:
            return _page(request, who, username, Said("failure", fault.message()), 422)
        return _page(request, who, username, said)

    return routes


def _done(desk: Desk, by: str, username: str, act: str) -> Said:
    """Do it, or ask for it. A password is told on the answer itself: kept for a page after it, it would lie somewhere."""
    if act in HELPED:
        given = help_sign_in(desk, HELPED[act], Helped(username, by, desk.instant()))
        if given is None:
            return Said("success", words("sign_in_asked_done"))
        return Said("success", ACTS[act][2], given)
    DOING[act](desk, by, username, desk.instant())
    return Said("success", ACTS[act][2])


def _list(request: Request) -> dict[str, Any]:
    desk, page = desk_of(request), page_in(request.query_params.get("page", "1"))
    asked = request.query_params.get("find", "").strip()[:40]
    with reading(desk) as connection:
        found, total = accounts(connection, desk.instant(), asked, page)
    return {
        "people": found,
        "total": total,
        "orgs": ORGS,
        "find": Question("find", "姓名或登录名", value=asked, maxlength=40),
        "asked": asked,
        **turning(PATH, {"find": asked}, page, total, PAGE_ROWS),
    }


def _page(request: Request, who: SignedIn, username: str, said: Said | None = None, status: int = 200) -> Response:
    desk = desk_of(request)
    with reading(desk) as connection:
        found = account(connection, desk.instant(), username)
        told, total = admin_acts(connection, 1, username)
    if found is None:
        raise HTTPException(404)
    facts = {"one": found, "orgs": ORGS, "acts": ACTS, "told": told, "total": total, "said": said, "base": PATH}
    return show(request, who, "admin/person.html", status, **facts)
