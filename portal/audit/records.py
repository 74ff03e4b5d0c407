"""参数史 and 访问记录: the values of the law on a day with their history, and who looked at what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.clock import SHANGHAI, instant_text
from portal.admin.emergency import STATES
from portal.audit.room import AUDITOR, enter
from portal.desk.rules import TOPICS
from portal.parts import Question
from portal.queries import address, day_in, page_in, turning
from portal.shell import told_unread
from portal.signed_in import SignedIn
from workflows.access_log import Access, Filters, reads
from workflows.access_words import looked_at
from workflows.emergency_looks import looks

RULES, ACCESS = "/audit/rules", "/audit/access"
ROWS = 100
WHAT = {
    Access.CASE: "案件", Access.LETTER: "文书", Access.FILE: "材料文件", Access.SEARCH: "搜索", Access.EXPORT: "导出",
    Access.UNMASK: "显示个人信息",
}  # fmt: skip
TEXT_MAX = 64
EMERGENCIES_SHOWN = 20
ONE_DAY = timedelta(days=1)


def record_routes() -> APIRouter:
    """The routes of both pages."""
    routes = APIRouter()

    @routes.get(RULES)
    def rules(request: Request, page: str = "1", who: SignedIn = AUDITOR) -> Response:
        room, asked = enter(request, who), _asked(request, ("at", "topic", "words"))
        at = day_in(asked["at"]) or room.desk.today()
        every = room.desk.rules.values()
        keys = dict.fromkeys(value.key for value in every)
        found = [value for value in (room.desk.rules.find(key, at) for key in keys) if value is not None]
        topics = sorted({value.key.partition(".")[0] for value in every})
        chosen = [
            value for value in found
            if (not asked["topic"] or value.key.partition(".")[0] == asked["topic"])
            and (not asked["words"] or asked["words"] in value.label or asked["words"] in value.key)
        ]  # fmt: skip
        number = page_in(page)
        shown = chosen[(number - 1) * ROWS : number * ROWS]
        return room.page(
            "audit/rules.html",
            said=told_unread(asked, {"at": "哪一天"}) or room.told,
            at=at,
            total=len(chosen),
            unconfirmed_count=sum(value.unconfirmed for value in chosen),
            shown=[(value, room.desk.rules.history(value.key)) for value in shown],
            asks=_asks(asked, at, {one: TOPICS[one] for one in topics}),
            **turning(RULES, {**asked, "at": str(at)}, number, len(chosen), ROWS),
        )

    @routes.get(ACCESS)
    def access(request: Request, page: str = "1", who: SignedIn = AUDITOR) -> Response:
        room, asked = enter(request, who), _asked(request, ("user", "what", "case", "from", "to"))
        if asked["what"] and asked["what"] not in set(Access):
            raise HTTPException(404)
        filters = Filters(
            username=asked["user"] or None,
            what=Access(asked["what"]) if asked["what"] else None,
            claim_no=asked["case"] or None,
            from_at=_begin(day_in(asked["from"])),
            before_at=_begin(day_in(asked["to"]), ONE_DAY),
            closed=room.closed(),
        )
        number = page_in(page)
        found = reads(room.desk, filters, ROWS + 1, (number - 1) * ROWS)
        return room.page(
            "audit/access.html",
            found=found[:ROWS],
            emergencies=[(one, *STATES[one.state]) for one in looks(room.desk, EMERGENCIES_SHOWN, room.who.actor)],
            what=WHAT,
            looked_at=looked_at,
            asks=[
                Question("user", "账号", "text", asked["user"], maxlength=TEXT_MAX),
                Question("what", "看了什么", "select", asked["what"],
                         choices=(("", "全部"), *((str(code), text) for code, text in WHAT.items()))),
                Question("case", "案号", "text", asked["case"], maxlength=TEXT_MAX),
                Question("from", "自", "date", asked["from"]),
                Question("to", "至", "date", asked["to"]),
            ],
            before=address(ACCESS, asked, page=number - 1) if number > 1 else "",
            after=address(ACCESS, asked, page=number + 1) if len(found) > ROWS else "",
        )  # fmt: skip

    return routes


def _asks(asked: Mapping[str, str], at: date, topics: Mapping[str, str]) -> list[Question]:
    """The filter of the values."""
    every = (("", "全部"), *topics.items())
    return [
        Question("at", "哪一天有效的值", "date", str(at)),
        Question("topic", "主题", "select", asked["topic"], choices=every),
        Question("words", "名称", "text", asked["words"], maxlength=TEXT_MAX),
    ]


def _asked(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    return {name: request.query_params.get(name, "").strip()[:TEXT_MAX].replace("\0", "") for name in names}


def _begin(day: date | None, later: timedelta = timedelta()) -> str | None:
    """The first instant of a day, or of the one after it, as stored."""
    return None if day is None else instant_text(datetime.combine(day + later, time(), SHANGHAI))
