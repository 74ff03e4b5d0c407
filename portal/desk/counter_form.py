"""The questions of a report by phone or at the counter, in the order in which they are asked on the phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from claims.errors import words
from claims.rules import Rules
from portal.fields import Fields
from portal.parts import Question
from workflows.counter_reports import CHANNELS
from workflows.import_columns import CHANNELS as CHANNEL_WORDS
from workflows.import_columns import COLUMNS, ORDER_STATES

CHAPTERS = (
    ("谁受伤了", ("person_name", "id_number", "phone", "platform", "industry")),
    ("什么时候、在哪里", ("accident_on", "accident_time", "accident_place", "order_state", "order_no")),
    ("伤得怎样", ("injury", "accident_course")),
    ("报案", ("channel", "reported_on", "enrolled", "labour")),
)
LABELS = {"phone": "手机号码（回拨用）", "order_no": "订单号"}
KINDS = {
    "accident_on": "date", "reported_on": "date", "accident_time": "time", "order_state": "select", "channel": "select",
    "industry": "select", "enrolled": "radio", "labour": "radio", "accident_course": "long",
}  # fmt: skip
HINTS = {
    "id_number": "18 位，最后一位可以是 X", "phone": "", "person_name": "与身份证一致",
    "channel": "看过受伤人员身份证的选“窗口”；没看过的照实选，以后再核实身份",
}  # fmt: skip
INPUT_MODES = {"phone": "tel"}
SAID = (("no", "没有"), ("yes", "有"), ("unknown", "不清楚"))
ASKED = {"enrolled": "这份工作参加工伤保险了吗", "labour": "有劳动合同、固定工资或者考勤管理吗"}
ORDER_LABELS = {code: label for label, code in ORDER_STATES.items()}
CHANNEL_LABELS = {code: label for label, code in CHANNEL_WORDS.items()}
COURIERS = "快递"
BY_NAME = {column.name: column for column in COLUMNS}
PAGE_FIELDS = (*(name for _, names in CHAPTERS for name in names), "apart")
APART = "apart"


def ways_known(form: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the two questions that no import asks."""
    known = {value for value, _ in SAID}
    return {name: words("counter_choose", what=label) for name, label in ASKED.items() if form.get(name) not in known}


def report_questions(
    given: Fields, faults: Mapping[str, str], rules: Rules, today: date, twice: bool
) -> list[tuple[str, list[Question]]]:
    """The questions by chapter; with `twice` also whether it is another injury than the one reported before."""
    chapters = [(title, [_question(name, given, faults, rules, today) for name in names]) for title, names in CHAPTERS]
    if twice:
        tick = Question(APART, "不是同一次受伤，继续登记", "tick", given.get(APART) == "1", error=faults.get(APART, ""))
        chapters.append(("已经报过案吗", [tick]))
    return chapters


def _question(name: str, given: Fields, faults: Mapping[str, str], rules: Rules, today: date) -> Question:
    column = BY_NAME.get(name)
    label = ASKED.get(name) or LABELS.get(name) or (column.heading if column else name)
    return Question(
        name,
        label,
        KINDS.get(name, "text"),
        given.get(name, ""),
        hint=HINTS.get(name, column.meaning if column and KINDS.get(name, "text") in ("text", "long") else ""),
        error=faults.get(name, ""),
        choices=_choices(name, rules, today),
        optional=bool(column and not column.required),
        autocomplete="off",
        inputmode=INPUT_MODES.get(name, ""),
    )


def _choices(name: str, rules: Rules, today: date) -> tuple[tuple[str, str], ...]:
    if name in ASKED:
        return SAID
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
