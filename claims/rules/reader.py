"""Reads one file of rule values and refuses it whole, naming file, key and reason, when anything in it is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from claims.errors import RuleFileError
from claims.rules.units import UNITS, Unreadable
from claims.rules.value import MARKS, Value

_ABOUT = "about"
_PARAMETER_MUST = frozenset({"label", "unit", "values"})
_PARAMETER_MAY = frozenset({"code", "runs_from", "dated_by", "rolls", "figure_of", "labels", "note", "local"})
_VALUE_MUST = frozenset({"from", "source", "confidence"})
_VALUE_MAY = frozenset({"to", "value", "each", "unit", "published_on", "publisher", "year", "note", "origin"})
_TEXTS = (
    "label", "unit", "code", "runs_from", "dated_by", "figure_of", "source", "origin", "confidence", "publisher", "note",
)  # fmt: skip
_CHOICES = {"dated_by": ("event", "accident", "death"), "figure_of": ("year_before",), "confidence": MARKS}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where we are: the file as people call it, its jurisdiction, and the key being read."""

    file: str
    jurisdiction: str
    key: str

    def at(self, part: str) -> _Place:
        return _Place(self.file, self.jurisdiction, f"{self.key}.{part}")

    def fault(self, code: str, **facts: object) -> RuleFileError:
        return RuleFileError(code, file=self.file, key=self.key, **facts)


def read_file(path: Path, topic: str, jurisdiction: str) -> tuple[Value, ...]:
    """All values of the file at `path`. Raises RuleFileError naming file, key and reason."""
    place = _Place(f"claims/rules/{topic}/{path.name}", jurisdiction, topic)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as fault:
        raise place.fault("rule_file_syntax", reason=str(fault)) from fault
    if not isinstance(document.pop(_ABOUT, ""), str):
        raise place.at(_ABOUT).fault("rule_file_value", reason="about 应当是一句说明文字")
    return tuple(_branch(document, place))


def _branch(table: Mapping[str, object], place: _Place) -> Iterator[Value]:
    for name, content in table.items():
        inner = place.at(name)
        if not isinstance(content, dict):
            raise inner.fault("rule_file_unknown_key")
        if content and all(isinstance(part, dict) for part in content.values()):
            yield from _branch(content, inner)
        else:
            yield from _parameter(content, inner)


def _parameter(table: Mapping[str, object], place: _Place) -> list[Value]:
    _check_keys(table, _PARAMETER_MUST, _PARAMETER_MAY, place)
    rows = table["values"]
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise place.fault("rule_file_value", reason=f"至少要有一段 [[{place.key.partition('.')[2]}.values]]")
    found = [value for row in rows for value in _period(table, row, place)]
    _check_overlaps(found, place)
    return found


def _period(parameter: Mapping[str, object], row: Mapping[str, object], place: _Place) -> Iterator[Value]:
    _check_keys(row, _VALUE_MUST, _VALUE_MAY, place)
    if ("value" in row) == ("each" in row):
        raise place.fault("rule_file_value", reason="value 与 each 必须有一个，且只能有一个")
    if "value" in row:
        yield _value(parameter, row, row["value"], str(parameter["label"]), place)
        return
    each, labels = row["each"], parameter.get("labels", {})
    if not isinstance(each, dict) or not each or not isinstance(labels, dict):
        raise place.fault("rule_file_value", reason="each 应当写成 each = { 名称 = 值, … }")
    for name, raw in each.items():
        yield _value(parameter, row, raw, f"{parameter['label']}（{labels.get(name, name)}）", place.at(name))


def _value(parameter: Mapping[str, object], row: Mapping[str, object], raw: object, label: str, place: _Place) -> Value:
    written = str(row.get("unit", parameter["unit"]))
    if written not in UNITS:
        raise place.fault("rule_file_unit", unit=written, known="、".join(UNITS))
    unit, read = UNITS[written]
    try:
        content = read(raw)
    except Unreadable as fault:
        raise place.fault("rule_file_value", reason=fault.reason) from fault
    value = Value(
        key=place.key,
        value=content,
        unit=unit,
        label=label,
        source=str(row["source"]),
        confidence=str(row["confidence"]),
        effective_from=_day(row["from"], "from", place),
        effective_to=_maybe_day(row, "to", place),
        published_on=_maybe_day(row, "published_on", place),
        jurisdiction=place.jurisdiction,
        file=place.file,
        note="".join(str(part["note"]) for part in (parameter, row) if "note" in part),
        code=str(parameter.get("code", "")),
        runs_from=str(parameter.get("runs_from", "")),
        dated_by=str(parameter.get("dated_by", "event")),
        year=_year(row, place),
        figure_of=str(parameter.get("figure_of", "")),
        rolls=parameter.get("rolls") is not False,
        publisher=str(row.get("publisher", "")),
        origin=str(row.get("origin", "")),
        local=parameter.get("local") is True,
    )
    _check_period(value, place)
    return value


def _check_keys(table: Mapping[str, object], must: frozenset[str], may: frozenset[str], place: _Place) -> None:
    for name in sorted(must - set(table)):
        raise place.fault("rule_file_missing", missing=name)
    for name in sorted(set(table) - must - may):
        raise place.at(name).fault("rule_file_unknown_key")
    for name in _TEXTS:
        text = table.get(name, "-")
        if not isinstance(text, str) or not text.strip():
            raise place.fault("rule_file_value", reason=f"{name} 应当是带引号、不为空的文字")
    for name in ("rolls", "local"):
        if not isinstance(table.get(name, True), bool):
            raise place.fault("rule_file_value", reason=f"{name} 只能是 true 或 false")
    for name, known in _CHOICES.items():
        if name in table and table[name] not in known:
            raise place.fault("rule_file_value", reason=f"{name} 只能是 {'、'.join(known)}")


def _check_period(value: Value, place: _Place) -> None:
    first, last = value.effective_from, value.effective_to
    if last is not None and last < first:
        raise place.fault("rule_file_value", reason=f"to（{last}）早于 from（{first}）")
    whole_year = (date(first.year, 1, 1), date(first.year, 12, 31))
    if value.figure_of == "year_before" and (value.year != first.year - 1 or (first, last) != whole_year):
        raise place.fault("rule_file_value", reason="按年公布的数用于其次年全年：year、from、to 要对得上")
    if value.unit == "calendar" and ((first, last) != whole_year or not _of_year(value)):
        raise place.fault("rule_file_value", reason="名目、from、to 和所列日期都应当是当年的")


def _of_year(value: Value) -> bool:
    year = str(value.effective_from.year)
    days = [str(day) for part in value.as_record().values() if isinstance(part, list) for day in part]
    return value.key == f"calendar.{year}" and all(day.startswith(f"{year}-") for day in days)


def _check_overlaps(values: list[Value], place: _Place) -> None:
    ordered = sorted(values, key=lambda value: (value.key, value.effective_from))
    for before, after in pairwise(ordered):
        if before.key == after.key and (before.effective_to is None or after.effective_from <= before.effective_to):
            raise place.fault(
                "rule_file_overlap",
                first=before.effective_from,
                last=before.effective_to or "至今",
                second=after.effective_from,
            )


def _day(raw: object, name: str, place: _Place) -> date:
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise place.fault("rule_file_date", name=name, given=raw)
    return raw


def _maybe_day(row: Mapping[str, object], name: str, place: _Place) -> date | None:
    return _day(row[name], name, place) if name in row else None


def _year(row: Mapping[str, object], place: _Place) -> int | None:
    year = row.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise place.fault("rule_file_value", reason="year 应当是四位年份")
    return year
