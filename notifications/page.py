"""The sheet: A4 with the type area of GB/T 9704-2012, and what can be put on it.

All measures are points (1/72 inch), counted from the top left corner of the type area, downwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from notifications.typefaces import FontRole

MM = 72 / 25.4
SHEET_WIDTH, SHEET_HEIGHT = 210 * MM, 297 * MM
TOP, LEFT = 37 * MM, 28 * MM  # 天头, 订口
MEASURE, DEPTH = 156 * MM, 225 * MM  # 版心

RED, BLACK, GREY = (0.85, 0.0, 0.0), (0.0, 0.0, 0.0), (0.45, 0.45, 0.45)
THICK, THIN = 0.35 * MM, 0.25 * MM
TITLE_SIZE, TITLE_LEADING = 22.0, 33.0  # 2号
BODY_SIZE, BODY_LEADING = 16.0, 28.0  # 3号
FOLIO_SIZE = 14.0  # 4号
FOLIO_DROP = 7 * MM  # the page number stands below the type area

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """How the body is set: size and leading in points. A letter that is a little too long for one page is set tighter."""

    size: float = BODY_SIZE
    leading: float = BODY_LEADING

    @property
    def small(self) -> float:
        """The size of tables and 版记."""
        return min(FOLIO_SIZE, self.size - 2)


# GB/T 9704-2012 lets 行距、字距 be adjusted when there is too little room; the first that fills one page is taken.
STYLES = (Style(), Style(16.0, 25.0), Style(15.0, 22.5), Style(14.0, 19.0))


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `y` is its baseline."""

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


Mark = Text | Rule


def moved(mark: Mark, down: float) -> Mark:
    """`mark`, `down` points lower."""
    if isinstance(mark, Text):
        return Text(mark.x, mark.y + down, mark.text, mark.role, mark.size, mark.spacing, mark.colour)
    return Rule(mark.x, mark.y + down, mark.length, mark.thickness, mark.colour)


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
