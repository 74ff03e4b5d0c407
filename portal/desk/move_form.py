"""The form of a move: one question for each datum that its row in the table asks for, and reading what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from claims.day_text import read_day
from claims.errors import BadInput
from portal.desk.choice_words import named_choices
from portal.desk.move_lists import Lists
from portal.fields import Fields
from portal.parts import Question
from workflows.data import read_datum
from workflows.table import Field, Kind

ON = "occurred_on"
KINDS = {
    Kind.TEXT: "text",
    Kind.DATE: "date",
    Kind.INSTANT: "text",
    Kind.INT: "number",
    Kind.FEN: "yuan",
    Kind.FLAG: "tick",
    Kind.CHOICE: "select",
    Kind.LIST: "long",
}
HINTS = {
    Kind.INSTANT: "日期和时间，例如 2026-03-16 12:30",
    Kind.LIST: "一行一项",
    Kind.FEN: "例如 1,300.00",
}
LONG = frozenset({"reason", "facts_found", "note", "text", "grounds", "course", "statement", "minutes"})
NOTHING_CHOSEN = ("", "请选择")
SHANGHAI_OFFSET = "+08:00"
INSTANT_LENGTH = 16


Names = Mapping[str, str]


def questions(fields: tuple[Field, ...], given: Fields, faults: Names, on: str, lists: Lists) -> list[Question]:
    """The questions of a move in their order, the day of the act first.

    `lists` say what is chosen from beside the closed lists of the table, by the name of the question.
    """
    asked = [Question(ON, "业务日期", "date", on, error=faults.get(ON, ""))]
    for field in fields:
        if field.name in lists:
            asked.append(_of_list(field, given, faults, lists[field.name]))
        elif field.kind in KINDS:
            asked.append(_question(field, given, faults))
    return asked


def _of_list(field: Field, given: Fields, faults: Names, listed: Names) -> Question:
    """Several of a list are ticked, one is chosen."""
    error = faults.get(field.name, "")
    if field.kind is Kind.LIST:
        return Question(
            field.name, field.label, "checks", given.all(field.name), choices=tuple(listed.items()), error=error
        )
    choices = (NOTHING_CHOSEN, *listed.items())
    value = given.get(field.name)
    return Question(field.name, field.label, "select", value, error=error, choices=choices, optional=field.optional)


def _question(field: Field, given: Fields, faults: Names) -> Question:
    if field.kind is Kind.CHOICE and len(field.choices) == 1 and not field.optional:
        return Question(field.name, field.label, "hidden", field.choices[0])  # one answer is no question
    choices = named_choices(field)
    kind = "long" if field.kind is Kind.TEXT and field.name in LONG else KINDS[field.kind]
    return Question(
        name=field.name,
        label=field.label,
        kind=kind,
        value=given.get(field.name),
        hint=HINTS.get(field.kind, ""),
        error=faults.get(field.name, ""),
        choices=(NOTHING_CHOSEN, *choices) if field.kind is Kind.CHOICE else choices,
        optional=field.optional,
    )


def read_answers(fields: tuple[Field, ...], given: Fields, today: date) -> tuple[date, dict[str, Any], dict[str, str]]:
    """The day and the data that were answered, and for each answer that cannot be read the sentence that says so."""
    faults: dict[str, str] = {}
    data: dict[str, Any] = {}
    day = _day(given.get(ON, ""), today, faults)
    for field in fields:
        raw = _raw(field, given)
        if raw in ("", [], False):
            if not field.optional and field.kind is not Kind.FLAG:
                faults[field.name] = f"请填写{field.label}"
            continue
        try:
            data[field.name] = read_datum(field, raw)
        except BadInput as fault:
            faults[field.name] = fault.message()
        except ValueError as fault:
            faults[field.name] = f"{field.label}读不懂：{_plain(fault)}"
    return day, data, faults


def _day(text: str, today: date, faults: dict[str, str]) -> date:
    try:
        return read_day(text.strip() or today.isoformat())
    except ValueError:
        faults[ON] = "日期读不懂，例如 2026-03-16"
        return today


def _raw(field: Field, given: Fields) -> object:
    """An answer as `read_datum` takes it."""
    text = given.get(field.name, "").strip()
    if field.kind is Kind.FLAG:
        return text == "1"
    if field.kind is Kind.LIST:
        return [line.strip() for line in "\n".join(given.all(field.name)).splitlines() if line.strip()]
    if field.kind is Kind.INSTANT and len(text) == INSTANT_LENGTH:
        return f"{text.replace(' ', 'T')}{SHANGHAI_OFFSET}"
    return text


def _plain(fault: ValueError) -> str:
    """A fault of our own is in Chinese; what Python says of a date or a number is not for people."""
    text = str(fault)
    return text if any("\u4e00" <= character <= "\u9fff" for character in text) else "写法不对"
