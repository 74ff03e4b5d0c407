"""The English catalogue: what stands on a page, sentence by sentence, in the form of gettext (`portal/locale/en.po`).

A sentence may have places, `{days}`, whose contents are said in English where the catalogue has them too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ENTRY = re.compile(r'^msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)^msgstr ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE)
PIECE = re.compile(r'"(?:[^"\\]|\\.)*"')
PLACE = re.compile(r"\\?\{(\w+)\\?\}")
CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e]")
KEPT = (
    "\ue000\ue001"  # what stands before and behind a part that stays Chinese within a sentence that is said in English
)
COUNTS = frozenset({"n", "m", "hour", "seconds"})
DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:（周([一二三四五六日])）)?(?: (\d\d:\d\d))?")
DAYS, COUNT = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:（周.）)?(?: \d\d:\d\d)?|\d{4}-\d\d-\d\d", r"[\d,]+"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = dict(zip("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
BETWEEN = (" · ", " - ")  # between things that are said one beside another


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`whole` are the sentences without places; `shaped` those with, what is said most exactly first."""

    whole: Mapping[str, str]
    shaped: tuple[tuple[re.Pattern[str], str], ...]

    def say(self, text: str) -> str | None:
        """The English of a sentence; None where there is none. What has no Chinese in it is said as it is, and what stays
        Chinese within a sentence stands between the signs of `KEPT`."""
        if not CHINESE.search(text):
            return text
        if text in self.whole:
            return self.whole[text]
        day = DAY.fullmatch(text)
        return _day(day) if day else self._shaped(text) or self._parts(text)

    def _shaped(self, text: str) -> str | None:
        for shape, english in self.shaped:
            found = shape.fullmatch(text)
            if found:
                return english.format(**{name: self._part(part) for name, part in found.groupdict().items()})
        return None

    def _parts(self, text: str) -> str | None:
        for sign in BETWEEN:
            if sign in text:
                parts = text.split(sign)
                said = [self.say(part) for part in parts]
                return sign.join(map(self._part, parts)) if any(said) else None
        return None

    def _part(self, text: str) -> str:
        said = self.say(text)
        return f"{KEPT[0]}{text}{KEPT[1]}" if said is None else said


def entries(text: str) -> Iterator[tuple[str, str]]:
    """The sentences of a catalogue with their English; those without one, and the head, are left out."""
    for found in ENTRY.finditer(text):
        source, english = ("".join(map(ast.literal_eval, PIECE.findall(part))) for part in found.groups())
        if source and english:
            yield source, english


@cache
def english() -> Catalogue:
    """The catalogue of this program."""
    known = dict(entries(files("portal").joinpath("locale/en.po").read_text(encoding="utf-8")))
    whole = {source: said for source, said in known.items() if "{" not in source}
    shaped = sorted(known.keys() - whole.keys(), key=lambda source: (-len(PLACE.sub("", source)), source))
    return Catalogue(whole, tuple((_shape(source), known[source]) for source in shaped))


def _shape(source: str) -> re.Pattern[str]:
    return re.compile(PLACE.sub(_place, re.escape(source)), re.DOTALL)


def _place(place: re.Match[str]) -> str:
    name = place[1]
    return f"(?P<{name}>{DAYS if name == 'day' else COUNT if name in COUNTS else '.+?'})"


def _day(found: re.Match[str]) -> str:
    year, month, day, weekday, time = found.groups()
    parts = (WEEKDAYS.get(weekday or "", ""), day, MONTHS[int(month) - 1], year, time)
    return " ".join(part for part in parts if part)
