"""From the blocks of a letter to the strips of its page: letterhead, body, signature, 版记."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from notifications.blocks import Block, Letter, Role
from notifications.glyphs import width
from notifications.page import (
    BLACK,
    GREY,
    MEASURE,
    MM,
    RED,
    THICK,
    TITLE_LEADING,
    TITLE_SIZE,
    Colour,
    Mark,
    Rule,
    Strip,
    Style,
    Text,
)
from notifications.tables import table_strips
from notifications.typefaces import FontRole
from notifications.typeset import break_lines

_MARK_LARGEST = 36.0
_NOTE_SIZE = 10.5
_KEPT_WITH_SIGNATURE = 2  # lines of the body that go over with it: a seal never stands on a page without text


def head_strips(letter: Letter) -> list[Strip]:
    """Organ mark and 发文字号 in the middle, the red rule 4 mm below them, the title by its sense."""
    mark, number, title = (_text_of(letter, role) for role in (Role.MARK, Role.NUMBER, Role.TITLE))
    size = min(_MARK_LARGEST, MEASURE / width(mark, FontRole.TITLE, 1.0))
    number_baseline = size * 1.2 + 30
    rule = number_baseline + 4 * MM + 4
    marks = (
        _centred(mark, size, FontRole.TITLE, size, RED),
        _centred(number, number_baseline, FontRole.BODY, Style().size, BLACK),
        Rule(0.0, rule, MEASURE, THICK * 2, RED),
    )
    lines = _title_lines(title)
    titles = [
        Strip(TITLE_LEADING, (_centred(line, TITLE_SIZE, FontRole.TITLE, TITLE_SIZE, BLACK),), glued=True)
        for line in lines
    ]
    return [Strip(rule + 16, marks), *titles, Strip(8.0, (), glued=True)]


def body_strips(letter: Letter, style: Style) -> list[Strip]:
    """One strip a line of the body, a row of a table; the signature last, glued to the last lines before it.

    A heading, and a sentence that ends in a colon, stay with what they announce.
    """
    body: list[Strip] = []
    announced = False
    for block in letter.blocks:
        strips = list(_block_strips(block, letter, style))
        if strips and announced:
            strips[0] = replace(strips[0], glued=True)
        body.extend(strips)
        if strips:
            announced = block.role is Role.HEADING or block.text.endswith("：")
    kept = len(body) - _KEPT_WITH_SIGNATURE
    return [*(replace(s, glued=s.glued or n > kept) for n, s in enumerate(body)), _signature(letter, style)]


def tail_strips(letter: Letter, style: Style) -> list[Strip]:
    """The small print and the 版记 that stand at the foot of the last page."""
    strips: list[Strip] = []
    for block in letter.blocks:
        if block.role is Role.NOTE:
            lines = _lines(block.text, FontRole.NOTE, _NOTE_SIZE, _NOTE_SIZE * 1.4, colour=GREY)
            strips.extend(replace(line, gap=0.0 if place else _NOTE_SIZE) for place, line in enumerate(lines))
    copies = [block.text for block in letter.blocks if block.role is Role.COPIES]
    if copies:
        strips.append(_copies("".join(copies), style.small))
    return strips


def _block_strips(block: Block, letter: Letter, style: Style) -> Iterator[Strip]:
    em = style.size
    match block.role:
        case Role.ADDRESSEE:
            yield from _lines(block.text, FontRole.BODY, em, style.leading)
        case Role.HEADING:
            yield from _lines(block.text, FontRole.HEADING, em, style.leading, indent=2 * em)
        case Role.PARAGRAPH:
            yield from _lines(block.text, FontRole.BODY, em, style.leading, indent=2 * em)
        case Role.LIST:
            for item in block.items:
                yield from _lines(item, FontRole.BODY, em, style.leading, indent=2 * em)
        case Role.TABLE:
            yield from table_strips(block, style, letter.title)


def _lines(
    text: str, role: FontRole, size: float, leading: float, *, indent: float = 0.0, colour: Colour = BLACK
) -> Iterator[Strip]:
    baseline = (leading + size * 0.76) / 2
    lines = break_lines(text, role, size, MEASURE, indent)
    for place, line in enumerate(lines):
        mark = Text(line.indent, baseline, line.text, role, size, line.spacing, colour)
        # No single line of a paragraph at the foot or at the head of a page.
        yield Strip(leading, (mark,), glued=place == 1 or (place > 0 and place == len(lines) - 1))


def _signature(letter: Letter, style: Style) -> Strip:
    """Organ over date, centred on each other; the date ends four characters from the edge (加盖印章的公文)."""
    em, leading = style.size, style.leading
    organ, day = _text_of(letter, Role.SIGNATURE), _text_of(letter, Role.DATE)
    organ_width, day_width = width(organ, FontRole.BODY, em), width(day, FontRole.BODY, em)
    middle = min(MEASURE - 4 * em - day_width / 2, MEASURE - organ_width / 2)
    marks: tuple[Mark, ...] = (
        Text(middle - organ_width / 2, leading, organ, FontRole.BODY, em),
        Text(middle - day_width / 2, 2 * leading, day, FontRole.BODY, em),
    )
    return Strip(2 * leading + em * 0.4, marks, gap=leading * 0.7, glued=True)


def _copies(text: str, size: float) -> Strip:
    """抄送, one character in, between two thick rules."""
    leading = size * 1.6
    measure = MEASURE - 2 * size
    lines = break_lines(text, FontRole.BODY, size, measure)
    marks = [
        Text(size + line.indent, (place + 1) * leading - size * 0.3, line.text, FontRole.BODY, size, line.spacing)
        for place, line in enumerate(lines)
    ]
    height = len(lines) * leading + size * 0.4
    rules = (Rule(0.0, 0.0, MEASURE, THICK), Rule(0.0, height, MEASURE, THICK))
    return Strip(height, (*rules, *marks), gap=size * 0.6)


def _title_lines(title: str) -> list[str]:
    """The title in lines of nearly the same length, so that it stands as a trapezium and no character hangs alone."""
    rows = len(break_lines(title, FontRole.TITLE, TITLE_SIZE, MEASURE))
    measure = width(title, FontRole.TITLE, TITLE_SIZE) / rows + TITLE_SIZE if rows > 1 else MEASURE
    return [line.text for line in break_lines(title, FontRole.TITLE, TITLE_SIZE, min(measure, MEASURE))]


def _centred(text: str, y: float, role: FontRole, size: float, colour: Colour) -> Text:
    return Text((MEASURE - width(text, role, size)) / 2, y, text, role, size, 0.0, colour)


def _text_of(letter: Letter, role: Role) -> str:
    return next(block.text for block in letter.blocks if block.role is role)
