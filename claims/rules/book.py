"""Looks a value up at a date. The province's files lie over the national ones; outside the known days it refuses to guess."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

from claims.errors import RuleFileError, RuleMissing
from claims.rules.reader import read_file
from claims.rules.value import Value

FOLDER = Path(__file__).parent
NATIONAL = "national"
PROVINCES = {"重庆": "chongqing", "上海": "shanghai", "广东": "guangdong"}
_YEAR = re.compile(r"\d{4}")


class Rules:
    """The values in force in one province: its own first, the national ones where it has none."""

    def __init__(self, province: str, values: tuple[Value, ...]) -> None:
        self.province = province
        self._values = values
        self._by_key: dict[str, tuple[Value, ...]] = {}
        self._under: dict[str, tuple[str, ...]] = {}
        for value in sorted(values, key=lambda value: value.jurisdiction == NATIONAL):
            self._by_key[value.key] = (*self._by_key.get(value.key, ()), value)

    def at(self, key: str, day: date, known_on: date | None = None) -> Value:
        """The value of `key` in force on `day`, as known on `known_on` (None: as known now).

        Raises RuleMissing: `rule_unknown` for a key no file has, `rule_missing` for a day outside the known ones
        (it says what to load and where), `not_yet_published` when the figure came out after `known_on`.
        """
        entries = self._by_key.get(key)
        if entries is None:
            raise RuleMissing("rule_unknown", key=key, province=self.province)
        value = next((entry for entry in entries if entry.covers(day)), None)
        if value is None:
            raise self._missing(entries, day)
        if known_on is not None and value.published_on is not None and known_on < value.published_on:
            raise RuleMissing(
                "not_yet_published",
                key=key,
                figure=self._figure(value, day),
                day=day,
                known_on=known_on,
                published_on=value.published_on,
            )
        return value

    def find(self, key: str, day: date) -> Value | None:
        """The value of `key` in force on `day`, or None where no file has one for that day."""
        return next((entry for entry in self._by_key.get(key, ()) if entry.covers(day)), None)

    def table(self, prefix: str, day: date) -> dict[str, Value]:
        """Every key under `prefix` that has a value on `day`, in the order of the files."""
        found: dict[str, Value] = {}
        for key in self._keys_under(prefix):
            value = self.find(key, day)
            if value is not None:
                found[key] = value
        return found

    def _keys_under(self, prefix: str) -> tuple[str, ...]:
        """The keys under `prefix`, looked for once: the ladder of a clock is asked for at every start of one."""
        if prefix not in self._under:
            self._under[prefix] = tuple(key for key in self._by_key if key.startswith(f"{prefix}."))
        return self._under[prefix]

    def history(self, key: str) -> tuple[Value, ...]:
        """Every value of `key` in the order it is looked up: the province's, then the nation's. Empty if unknown."""
        return self._by_key.get(key, ())

    def values(self) -> tuple[Value, ...]:
        """Every value of this province and the nation, also those of other days."""
        return self._values

    def _missing(self, entries: tuple[Value, ...], day: date) -> RuleMissing:
        nearest = entries[-1]
        return RuleMissing(
            "rule_missing",
            key=nearest.key,
            province=self.province,
            figure=self._figure(nearest, day),
            day=day,
            known="；".join(_span(entry) for entry in entries),
            file=nearest.file,
        )

    def _figure(self, value: Value, day: date) -> str:
        place = "全国" if value.jurisdiction == NATIONAL else self.province
        year = f"{day.year - 1}年" if value.figure_of == "year_before" else ""
        return f"{place}{year}{value.label}"


def _span(value: Value) -> str:
    return f"{value.effective_from}至{value.effective_to or '今'}"


@cache
def load_rules(province: str) -> Rules:
    """The rules of `province` ("重庆", "上海", "广东"), read once.

    Raises RuleMissing for a province that is not loaded and RuleFileError for a malformed file.
    """
    if province not in PROVINCES:
        raise RuleMissing("province_unknown", province=province, known="、".join(PROVINCES))
    wanted = (NATIONAL, PROVINCES[province])
    return Rules(province, tuple(value for value in read_folder(FOLDER) if value.jurisdiction in wanted))


@cache
def read_folder(folder: Path) -> tuple[Value, ...]:
    """Every value of every file of the topic folders under `folder`. Raises RuleFileError for the first bad file."""
    values: list[Value] = []
    for path in sorted(folder.glob("*/*.toml")):
        values.extend(read_file(path, path.parent.name, _jurisdiction(path)))
    return tuple(values)


def _jurisdiction(path: Path) -> str:
    topic, name = path.parent.name, path.stem
    if topic == "calendar" and _YEAR.fullmatch(name):
        return NATIONAL
    if topic != "calendar" and name in (NATIONAL, *PROVINCES.values()):
        return name
    known = "、".join((NATIONAL, *PROVINCES.values()))
    raise RuleFileError("rule_file_name", file=f"claims/rules/{topic}/{path.name}", key=topic, known=known)
