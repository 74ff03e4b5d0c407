"""The form of a move: one question for each datum that its row in the table asks for, and reading what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from claims.errors import BadInput, known_code, words
from claims.rules import Rules
from portal.fields import Fields
from portal.parts import Question
from workflows.data import read_datum
from workflows.recipients import METHOD_NAMES, SIGNER_NAMES
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
OF_PAPERS = frozenset({"missing", "papers"})
PAPERS = "papers."
SHANGHAI_OFFSET = "+08:00"
INSTANT_LENGTH = 16


Names = Mapping[str, str]


def questions(
    fields: tuple[Field, ...], given: Fields, faults: Names, on: str, names: Names, papers: Names
) -> list[Question]:
    """The questions of a move in their order, the day of the act first.

    `names` say what coded choices mean, `papers` which papers may be asked for.
    """
    asked = [Question(ON, "业务日期", "date", on, error=faults.get(ON, ""))]
    for field in fields:
        if field.name in OF_PAPERS:
            asked.append(_of_papers(field, given, faults, papers))
        elif field.kind in KINDS:
            asked.append(_question(field, given, faults, names))
    return asked


def papers_at(rules: Rules, day: date) -> dict[str, str]:
    """The papers that the law lets the bureau ask for on a day: what they are called by their code."""
    keys = [value.key for value in rules.values() if value.key.startswith(PAPERS)]
    found = {key: rules.find(key, day) for key in dict.fromkeys(keys)}
    return {key.removeprefix(PAPERS): value.label for key, value in found.items() if value is not None}


def _of_papers(field: Field, given: Fields, faults: Names, papers: Names) -> Question:
    ticked, error = given.all(field.name), faults.get(field.name, "")
    return Question(field.name, field.label, "checks", ticked, choices=tuple(papers.items()), error=error)


def _question(field: Field, given: Fields, faults: Names, names: Names) -> Question:
    if field.kind is Kind.CHOICE and len(field.choices) == 1 and not field.optional:
        return Question(field.name, field.label, "hidden", field.choices[0])  # one answer is no question
    choices = tuple((value, names.get(value, value)) for value in field.choices)
    kind = "long" if field.kind is Kind.TEXT and field.name in LONG else KINDS[field.kind]
    return Question(
        name=field.name,
        label=field.label,
        kind=kind,
        value=given.get(field.name),
        hint=HINTS.get(field.kind, ""),
        error=faults.get(field.name, ""),
        choices=(("", "请选择"), *choices) if field.kind is Kind.CHOICE else choices,
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
        return date.fromisoformat(text.strip() or today.isoformat())
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


def choice_names(codes: tuple[str, ...]) -> dict[str, str]:
    """What coded choices are called, where they have words."""
    said = {code: words(code) for code in codes if known_code(code)}
    return said | {code: name for code, name in (*SIGNER_NAMES.items(), *METHOD_NAMES.items()) if code in codes}
