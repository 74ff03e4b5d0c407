"""The help pages: where each stands, what it is called, what it is about, and what it takes from the rules of the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from claims.coverage import Route, other_routes
from notifications.kinds import letter_kind
from portal.help.figures import figure
from portal.help.money import items
from portal.help.papers import papers
from portal.help.steps import stages
from portal.help.texts import help_texts
from portal.help.ways import matters
from portal.rider.letters import plain_words
from workflows.transaction import Desk

COVERED = "covered"
Facts = Mapping[str, Any]


def _nothing(_desk: Desk) -> Facts:
    return {}


def _steps(desk: Desk) -> Facts:
    return {"stages": stages(desk.rules, desk.today())}


def _papers(desk: Desk) -> Facts:
    return {"lists": papers(desk.rules, desk.today())}


def _money(desk: Desk) -> Facts:
    return {"items": items(desk.rules)}


def _letters(_desk: Desk) -> Facts:
    return {"letters": [(letter_kind(kind).name, told) for kind, told in plain_words().items()]}


def _ways(desk: Desk) -> Facts:
    return {"matters": matters(desk.rules, desk.today())}


def _others(desk: Desk) -> Facts:
    organ = desk.rules.at("letters.bureau.gongshang_organ", desk.today())
    scope = desk.rules.at("coverage.scope", desk.today())
    routes = (Route.WORK_INJURY, Route.CIVIL_OR_INSURANCE)
    ways = dict.fromkeys(way for route in routes for way in other_routes(route, desk.today(), desk.rules))
    return {"ways": list(ways), "organ": organ, "scope": scope}


def _kept(desk: Desk) -> Facts:
    return {"kept": figure(desk.rules, "limits.retention", desk.today())}


def _words(_desk: Desk) -> Facts:
    return {"words": [(one["say"], one["law"]) for one in help_texts()["word"]]}


@dataclass(frozen=True, slots=True)
class Topic:
    """A page: its place in the address and its template, its title, what it is about in a line, and its facts."""

    place: str
    title: str
    about: str
    facts: Callable[[Desk], Facts] = _nothing


TOPICS = (
    Topic("report", "怎样报案", "先打急救电话，再报案；不收费。"),
    Topic(COVERED, "我在不在保障范围", "选平台、省份、日期，看走哪条路。"),
    Topic("papers", "要准备什么材料", "每种材料为什么要，到哪里拿。", _papers),
    Topic("steps", "每一步多久", "谁办、几天内办、从哪天算。", _steps),
    Topic("money", "待遇怎么算", "有哪些钱，怎么算，举例。", _money),
    Topic("letters", "收到信怎么看", "每种信说什么，要您做什么。", _letters),
    Topic("disagree", "不同意怎么办", "走哪条路，去哪里，最晚多久。", _ways),
    Topic("e-service", "电子送达", "信送到手机上，是什么意思。"),
    Topic("family", "我是家属", "家人能办什么，能看到什么。"),
    Topic("other-ways", "走别的路", "工伤保险、劳动关系、民事赔偿、商业保险。", _others),
    Topic("privacy", "个人信息保护", "存什么，谁能看，您有什么权利。", _kept),
    Topic("accessibility", "无障碍说明和大字版", "看不清、按不准、没有鼠标，怎么用。"),
    Topic("words", "词语对照", "我们说的话，和信里的词。", _words),
)
