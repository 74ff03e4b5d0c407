"""What an injured person, or somebody for him, answers when reporting without a sign-in: read screen by screen.

Nothing is asked that a person with a broken arm does not know: who, when and where, how he is hurt. What is missing is
asked later; an answer that cannot be read says so in its own words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from claims.clock import SHANGHAI, legal_day
from claims.digits import whole_number
from claims.errors import words
from claims.rules import Rules
from notifications.messages.routes import mobile
from workflows.import_columns import LONGEST_TEXT
from workflows.person_index import REPORTER, normal_phone
from workflows.told_of_order import NOT_TOLD

Answers = dict[str, Any]
Faults = dict[str, str]
OTHER, UNKNOWN, INJURED = "other", "unknown", "injured"
TODAY, YESTERDAY, EARLIER, JUST_NOW = "today", "yesterday", "earlier", "now"
DOING = {
    "delivering": ("送单路上", "delivering"),
    "fetching": ("取单路上", "accepted"),
    "loading": ("装卸货物", "picked_up"),
    "home": ("收工回家", "commuting"),
    "waiting": ("等单", "waiting"),
    OTHER: ("其他", "unknown"),
    UNKNOWN: (NOT_TOLD, "unknown"),
}
HOURS = range(24)
PARTS = ("头", "颈", "手", "臂", "胸背", "腰", "腿", "脚", "其他")
DIED = "died"  # what only somebody else can answer
CARE = {"went": "已经去医院", "will": "准备去", "not": "没去", DIED: "人已经去世"}
PHONES = {INJURED: "受伤的人的", REPORTER: "我自己的"}
RELATIONS = ("家人", "同事", "其他")
NO_LETTER = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "So", "Sk"})  # pictures and the like, which no letter could print


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: its title, the names of its questions, and how what was given is read at an instant."""

    title: str
    names: tuple[str, ...]
    read: Callable[[Mapping[str, Any], datetime, Rules], tuple[Answers, Faults]]


def clean(given: object, longest: int = LONGEST_TEXT) -> str:
    """A typed text in one form, without what no letter could print, and no longer than a letter can bear."""
    kept = "".join(
        " " if one.isspace() else one
        for one in unicodedata.normalize("NFC", str(given or ""))
        if one.isspace() or unicodedata.category(one) not in NO_LETTER
    )
    return " ".join(kept.split())[:longest]


def read_phone(given: object) -> tuple[str, str]:
    """The eleven digits of a telephone, and the sentence that says what is wrong with it."""
    digits = normal_phone(str(given or ""))
    if not digits:
        return "", words("rider_phone_empty")
    return digits[:20], "" if mobile(digits) else words("rider_phone")


def _who(given: Mapping[str, Any], _now: datetime, _rules: Rules) -> tuple[Answers, Faults]:
    phone, wrong = read_phone(given.get("phone"))
    answers: Answers = {
        "for_whom": OTHER if given.get("for_whom") == OTHER else "self",
        "person_name": clean(given.get("person_name"), 40),
        "phone": phone,
        "platform": clean(given.get("platform"), 40),
        "platform_other": clean(given.get("platform_other"), 40),
        "reporter": clean(given.get("reporter"), 40),
        "relation": given.get("relation") if given.get("relation") in RELATIONS else "",
    }
    answers["phone_of"] = _whose(given) if answers["for_whom"] == OTHER else ""
    faults = {"phone": wrong} if wrong else {}
    if not answers["person_name"]:
        faults["person_name"] = words("rider_name_empty")
    if answers["for_whom"] == OTHER and not answers["reporter"]:
        faults["reporter"] = words("rider_reporter_empty")
    if answers["for_whom"] == OTHER and not answers["phone_of"]:
        faults["phone_of"] = words("rider_phone_of_empty")
    if not answers["platform"] or (answers["platform"] == OTHER and not answers["platform_other"]):
        faults["platform_other" if answers["platform"] else "platform"] = words("rider_platform_empty")
    return answers, faults


def _whose(given: Mapping[str, Any]) -> str:
    """Whose the telephone is, where somebody reports for another."""
    whose = str(given.get("phone_of") or "")
    return whose if whose in PHONES else ""


