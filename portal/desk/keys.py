"""按键: which keys there are, and switching them off; rows closer together. Both are kept in this browser."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.cookies import give_choice
from portal.fields import Fields
from portal.navigation import READERS
from portal.shell import CLOSE_ROWS, NO_KEYS, show
from portal.signed_in import SignedIn, of_roles, posted_form

PATH = "/desk/keys"
KEYS = (
    ("/", "到搜索框"), ("g d", "今日工作台"), ("g a", "审批"), ("g p", "支付"), ("j", "下一行"), ("k", "上一行"),
    ("Enter", "打开这一行"), ("e", "案件的材料"), ("t", "案件的时间线"), ("[", "上一页"), ("]", "下一页"), ("?", "这一页"),
)  # fmt: skip


def key_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()
    reader = Depends(of_roles(*READERS))

    @routes.get(PATH)
    def listed(request: Request, who: SignedIn = reader) -> Response:
        return show(request, who, "desk/keys.html", keys=KEYS, action=PATH)

    @routes.post(PATH)
    async def chosen(request: Request, who: SignedIn = reader, form: Fields = Depends(posted_form)) -> Response:
        answer = RedirectResponse(PATH, 303)
        for name, is_on in ((NO_KEYS, form.get("keys") != "1"), (CLOSE_ROWS, form.get("close") == "1")):
            give_choice(answer, request, name, is_on=is_on)
        return answer

    return routes
