"""The head of a letter 版头: organ mark, rule, number and title, to the millimetre of GB/T 9704-2012 7.2 and 10.1."""

from __future__ import annotations

from notifications.blocks import Letter, Role, text_of
from notifications.formats import Format, format_of
from notifications.glyphs import width
from notifications.lines import centred, flush_right
from notifications.page import (
    BODY_SIZE,
    INK_ABOVE,
    INK_BELOW,
    LEADING,
    LEFT,
    MEASURE,
    MM,
    RED,
    SHEET_WIDTH,
    TITLE_SIZE,
    TOP,
    Rule,
    Strip,
    baseline,
)
from notifications.typefaces import FontRole
from notifications.typeset import break_lines

MARK_LARGEST = 36.0
MARK_TOP_OF_DOCUMENT = 35 * MM  # below the top of the type area
MARK_TOP_OF_LETTER = 30 * MM - TOP  # 30 mm below the edge of the sheet
RULE_DROP = 4 * MM
TITLE_LEADING = 36.0
# The double rule of a letter: 170 mm long, in the middle of the sheet, one line thick and one thin.
DOUBLE_LENGTH = 170 * MM
DOUBLE_X = (SHEET_WIDTH - DOUBLE_LENGTH) / 2 - LEFT
DOUBLE_THICK, DOUBLE_THIN, DOUBLE_GAP = 0.9 * MM, 0.35 * MM, 0.7 * MM
DOUBLE_HEIGHT = DOUBLE_THICK + DOUBLE_GAP + DOUBLE_THIN
FOOT_RULE_BOTTOM = (297 - 20) * MM - TOP  # 20 mm above the lower edge of the sheet
NUMBER_DROP = BODY_SIZE * 7 / 8  # below the first double rule


def head_strips(letter: Letter) -> list[Strip]:
    """The head of `letter`, ending with the blank line under its title."""
    form = format_of(letter)
    top = {Format.DOCUMENT: _document, Format.LETTER: _letter, Format.PLAIN: _plain}[form](letter)
    return [top, *_titles(letter), Strip(LEADING, (), glued=True)]


def _document(letter: Letter) -> Strip:
    """Mark 35 mm down, the number two lines below it, the red rule 4 mm below that, the title two lines below the rule."""
    mark, size = text_of(letter, Role.MARK), _mark_size(letter)
    mark_line = MARK_TOP_OF_DOCUMENT + INK_ABOVE * size
    number_line = mark_line + INK_BELOW * size + 2 * LEADING + baseline(LEADING, BODY_SIZE)
    rule = number_line + INK_BELOW * BODY_SIZE + RULE_DROP
    marks = (
        centred(mark, mark_line, FontRole.TITLE, size, RED),
        centred(text_of(letter, Role.NUMBER), number_line, FontRole.BODY, BODY_SIZE),
        Rule(0.0, rule, MEASURE, 0.7 * MM, RED),
    )
    return Strip(rule + 2 * LEADING, marks)


def _letter(letter: Letter) -> Strip:
    """Mark 30 mm below the edge of the sheet, a double rule 4 mm below it, the number under that, the title two lines down."""
    mark, size = text_of(letter, Role.MARK), _mark_size(letter)
    mark_line = MARK_TOP_OF_LETTER + INK_ABOVE * size
    rule = mark_line + INK_BELOW * size + RULE_DROP
    number_line = rule + DOUBLE_HEIGHT + NUMBER_DROP + INK_ABOVE * BODY_SIZE
    marks = (
        centred(mark, mark_line, FontRole.TITLE, size, RED),
        *double_rule(rule, thick_above=True),
        flush_right(text_of(letter, Role.NUMBER), number_line, FontRole.BODY, BODY_SIZE),
    )
    return Strip(number_line + INK_BELOW * BODY_SIZE + 2 * LEADING, marks)


def _plain(letter: Letter) -> Strip:
    """The organ over the title, in the same size; the number, where there is one, at the right."""
    mark = centred(text_of(letter, Role.MARK), baseline(TITLE_LEADING, TITLE_SIZE), FontRole.TITLE, TITLE_SIZE)
    return Strip(TITLE_LEADING, (mark,))


def double_rule(top: float, *, thick_above: bool) -> tuple[Rule, Rule]:
    """The red double rule of a letter with its upper edge at `top`."""
    first, second = (DOUBLE_THICK, DOUBLE_THIN) if thick_above else (DOUBLE_THIN, DOUBLE_THICK)
    return (
        Rule(DOUBLE_X, top + first / 2, DOUBLE_LENGTH, first, RED),
        Rule(DOUBLE_X, top + first + DOUBLE_GAP + second / 2, DOUBLE_LENGTH, second, RED),
    )


def _mark_size(letter: Letter) -> float:
    return min(MARK_LARGEST, MEASURE / width(text_of(letter, Role.MARK), FontRole.TITLE, 1.0))


def _titles(letter: Letter) -> list[Strip]:
    lines = [
        Strip(
            TITLE_LEADING, (centred(line, baseline(TITLE_LEADING, TITLE_SIZE), FontRole.TITLE, TITLE_SIZE),), glued=True
        )
        for line in _title_lines(text_of(letter, Role.TITLE))
    ]
    if format_of(letter) is Format.PLAIN and letter.number:
        number = flush_right(letter.number, baseline(LEADING, BODY_SIZE), FontRole.BODY, BODY_SIZE)
        lines.append(Strip(LEADING, (number,), glued=True))
    return lines


def _title_lines(title: str) -> list[str]:
    """The title in lines of nearly the same length, so that it stands as a trapezium and no character hangs alone."""
    rows = len(break_lines(title, FontRole.TITLE, TITLE_SIZE, MEASURE))
    measure = width(title, FontRole.TITLE, TITLE_SIZE) / rows + TITLE_SIZE if rows > 1 else MEASURE
    return [line.text for line in break_lines(title, FontRole.TITLE, TITLE_SIZE, min(measure, MEASURE))]
