"""How a letter ends: organ, date and seal 落款, the code that verifies it, and the 版记 at the foot of its last page."""

from __future__ import annotations

from collections.abc import Iterator

from notifications.blocks import Letter, Role, text_of
from notifications.codes import ALPHABET, short_code
from notifications.formats import Format, format_of
from notifications.glyphs import width
from notifications.lines import centred, flush_right
from notifications.page import (
    BODY_SIZE,
    FOLIO_SIZE,
    INDENT,
    LEADING,
    MEASURE,
    MM,
    PITCH,
    THICK,
    THIN,
    Code,
    Mark,
    Rule,
    Strip,
    Text,
    baseline,
)
from notifications.seals import DIAMETER, is_sealed, seal_mark
from notifications.typefaces import FontRole
from notifications.typeset import break_lines

SEAL_DROP = 6.0  # the top of the seal stands within one line of the body
LOW_IN_SEAL = 6.0  # organ and date stand a little below its middle
DATE_INDENT = 4 * PITCH
CODE_SIDE = 20 * MM
CAPTION_SIZE = 9.0
SCAN, TYPE = "扫码核验真伪", "核验码"
CAPTIONS = f"{SCAN}{TYPE} -{ALPHABET}"
IMPRINT_LEADING = FOLIO_SIZE * 1.6


def closing_strip(letter: Letter) -> Strip:
    """Organ over date, centred on each other, the date ending four characters from the edge, the seal over both.

    The room of the seal is kept where the letter has none yet: it is put on by hand, or the letter is a draft.
    """
    middle_of_seal = SEAL_DROP + DIAMETER / 2
    top = middle_of_seal + LOW_IN_SEAL - LEADING
    marks: list[Mark] = []
    organ, day = text_of(letter, Role.SIGNATURE), text_of(letter, Role.DATE)
    middle = _middle(organ, day)
    seal = seal_mark(letter, organ, middle, middle_of_seal)
    if seal is not None:
        marks.append(seal)
    line = baseline(LEADING, BODY_SIZE)
    marks.append(centred(organ, top + line, FontRole.BODY, BODY_SIZE, middle=middle))
    marks.append(centred(day, top + LEADING + line, FontRole.BODY, BODY_SIZE, middle=middle))
    marks.extend(_code(letter, top))
    below = _contact(letter, middle, top + 2 * LEADING)
    marks.extend(below)
    deepest = max((mark.y - line + LEADING for mark in below), default=0.0)
    return Strip(max(SEAL_DROP + DIAMETER, deepest), tuple(marks), glued=True)


def _contact(letter: Letter, middle: float, top: float) -> list[Text]:
    """附注 on the line under the date where it fits beside the seal, else under the seal."""
    contact = text_of(letter, Role.CONTACT, "")
    if not contact:
        return []
    lines = break_lines(contact, FontRole.BODY, BODY_SIZE, MEASURE - INDENT)
    if len(lines) > 1 or INDENT + width(contact, FontRole.BODY, BODY_SIZE) > middle - DIAMETER / 2:
        top = SEAL_DROP + DIAMETER
    down = top + baseline(LEADING, BODY_SIZE)
    return [
        Text(INDENT, down + place * LEADING, line.text, FontRole.BODY, BODY_SIZE, line.spacing)
        for place, line in enumerate(lines)
    ]


def _middle(organ: str, day: str) -> float:
    """The middle of organ and date: the date's own indent decides, unless the organ would leave the type area."""
    by_date = MEASURE - DATE_INDENT - width(day, FontRole.BODY, BODY_SIZE) / 2
    return min(by_date, MEASURE - width(organ, FontRole.BODY, BODY_SIZE) / 2)


def _code(letter: Letter, top: float) -> Iterator[Mark]:
    """The QR code of the page that verifies the letter, and what to type where it cannot be scanned."""
    said = text_of(letter, Role.VERIFY, "")
    if not said or letter.number is None or not is_sealed(letter):
        return
    address, _, code = said.partition(" ")
    yield Code(0.0, top - 12, CODE_SIDE, f"{address}/{code}")
    beside = CODE_SIDE + 4
    for place, line in enumerate((SCAN, f"{TYPE} {short_code(code)}")):
        yield Text(beside, top + (place + 1) * CAPTION_SIZE * 1.5, line, FontRole.NOTE, CAPTION_SIZE)


def imprint_strips(letter: Letter) -> list[Strip]:
    """版记: 抄送, and in a document who printed it and when, between rules; empty where nobody gets a copy."""
    copies = text_of(letter, Role.COPIES, "")
    if not copies:
        return []
    lines = break_lines(copies, FontRole.BODY, FOLIO_SIZE, MEASURE - 2 * FOLIO_SIZE)
    down = baseline(IMPRINT_LEADING, FOLIO_SIZE)
    marks: list[Mark] = [
        Text(
            FOLIO_SIZE + line.indent, place * IMPRINT_LEADING + down, line.text, FontRole.BODY, FOLIO_SIZE, line.spacing
        )
        for place, line in enumerate(lines)
    ]
    height = len(lines) * IMPRINT_LEADING
    if format_of(letter) is not Format.DOCUMENT:
        return [Strip(height, tuple(marks), gap=FOLIO_SIZE * 0.6)]
    printed = height + down
    marks.append(Text(FOLIO_SIZE, printed, text_of(letter, Role.SIGNATURE), FontRole.BODY, FOLIO_SIZE))
    marks.append(flush_right(f"{text_of(letter, Role.DATE)}印发", printed, FontRole.BODY, FOLIO_SIZE, FOLIO_SIZE))
    end = height + IMPRINT_LEADING
    rules = (Rule(0.0, 0.0, MEASURE, THICK), Rule(0.0, height, MEASURE, THIN), Rule(0.0, end, MEASURE, THICK))
    return [Strip(end, (*rules, *marks), gap=FOLIO_SIZE * 0.6)]
