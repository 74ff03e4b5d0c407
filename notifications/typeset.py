"""Chinese lines: where a line may end, and how its slack is spread.

A number or a Latin word is never broken (GB/T 9704-2012: 数字、年份不能回行); no line starts with a closing mark or ends
with an opening one. Lines but the last are spread to the measure, so the right edge is straight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from notifications.glyphs import advances, width
from notifications.typefaces import FontRole, font_dir

NOT_AT_START = "，。、；：？！）》〉」』】〕”’％%…·—.,;:?!)]}元"
NOT_AT_END = "（《〈「『【〔“‘([{¥￥"
_WORD = r"[0-9A-Za-z](?:[0-9A-Za-z.,:/+\-*_#@&]*[0-9A-Za-z%])?"
_ATOM = re.compile(rf"[{re.escape(NOT_AT_END)}]*(?:{_WORD}|\*+|.)[{re.escape(NOT_AT_START)}]* *", re.ASCII | re.DOTALL)
# A line may be too long by this much and is then drawn tighter: 28 characters of 16 points on 156 mm (GB/T 9704-2012).
_SQUEEZE = 1.015
_LOOSEST = 0.15  # of a character; a line that would be spread wider than this stays ragged


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, how far it is indented, and the space added after each character, in points."""

    text: str
    indent: float
    spacing: float


def break_lines(text: str, role: FontRole, size: float, measure: float, indent: float = 0.0) -> Sequence[Line]:
    """`text` as lines not wider than `measure` points; the first is indented by `indent` points."""
    return _broken(text, role, size, measure, indent, font_dir())


@lru_cache(maxsize=1_000)  # a letter is laid out more than once, and much of its text is that of its kind
def _broken(text: str, role: FontRole, size: float, measure: float, indent: float, _fonts: str) -> tuple[Line, ...]:
    lines: list[Line] = []
    advance = advances(role).__getitem__
    current, filled, room = "", 0.0, measure - indent
    for atom in _atoms(text, role, size, measure):
        wide = sum(map(advance, atom)) * size / 1000
        if filled + wide > room * _SQUEEZE and current and filled + width(atom.rstrip(), role, size) > room * _SQUEEZE:
            lines.append(_full(current.rstrip(), role, size, room, measure))
            current, filled, room = "", 0.0, measure
        current += atom
        filled += wide
    last = current.rstrip()
    return (*lines, Line(last, measure - room, min(0.0, _spacing(last, role, size, room))))


def _atoms(text: str, role: FontRole, size: float, measure: float) -> Iterator[str]:
    """The pieces between which a line may be broken; one wider than a line is given character by character."""
    for match in _ATOM.finditer(text):
        atom = match.group()
        if len(atom) > 2 and width(atom, role, size) > measure:
            yield from atom
        else:
            yield atom


def _full(text: str, role: FontRole, size: float, room: float, measure: float) -> Line:
    spacing = _spacing(text, role, size, room)
    return Line(text, measure - room, spacing if spacing <= _LOOSEST * size else 0.0)


def _spacing(text: str, role: FontRole, size: float, room: float) -> float:
    """What must be added after each character but the last so that `text` fills `room`."""
    gaps = len(text) - 1
    return (room - width(text, role, size)) / gaps if gaps > 0 else 0.0
