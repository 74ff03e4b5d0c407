"""Tables of a letter: columns as wide as they need, sums flush right, the head repeated on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from claims.errors import BadInput
from notifications.blocks import Block
from notifications.glyphs import width
from notifications.page import MEASURE, TABLE_SIZE, THICK, THIN, Mark, Rule, Strip, Text
from notifications.typefaces import FontRole
from notifications.typeset import break_lines

_SUM = re.compile(r"-?[\d,]+\.\d\d")
_PAD = 3.5
_BY_HAND = 30.0  # the least height of a row whose last cell is filled in by hand


def table_strips(block: Block, title: str) -> list[Strip]:
    """One strip a row; each carries the head for the page it may open. Neither the head nor the last row stands alone.

    Raises BadInput (letter_too_wide).
    """
    size = TABLE_SIZE
    columns = list(zip(*block.rows, strict=True))
    widths = _column_widths(columns, size, title)
    sums = [all(_SUM.fullmatch(cell) for cell in column[1:] if cell) and any(column[1:]) for column in columns]
    head = _row(block.rows[0], widths, sums, size, FontRole.HEADING, above=THICK, below=THIN)
    last = len(block.rows) - 1
    body = [
        _row(cells, widths, sums, size, FontRole.BODY, below=THICK if place == last else THIN / 2)
        for place, cells in enumerate(block.rows)
        if place
    ]
    strips = [Strip(row.height, row.marks, glued=place in (0, last - 1), head=head) for place, row in enumerate(body)]
    return [Strip(head.height, head.marks, gap=size * 0.5), *strips, Strip(size * 0.5, (), glued=True)]


def _column_widths(columns: Sequence[Sequence[str]], size: float, title: str) -> list[float]:
    """What each column needs; where that is too much, the wide ones share what the narrow ones leave."""
    needed = [max(width(cell, FontRole.HEADING, size) for cell in column) + 2 * _PAD for column in columns]
    least = 2 * size + 2 * _PAD
    if least * len(columns) > MEASURE:
        raise BadInput("letter_too_wide", letter=title, columns=len(columns))
    spare = MEASURE - sum(needed)
    if spare >= 0:
        widest = needed.index(max(needed))
        return [need + spare if place == widest else need for place, need in enumerate(needed)]
    return _shared(needed, MEASURE)


def _shared(needed: Sequence[float], room: float) -> list[float]:
    wide = dict(enumerate(needed))
    while narrow := {place: need for place, need in wide.items() if need <= room / len(wide)}:
        room -= sum(narrow.values())
        wide = {place: need for place, need in wide.items() if place not in narrow}
    return [room * need / sum(wide.values()) if place in wide else need for place, need in enumerate(needed)]


def _row(
    cells: Sequence[str],
    widths: Sequence[float],
    sums: Sequence[bool],
    size: float,
    role: FontRole,
    *,
    above: float = 0.0,
    below: float,
) -> Strip:
    leading = size * 1.45
    marks: list[Mark] = []
    x, deepest = 0.0, 1
    for cell, column, is_sum in zip(cells, widths, sums, strict=True):
        lines = break_lines(cell, role, size, column - 2 * _PAD)
        deepest = max(deepest, len(lines))
        for place, line in enumerate(lines):
            left = x + column - _PAD - width(line.text, role, size) if is_sum else x + _PAD
            marks.append(Text(left, place * leading + _PAD + size, line.text, role, size, min(0.0, line.spacing)))
        x += column
    height = max(deepest * leading + 2 * _PAD, 0.0 if cells[-1] else _BY_HAND)
    if above:
        marks.append(Rule(0.0, 0.0, MEASURE, above))
    marks.append(Rule(0.0, height, MEASURE, below))
    return Strip(height, tuple(mark for mark in marks if not isinstance(mark, Text) or mark.text))
