"""The questions of a report by phone or at the counter, in the order in which they are asked on the phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from claims.coverage import platforms_listed
from claims.errors import words
from claims.rules import Rules
from portal.fields import Fields
from portal.parts import Question
from workflows.counter_reports import CHANNELS
from workflows.import_columns import CHANNELS as CHANNEL_WORDS
from workflows.import_columns import COLUMNS, ORDER_STATES
from workflows.machines.claim_rows.needs import TOLD_BESIDE
from workflows.rider_answers import RELATIONS
from workflows.told_of_order import NOT_TOLD, OTHER_PLATFORM

CHAPTERS = (
    ("谁受伤了", ("person_name", "id_number", "phone", "platform", "platform_other", "industry")),
    ("什么时候、在哪里", ("accident_on", "accident_time", "accident_place", "order_state", "order_no")),
    ("伤得怎样", ("injury", "accident_course", "care", "other_party")),
    ("报案", ("reporter", "reporter_relation", "channel", "reported_on", "enrolled", "labour")),
)
OTHER, AS_NAMED = "platform_other", "as_named"
BESIDE = tuple(field.name for field in TOLD_BESIDE)
LABELS = {
    **{field.name: field.label for field in TOLD_BESIDE},
    "phone": "手机号码（回拨用）",
    "order_no": "订单号",
    OTHER: "平台叫什么",
}
KINDS = {
    "accident_on": "date", "reported_on": "date", "accident_time": "time", "order_state": "select", "channel": "select",
    "platform": "select", "reporter_relation": "select", "industry": "select", "enrolled": "radio", "labour": "radio",
    "accident_course": "long",
}  # fmt: skip
HINTS = {
    "id_number": "18 位，最后一位可以是 X；不知道可以不填，以后核实身份",
    "phone": "没有身份证号码的，一定要有",
    "person_name": "与身份证一致",
    OTHER: "上面选了“其他平台”才填",
    "reporter": "不是本人打来的才填",
    "care": "去医院了吗，哪家医院",
    "other_party": "例如 车牌、姓名",
    "channel": "看过受伤人员身份证的选“窗口”；没看过的照实选，以后再核实身份",
}
INPUT_MODES = {"phone": "tel"}
SAID = (("no", "没有"), ("yes", "有"), ("unknown", "不清楚"))
ASKED = {"enrolled": "这份工作参加工伤保险了吗", "labour": "有劳动合同、固定工资或者考勤管理吗"}
ORDER_LABELS = {code: label for label, code in ORDER_STATES.items()}
CHANNEL_LABELS = {code: label for label, code in CHANNEL_WORDS.items()}
COURIERS = "快递"
BY_NAME = {column.name: column for column in COLUMNS}
APART = "apart"
PAGE_FIELDS = (*(name for _, names in CHAPTERS for name in names), APART, AS_NAMED)
OPTIONAL = frozenset({"id_number", OTHER, *BESIDE})


def ways_known(form: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the two questions that no import asks."""
    known = {value for value, _ in SAID}
    return {name: words("counter_choose", what=label) for name, label in ASKED.items() if form.get(name) not in known}


def report_questions(
    given: Fields, faults: Mapping[str, str], rules: Rules, today: date, twice: bool, near: str = ""
) -> list[tuple[str, list[Question]]]:
    """The questions by chapter; with `twice` also whether it is another injury than the one reported before, with `near`
    whether the platform is another than this one.
    """
    chapters = [(title, [_question(name, given, faults, rules, today) for name in names]) for title, names in CHAPTERS]
    if near:
        label = words("counter_platform_as_named", near=near)
        who = chapters[0][1]
        place = next(place for place, one in enumerate(who, start=1) if one.name == OTHER)
        who.insert(place, Question(AS_NAMED, label, "tick", given.get(AS_NAMED) == "1"))
    if twice:
        tick = Question(APART, "不是同一次受伤，继续登记", "tick", given.get(APART) == "1", error=faults.get(APART, ""))
        chapters.append(("已经报过案吗", [tick]))
    return chapters


def label_of(name: str) -> str:
    """What a question asks for."""
    column = BY_NAME.get(name)
    return ASKED.get(name) or LABELS.get(name) or (column.heading if column else name)


def _question(name: str, given: Fields, faults: Mapping[str, str], rules: Rules, today: date) -> Question:
    column = BY_NAME.get(name)
    return Question(
        name,
        label_of(name),
        KINDS.get(name, "text"),
        given.get(name, ""),
        hint=HINTS.get(name, column.meaning if column and KINDS.get(name, "text") in ("text", "long") else ""),
        error=faults.get(name, ""),
        choices=_choices(name, rules, today),
        optional=name in OPTIONAL or bool(column and not column.required),
        autocomplete="off",
        inputmode=INPUT_MODES.get(name, ""),
    )


def _choices(name: str, rules: Rules, today: date) -> tuple[tuple[str, str], ...]:
    if name in ASKED:
        return SAID
    if name == "platform":
        on_lists = [(one, one) for one in platforms_listed(rules)]
        return (("", "请选择"), *on_lists, (OTHER, OTHER_PLATFORM), (NOT_TOLD, NOT_TOLD))
    if name == "reporter_relation":
        return (("", "请选择"), *((one, one) for one in RELATIONS))
    if name == "order_state":
        return (("", "请选择"), *ORDER_LABELS.items())
    if name == "channel":
        return tuple((code, CHANNEL_LABELS[code]) for code in CHANNELS)
    if name == "industry":
        listed = [str(one) for one in rules.at("coverage.industries", today).as_list()]
        aliases = [str(one) for one in rules.at("coverage.industry_aliases", today).as_record()]
        known = dict.fromkeys((*listed, *aliases, COURIERS))
        return (("", "请选择"), *((one, one) for one in known))
    return ()
