"""Lines of text as strips and marks: broken to the measure, centred, flush right."""

from __future__ import annotations

from collections.abc import Iterator

from notifications.glyphs import width
from notifications.page import BLACK, MEASURE, Colour, Strip, Text, baseline
from notifications.typefaces import FontRole
from notifications.typeset import break_lines


def paragraph(
    text: str,
    role: FontRole,
    size: float,
    *,
    leading: float,
    indent: float = 0.0,
    colour: Colour = BLACK,
) -> Iterator[Strip]:
    """`text` as strips, one a line; no single line of it stands at the foot or at the head of a page."""
    lines = break_lines(text, role, size, MEASURE, indent)
    for place, line in enumerate(lines):
        mark = Text(line.indent, baseline(leading, size), line.text, role, size, line.spacing, colour)
        yield Strip(leading, (mark,), glued=place == 1 or (place > 0 and place == len(lines) - 1))


def centred(
    text: str, y: float, role: FontRole, size: float, colour: Colour = BLACK, middle: float = MEASURE / 2
) -> Text:
    """`text` on the baseline `y` with its middle at `middle`."""
    return Text(middle - width(text, role, size) / 2, y, text, role, size, 0.0, colour)


def flush_right(text: str, y: float, role: FontRole, size: float, indent: float = 0.0) -> Text:
    """`text` on the baseline `y`, ending `indent` before the right edge of the type area."""
    return Text(MEASURE - indent - width(text, role, size), y, text, role, size)
