"""Every component in every state on one page, to be looked at; a demonstration has it, a production installation does not."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.calendar import Unit, WorkingCalendar
from portal.lights import Light, Term, light_of
from portal.parts import Act, Chip, Happening, Link, MoneyRow, Question, Step
from portal.shell import Said, desk_of, show
from portal.wording import state_words
from workflows.machines import MACHINES

SAID = tuple(
    Said(kind, f"这是一条{name}", "第二行说接下来怎么办。")
    for kind, name in (("info", "说明"), ("warning", "提醒"), ("failure", "失败"), ("success", "成功"))
)
STAGES = ("报案", "申请受理", "调查确认", "劳动能力鉴定", "待遇核定", "支付")


@cache
def gallery_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get("/gallery")
    def gallery(request: Request) -> Response:
        desk = desk_of(request)
        if desk.production:
            raise HTTPException(404)
        return show(
            request,
            None,
            "gallery.html",
            banners=SAID,
            states=[(machine, state) for machine in MACHINES.values() for state in machine.states],
            lights=_lights(desk.calendar, desk.today()),
            steps=[Step(name, state) for name, state in zip(STAGES, _states(), strict=True)],
            questions=_questions(),
            filters=_filters(),
            wrong=[(one.name, one.error) for one in _questions() if one.error],
            happenings=_happenings(),
            acts=[Act("#", "受理", primary=True), Act("#", "发补正告知书…"), Act("#", "不予受理…")],
            blocked=[Act("#", "提交复核", reasons=("您是本案初审人，不能再复核。",), cure="看可以办理的人")],
            rows=_rows(),
            chips=[Chip("平台", "测试平台", "#"), Chip("状态", "已受理", "#")],
        )

    return routes


def _lights(calendar: WorkingCalendar, today: date) -> list[Light]:
    """One of each lamp."""
    working, plain = Unit.WORKING, Unit.CALENDAR
    terms = (
        Term(today + timedelta(60), working),
        Term(today + timedelta(20), plain, warned=True),
        Term(today, working),
        Term(today + timedelta(1), plain),
        Term(today - timedelta(5), working),
        Term(today + timedelta(9), working, "paused", left_days=9),
        Term(today + timedelta(90), working, provisional=True),
        Term(today, working, "met", closed_on=today - timedelta(9)),
        Term(today - timedelta(9), plain, "late", closed_on=today),
    )
    return [light_of(term, calendar, today) for term in terms]


def _states() -> tuple[str, ...]:
    return ("done", "done", "now", "later", "later", "skipped")


def _questions() -> tuple[Question, ...]:
    choices = (("yes", "确认"), ("no", "不予确认"))
    return (
        Question("name", "姓名", value="合成人员01", autocomplete="name"),
        Question(
            "phone", "手机号", hint="我们要给您打电话", error="手机号应是 11 位数字，例如 138 1234 5678", value="138"
        ),
        Question("day", "受伤日期", "date"),
        Question("sum", "金额", "yuan", "1,300.00", optional=True),
        Question("kind", "结论", "radio", "yes", choices=choices),
        Question("parts", "受伤部位", "checks", ("hand",), choices=(("hand", "手"), ("foot", "脚"))),
        Question("why", "理由", "long", rows=3),
        Question("platform", "平台", "select", choices=(("", "请选择"), ("a", "测试平台"))),
        Question("papers", "材料", "files", hint="照片或者 PDF，每份不超过 15 MB"),
        Question("sure", "以上是我知道的真实情况", "tick", error="请勾选“以上是我知道的真实情况”再提交"),
    )


def _filters() -> tuple[Question, ...]:
    platforms = (("", "全部"), ("a", "测试平台"))
    return (Question("only", "平台", "select", choices=platforms), Question("from", "自", "date"))


def _happenings() -> tuple[Happening, ...]:
    texts = (
        ("作出职业伤害确认结论", "decision"),
        ("提交复核被拒绝：您是本案初审人", "refused"),
        ("期限扫描：黄灯", "clock"),
    )
    when = ("2026-04-28T02:00:00.000000Z", "2026年4月28日 10:00")
    return tuple(
        Happening(what, "赵审批（审批岗）", *when, kind, "2026-04-28", (Link("铜人社职认〔2026〕1号", "#"),))
        for what, kind in texts
    )


def _rows() -> tuple[MoneyRow, ...]:
    lines = ("基数 5,425 元/月 × 7 个月 = 37,975.00 元", "计发基数：2024 年", "《工伤保险条例》第三十七条第一项")
    said = [state_words("award_item", state) for state in ("effective", "refused")]
    lump, work = said
    return (
        MoneyRow("一次性伤残补助金", lines, None, 3797500, 3797500, 0, lump.officer, lump.tag, "#", "", True),
        MoneyRow("一次性伤残就业补助金", ("不属于职业伤害待遇项目",), None, 0, 0, 0, work.officer, work.tag),
    )
