"""Tables of a letter: columns as wide as they need, sums flush right, the head repeated on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from claims.errors import BadInput
from notifications.blocks import Block
from notifications.glyphs import width
from notifications.page import MEASURE, TABLE_SIZE, THICK, THIN, Mark, Rule, Strip, Text
from notifications.typefaces import FontRole
from notifications.typeset import Line, break_lines

_SUM = re.compile(r"-?[\d,]+\.\d\d")
_PAD = 3.5
_READABLE = 5.0  # characters: what a column keeps where all are cramped
_LINES_A_PIECE = 16
_BY_HAND = 30.0  # the least height of a row whose last cell is filled in by hand


def table_strips(block: Block, title: str) -> list[Strip]:
    """One strip a row; each carries the head for the page it may open. Neither the head nor the last row stands alone.

    A row with more lines than half a sheet has is cut into several strips. Raises BadInput (letter_too_wide).
    """
    size = TABLE_SIZE
    columns = list(zip(*block.rows, strict=True))
    widths = _column_widths(columns, size, title)
    sums = [all(_SUM.fullmatch(cell) for cell in column[1:] if cell) and any(column[1:]) for column in columns]
    (head,) = _row(block.rows[0], widths, sums, FontRole.HEADING, above=THICK, below=THIN)
    last = len(block.rows) - 1
    body: list[Strip] = []
    for place, cells in enumerate(block.rows[1:], 1):
        pieces = _row(cells, widths, sums, FontRole.BODY, below=THICK if place == last else THIN / 2)
        glued = place in (1, last) and len(pieces) == 1
        body.extend(Strip(piece.height, piece.marks, glued=glued or place == number == 1, head=head)
                    for number, piece in enumerate(pieces, 1))  # fmt: skip
    return [Strip(head.height, head.marks, gap=size * 0.5), *body, Strip(size * 0.5, (), glued=True)]


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
    readable = min(_READABLE * size + 2 * _PAD, MEASURE / len(columns))
    return _shared(needed, MEASURE, readable)


def _shared(needed: Sequence[float], room: float, readable: float) -> list[float]:
    """The narrow columns keep what they need; of the wide ones none becomes too narrow to read, the rest is shared."""
    fixed: dict[int, float] = {}
    wide = dict(enumerate(needed))
    while kept := _kept(wide, room, readable):
        fixed |= kept
        room -= sum(kept.values())
        wide = {place: need for place, need in wide.items() if place not in kept}
    total = sum(wide.values())
    return [fixed[place] if place in fixed else room * need / total for place, need in enumerate(needed)]


def _kept(wide: Mapping[int, float], room: float, readable: float) -> dict[int, float]:
    """The columns of `wide` whose width is settled: those that need no more than an even share, then those that a share by
    need would make unreadable."""
    even = {place: need for place, need in wide.items() if need <= room / len(wide)} if len(wide) > 1 else {}
    if even or len(wide) < 2:
        return even
    total = sum(wide.values())
    return {place: readable for place, need in wide.items() if room * need / total < readable}


def _row(
    cells: Sequence[str],
    widths: Sequence[float],
    sums: Sequence[bool],
    role: FontRole,
    *,
    above: float = 0.0,
    below: float,
) -> list[Strip]:
    """A row, in as many pieces as its lines need; only the last has the rule below."""
    size, leading = TABLE_SIZE, TABLE_SIZE * 1.45
    broken = [break_lines(cell, role, size, column - 2 * _PAD) for cell, column in zip(cells, widths, strict=True)]
    deepest = max(map(len, broken))
    pieces = []
    for first in range(0, deepest, _LINES_A_PIECE):
        part = [lines[first : first + _LINES_A_PIECE] for lines in broken]
        height = max(map(len, part)) * leading + 2 * _PAD
        ends = first + _LINES_A_PIECE >= deepest
        if ends and not cells[-1]:
            height = max(height, _BY_HAND)
        marks = [*_cell_marks(part, widths, sums, role)]
        if above and not first:
            marks.append(Rule(0.0, 0.0, MEASURE, above))
        if ends:
            marks.append(Rule(0.0, height, MEASURE, below))
        pieces.append(Strip(height, tuple(marks)))
    return pieces


def _cell_marks(
    part: Sequence[Sequence[Line]], widths: Sequence[float], sums: Sequence[bool], role: FontRole
) -> Iterator[Mark]:
    size, leading, x = TABLE_SIZE, TABLE_SIZE * 1.45, 0.0
    for lines, column, is_sum in zip(part, widths, sums, strict=True):
        for place, line in enumerate(lines):
            if line.text:
                left = x + column - _PAD - width(line.text, role, size) if is_sum else x + _PAD
                down = place * leading + _PAD + size
                yield Text(left, down, line.text, role, size, min(0.0, line.spacing))
        x += column
