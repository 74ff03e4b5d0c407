"""The questions of the three screens on which an accident is reported, with what was answered before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from claims.rules import Rules
from portal.fields import Fields
from portal.parts import Question
from workflows.rider_answers import (
    CARE,
    DIED,
    DOING,
    EARLIER,
    JUST_NOW,
    OTHER,
    PARTS,
    PHONES,
    RELATIONS,
    TODAY,
    UNKNOWN,
    YESTERDAY,
)
from workflows.told_of_order import NOT_TOLD, OTHER_PLATFORM

USUAL = ("美团", "饿了么")  # those for which most of the reports come, in front of the list
LISTS = frozenset({"parts"})
HOURS = (("", "记不清"), *((str(hour), f"{hour} 点") for hour in range(24)))
WHEN = ((JUST_NOW, "刚才"), (TODAY, "今天"), (YESTERDAY, "昨天"), (EARLIER, "更早"))
Asked = list[tuple[str, list[Question]]]


def given_on(names: tuple[str, ...], form: Fields) -> dict[str, Any]:
    """What was answered on a screen, by name."""
    return {name: form.all(name) if name in LISTS else form.get(name, "") for name in names}


def questions(number: int, given: Mapping[str, Any], faults: Mapping[str, str], rules: Rules, today: date) -> Asked:
    """The questions of a screen in groups; a group has a kind by which the page lays it out, and what opens it."""
    if number == 1:
        return _who(given, faults, rules, today)
    return _when(given, faults, today) if number == 2 else _harm(given, faults)


def _who(given: Mapping[str, Any], faults: Mapping[str, str], rules: Rules, today: date) -> Asked:
    listed = [str(name) for name in rules.at("coverage.platforms", today).as_list()]
    first = [name for name in USUAL if name in listed]
    platforms = ((name, name) for name in (*first, *(name for name in listed if name not in USUAL)))
    return [
        ("", [_radio("for_whom", "替谁报", (("self", "我本人"), (OTHER, "我替家人或同事报")), given, faults, "self")]),
        (
            "替别人报的，填这里",
            [
                _text("reporter", "您的姓名", given, faults, autocomplete="name"),
                _radio("relation", "您是受伤的人的", tuple((one, one) for one in RELATIONS), given, faults),
                _radio("phone_of", "下面填的手机号是谁的", tuple(PHONES.items()), given, faults),
            ],
        ),
        ("", [_text("person_name", "受伤的人的姓名", given, faults, hint="和身份证上的一样", autocomplete="off")]),
        ("", [_text("phone", "手机号", given, faults, autocomplete="tel", inputmode="tel", hint="我局打这个电话")]),
        (
            "half",
            [
                _radio(
                    "platform",
                    "在给哪个平台干活",
                    (*platforms, (OTHER, OTHER_PLATFORM), (UNKNOWN, NOT_TOLD)),
                    given,
                    faults,
                )
            ],
        ),
        ("", [_text("platform_other", "其他平台的名称", given, faults, optional=True)]),
    ]


def _when(given: Mapping[str, Any], faults: Mapping[str, str], today: date) -> Asked:
    shown = _as_of(given, today)
    parts = {"year": "年", "month": "月", "day": "日"}
    return [
        ("half", [_radio("when", "哪天受伤的", WHEN, shown, faults)]),
        (
            "选了“更早”的，填这里",
            [_text(name, label, shown, faults, inputmode="numeric") for name, label in parts.items()],
        ),
        ("", [Question("hour", "大约几点", "select", shown.get("hour", ""), choices=HOURS)]),
        ("", [_text("place", "在哪里", shown, faults, hint="路名和旁边的标志，例如 巴川街道 龙门街口")]),
        (
            "half",
            [_radio("doing", "当时正在", tuple((code, said) for code, (said, _) in DOING.items()), shown, faults)],
        ),
        ("", [_text("order_no", "订单号", shown, faults, hint="在平台订单详情里，没有也能报", optional=True)]),
    ]


def _harm(given: Mapping[str, Any], faults: Mapping[str, str]) -> Asked:
    ticked = Question(
        "parts", "伤到哪里（可多选）", "checks", given.get("parts") or [], choices=tuple((one, one) for one in PARTS)
    )
    care = {code: said for code, said in CARE.items() if code != DIED or given.get("for_whom") == OTHER}
    return [
        ("half", [_wrong(ticked, faults)]),
        ("", [_text("course", "怎么受的伤", given, faults, hint="例如：避让行人，刹车时摔倒")]),
        ("", [_radio("care", "去医院了吗", tuple(care.items()), given, faults)]),
        ("", [_text("hospital", "哪家医院", given, faults, optional=True)]),
        ("", [_text("other_party", "对方是谁", given, faults, hint="交通事故才填，例如 车牌号", optional=True)]),
    ]


def _as_of(given: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    """What was answered about the day, as it reads today: what was today yesterday is yesterday now."""
    if not given.get("accident_on"):
        return given
    day = date.fromisoformat(given["accident_on"])
    when = {today: TODAY, today - timedelta(days=1): YESTERDAY}.get(day, EARLIER)
    parts = {"year": day.year, "month": day.month, "day": day.day} if when == EARLIER else {}
    return {**given, "when": when, "year": "", "month": "", "day": "", **parts}


def _radio(
    name: str,
    label: str,
    choices: tuple[tuple[str, str], ...],
    given: Mapping[str, Any],
    faults: Mapping[str, str],
    otherwise: str = "",
) -> Question:
    return _wrong(Question(name, label, "radio", given.get(name) or otherwise, choices=choices), faults)


def _text(name: str, label: str, given: Mapping[str, Any], faults: Mapping[str, str], **more: Any) -> Question:
    return _wrong(Question(name, label, "text", given.get(name, ""), **more), faults)


def _wrong(question: Question, faults: Mapping[str, str]) -> Question:
    return replace(question, error=faults.get(question.name, ""))
