"""参数: the values of the law with what they rest on, each with its history and open cases; a change is proposed here."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, words
from claims.rules import Rules, Value
from portal.fields import Fields
from portal.file_form import WithFile, read_with_file
from portal.parts import Chip, Question
from portal.queries import address, page_in, turning
from portal.rule_forms import CONFIRM, SET, propose_by_form, rule_faults, rule_questions
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, check_form, of_roles
from workflows.roles import OFFICERS
from workflows.rule_board import holds_any
from workflows.rule_documents import Paper
from workflows.rule_proposals import PROPOSES
from workflows.rule_reach import reach
from workflows.sight import closed_cases
from workflows.transaction import reading

READER = Depends(of_roles(*OFFICERS))
RULES = "/desk/rules"
PARAMS, CHANGES = RULES + "/params", RULES + "/changes"
TABS = ((PARAMS, "参数"), (RULES + "/calendar", "日历"), (CHANGES, "改动"))
PAGE_ROWS = 50
CASES_SHOWN = 50
WORDS_MAX = 40
TOPICS = {
    "appraisal": "劳动能力鉴定", "approvals": "审核与权限", "areas": "仲裁片区", "audit": "审计", "bank": "银行文件",
    "benefits": "待遇标准", "calendar": "放假调休", "coverage": "参保范围", "criteria": "确认情形", "fund": "基金账务",
    "invoices": "票据审核", "laws": "法律名称", "letters": "文书与机关", "limits": "期限", "messages": "消息",
    "monthly": "按月待遇", "papers": "可以要求的材料", "payees": "收款账户", "required_papers": "必备材料", "rungs": "提醒梯级",
    "uploads": "上传", "wages": "工资与收入",
}  # fmt: skip


def rule_routes() -> APIRouter:
    """The routes of the values."""
    routes = APIRouter()

    @routes.get(RULES)
    def front(_who: SignedIn = READER) -> Response:
        return RedirectResponse(PARAMS, 303)

    @routes.get(PARAMS)
    def params(request: Request, page: str = "1", who: SignedIn = READER) -> Response:
        return _list(request, who, page_in(page))

    @routes.get(PARAMS + "/{key}")
    def one(request: Request, key: str, act: str = "", version: str = "", who: SignedIn = READER) -> Response:
        return _one(request, who, key, Fields([("act", act), ("version", version)]))

    @routes.post(PARAMS + "/{key}")
    async def propose(request: Request, key: str, who: SignedIn = READER) -> Response:
        sent = await read_with_file(request)
        check_form(request, who, sent.fields)
        return await run_in_threadpool(_proposed, request, who, key, sent)

    return routes


def _list(request: Request, who: SignedIn, page: int) -> Response:
    desk, asked = desk_of(request), _asked(request)
    now = [value for key in _keys(desk.rules) if (value := desk.rules.find(key, desk.today())) is not None]
    found = [value for value in now if _wanted(value, asked)]
    marked = [value for value in now if value.unconfirmed]
    with reading(desk) as connection:
        by_version = reach(connection, desk.rules)
    touched = frozenset[str]().union(*(by_version.get(value.version, frozenset()) for value in marked))
    rows = found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    facts = {
        "rows": [(value, len(by_version.get(value.version, ()))) for value in rows],
        "total": len(found),
        "top": f"待核参数 {len(marked)} 项，影响在办案件 {len(touched)} 件",
        "tabs": TABS,
        "fields": _questions(desk.rules, asked),
        "chips": _chips(asked),
        **turning(PARAMS, asked, page, len(found), PAGE_ROWS),
    }
    return show(request, who, "desk/rules/params.html", **facts)


def _keys(rules: Rules) -> list[str]:
    return list(dict.fromkeys(value.key for value in rules.values()))


def _asked(request: Request) -> dict[str, str]:
    given = {name: request.query_params.get(name, "").strip()[:WORDS_MAX] for name in ("topic", "only", "words")}
    return given | {"only": "1" if given["only"] else ""}


def _wanted(value: Value, asked: dict[str, str]) -> bool:
    of_topic = asked["topic"] not in TOPICS or value.key.partition(".")[0] == asked["topic"]
    of_words = asked["words"] in value.label or asked["words"] in value.key
    return of_topic and of_words and (value.unconfirmed or not asked["only"])


def _questions(rules: Rules, asked: dict[str, str]) -> list[Question]:
    topics = dict.fromkeys(key.partition(".")[0] for key in _keys(rules))
    choices = (("", "全部"), *((topic, TOPICS.get(topic, topic)) for topic in topics))
    return [
        Question("topic", "主题", "select", asked["topic"], choices=choices),
        Question("words", "名称", "text", asked["words"], maxlength=WORDS_MAX),
        Question("only", "只看待核", "tick", asked["only"]),
    ]


def _chips(asked: dict[str, str]) -> list[Chip]:
    shown = {
        "topic": TOPICS.get(asked["topic"], ""),
        "words": asked["words"],
        "only": "只看待核" if asked["only"] else "",
    }
    labels = {"topic": "主题", "words": "名称", "only": "标记"}
    return [Chip(labels[name], text, address(PARAMS, asked, **{name: None})) for name, text in shown.items() if text]


def _one(
    request: Request,
    who: SignedIn,
    key: str,
    form: Fields,
    status: int = 200,
    said: Said | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    desk = desk_of(request)
    history = sorted(desk.rules.history(key), key=lambda value: value.effective_from, reverse=True)
    if not history:
        raise HTTPException(404)
    with reading(desk) as connection:
        by_version = reach(connection, desk.rules)
        may = holds_any(connection, desk, who.username, PROPOSES)
        closed = closed_cases(connection, who.actor, desk.today())
    cases = sorted({no for value in history for no in by_version.get(value.version, ())} - closed)
    told = faults or {}
    facts = {
        "key": key,
        "standing": desk.rules.find(key, desk.today()),
        "history": history,
        "cases": cases[:CASES_SHOWN],
        "cases_all": len(cases),
        "acts": _acts(key, history) if may else [],
        "questions": rule_questions(form, history, desk.today(), told) if may else [],
        "form": form,
        "tabs": TABS,
        "here": PARAMS,
        "said": said,
    }
    return show(request, who, "desk/rules/param.html", status, errors=list(told.items()), **facts)


def _acts(key: str, history: list[Value]) -> list[tuple[str, str]]:
    """What may be proposed of a value: its confirmation, version by version, and a new value where the bureau may set one."""
    base = f"{PARAMS}/{key}"
    acts = [
        (address(base, {"act": CONFIRM, "version": value.version}), f"由局确认 {value.effective_from} 起的值")
        for value in history
        if value.unconfirmed
    ]
    return [*acts, (address(base, {"act": SET}), "公布新值")] if history[0].local else acts


def _proposed(request: Request, who: SignedIn, key: str, sent: WithFile) -> Response:
    desk, form = desk_of(request), sent.fields
    faults = rule_faults(form, sent)
    if faults:
        return _one(request, who, key, form, 422, None, faults)
    try:
        number = propose_by_form(desk, who.username, key, form, Paper(sent.name, sent.content))
    except ClaimsError as fault:
        said = Said("failure", fault.message(), words("rule_file_again"))
        return _one(request, who, key, form, 422, said)
    return RedirectResponse(address(f"{CHANGES}/{number}", {"done": "proposed"}), 303)


def shared(here: str) -> dict[str, Any]:
    """What the pages of this column share: its tabs and which of them the page is."""
    return {"tabs": TABS, "here": here}