def _when(given: Mapping[str, Any], now: datetime, rules: Rules) -> tuple[Answers, Faults]:
    day, wrong = read_day(given, legal_day(now))
    hour = str(given.get("hour") or "")
    if given.get("when") == JUST_NOW:
        hour = str(now.astimezone(SHANGHAI).hour)
    if whole_number(hour, 2) not in HOURS:
        hour = ""
    answers: Answers = {
        **{name: clean(given.get(name), 4) for name in ("year", "month", "day")},
        "when": given.get("when") if given.get("when") in (JUST_NOW, TODAY, YESTERDAY, EARLIER) else "",
        "accident_on": day.isoformat() if day else "",
        "hour": hour,
        "place": clean(given.get("place"), 120),
        "doing": given.get("doing") if given.get("doing") in DOING else "",
        "order_no": clean(given.get("order_no"), 60),
    }
    faults = dict([wrong]) if wrong else {}
    if day is not None and is_ahead(day, hour, now):
        faults["when"] = words("rider_day_ahead", now=_moment(now))
    elif day is not None and rules.find("coverage.platforms", day) is None:
        faults["when"] = words("rider_day_too_early")
    for name in ("place", "doing"):
        if not answers[name]:
            faults[name] = words(f"rider_{name}_empty")
    return answers, faults


def read_day(given: Mapping[str, Any], today: date) -> tuple[date | None, tuple[str, str] | None]:
    """The day of the accident, or the question that was not answered with its sentence."""
    when = given.get("when")
    if when in (JUST_NOW, TODAY):
        return today, None
    if when == YESTERDAY:
        return today - timedelta(days=1), None
    if when != EARLIER:
        return None, ("when", words("rider_day_empty"))
    parts = {"year": "年", "month": "月", "day": "日"}
    digits = {name: unicodedata.normalize("NFKC", str(given.get(name) or "")).strip() for name in parts}
    numbers = {name: whole_number(written) for name, written in digits.items()}
    for name, called in parts.items():
        if numbers[name] is None:
            return None, (name, words("rider_day_parts", part=called))
    try:
        return date(*(number or 0 for number in numbers.values())), None
    except ValueError:
        return None, ("day", words("rider_day_none"))


def is_ahead(day: date, hour: str, now: datetime) -> bool:
    """Whether a day, or its hour, is still to come."""
    local = now.astimezone(SHANGHAI)
    return day > local.date() or (day == local.date() and bool(hour) and int(hour) > local.hour)


def _moment(now: datetime) -> str:
    local = now.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def _harm(given: Mapping[str, Any], _now: datetime, _rules: Rules) -> tuple[Answers, Faults]:
    ticked = given.get("parts") or []
    answers: Answers = {
        "parts": [part for part in PARTS if part in ticked],
        "course": clean(given.get("course"), 200),
        "care": given.get("care") if given.get("care") in CARE else "",
        "hospital": clean(given.get("hospital"), 60),
        "other_party": clean(given.get("other_party"), 60),
    }
    faults = {name: words(f"rider_{name}_empty") for name in ("parts", "course", "care") if not answers[name]}
    return answers, faults


SCREENS: tuple[Screen, ...] = (
    Screen(
        "谁受伤了？",
        ("for_whom", "reporter", "relation", "phone_of", "person_name", "phone", "platform", "platform_other"),
        _who,
    ),
    Screen("什么时候、在哪里？", ("when", "year", "month", "day", "hour", "place", "doing", "order_no"), _when),
    Screen("伤得怎样？", ("parts", "course", "care", "hospital", "other_party"), _harm),
)


def first_open(answers: Mapping[str, Any]) -> int:
    """The number of the first screen that has not been answered; one more than there are where all have been."""
    asked = ("person_name", "place", "course")
    return next((number for number, name in enumerate(asked, start=1) if not answers.get(name)), len(SCREENS) + 1)


def told(answers: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """What was answered, as the person reads it again: the screen, what it is and what it says."""
    day = date.fromisoformat(answers["accident_on"])
    hour = f" {int(answers['hour'])} 点" if answers["hour"] else ""
    reporter = [(1, "报案人", f"{answers['reporter']} {answers['relation']}")] if answers["for_whom"] == OTHER else []
    return [
        *reporter,
        (1, "受伤的人", answers["person_name"]),
        (1, "手机号", f"{answers['phone']}{'（报案人的）' if is_reporters(answers) else ''}"),
        (1, "平台", platform_of(answers)),
        (2, "受伤时间", f"{day.year}年{day.month}月{day.day}日{hour}"),
        (2, "地点", answers["place"]),
        (2, "当时正在", DOING[answers["doing"]][0]),
        (2, "订单号", answers["order_no"]),
        (3, "受伤部位", "、".join(answers["parts"])),
        (3, "怎么受的伤", answers["course"]),
        (3, "就医", f"{CARE[answers['care']]} {answers['hospital']}".strip()),
        (3, "对方", answers["other_party"]),
    ]


def is_reporters(answers: Mapping[str, Any]) -> bool:
    """Whether the telephone is that of who reports for another."""
    return bool(answers.get("phone_of") == REPORTER)


def platform_of(answers: Mapping[str, Any]) -> str:
    """The platform as it was named."""
    named = {OTHER: answers["platform_other"], UNKNOWN: NOT_TOLD}
    return str(named.get(answers["platform"], answers["platform"]))
