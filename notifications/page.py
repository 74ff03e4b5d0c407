"""The sheet of GB/T 9704-2012 and what can be put on it.

All measures are points (1/72 inch), counted from the top left corner of the type area 版心, downwards; what stands above
the type area or left of it has a negative place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from notifications.typefaces import FontRole

MM = 72 / 25.4
SHEET_WIDTH, SHEET_HEIGHT = 210 * MM, 297 * MM
TOP, LEFT = 37 * MM, 28 * MM  # 天头, 订口
MEASURE, DEPTH = 156 * MM, 225 * MM  # 版心
LINES, CHARACTERS = 22, 28  # a full page, a full line
LEADING, PITCH = DEPTH / LINES, MEASURE / CHARACTERS
# Where there is too little room for the end of a letter the standard lets 行距 be adjusted: the first that saves a sheet.
LEADINGS = (LEADING, DEPTH / 23, DEPTH / 24, DEPTH / 25)

BODY_SIZE = 16.0  # 3号
TITLE_SIZE = 22.0  # 2号
FOLIO_SIZE = 14.0  # 4号
TABLE_SIZE = 13.0
NOTE_SIZE = 10.5  # 5号
INDENT = 2 * PITCH

RED, BLACK, GREY = (0.85, 0.0, 0.0), (0.0, 0.0, 0.0), (0.45, 0.45, 0.45)
THICK, THIN = 0.35 * MM, 0.25 * MM  # 版记 rules
# How far the ink of a Han character reaches above and below its baseline, in parts of its size.
INK_ABOVE, INK_BELOW = 0.85, 0.09

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `y` is its baseline, `spacing` is added after each character."""

    x: float
    y: float
    text: str
    role: FontRole
    size: float
    spacing: float = 0.0
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal rule; `y` is its middle."""

    x: float
    y: float
    length: float
    thickness: float
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `text`, `side` long with its quiet zone; `x` and `y` are its top left corner."""

    x: float
    y: float
    side: float
    text: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A round seal 印章 with its middle at `x`, `y`: the bureau's own `picture`, or one drawn with `ring` and `band`."""

    x: float
    y: float
    diameter: float
    ring: str
    band: str
    picture: Path | None = None


Mark = Text | Rule | Code | Seal


def moved(mark: Mark, down: float) -> Mark:
    """`mark`, `down` points lower."""
    if isinstance(mark, Text):  # nearly all are, and to name the fields is thrice as fast as `replace`
        return Text(mark.x, mark.y + down, mark.text, mark.role, mark.size, mark.spacing, mark.colour)
    return replace(mark, y=mark.y + down)


def baseline(leading: float, size: float) -> float:
    """Where the baseline stands in a line `leading` high, so that Han characters of `size` are in its middle."""
    return (leading + size * (INK_ABOVE - INK_BELOW)) / 2


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of a letter that is never cut: its height and its marks, from its own top.

    `gap` is the space above it unless it opens a page; `glued` strips stay on the page of the one before;
    `head` is repeated above it where a page opens with it (the head of a table).
    """

    height: float
    marks: tuple[Mark, ...]
    gap: float = 0.0
    glued: bool = False
    head: Strip | None = None
