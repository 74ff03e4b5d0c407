"""From strips to sheets: the body flows, signature and seal stay with its last lines, what frames each sheet is added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from notifications.blocks import Letter, Role, text_of
from notifications.closing import imprint_strips
from notifications.formats import Format, format_of
from notifications.glyphs import width
from notifications.heads import DOUBLE_HEIGHT, FOOT_RULE_BOTTOM, double_rule, head_strips
from notifications.lines import centred
from notifications.page import DEPTH, FOLIO_SIZE, GREY, INK_ABOVE, LEADINGS, MEASURE, MM, Mark, Strip, Text, moved
from notifications.strips import body_strips
from notifications.typefaces import FontRole

Page = tuple[Mark, ...]
FOLIO_DROP = 7 * MM  # the page number stands below the type area
FOOTER_SIZE, FOOTER_DROP = 10.0, 19 * MM
_HAIR = 0.01  # twenty-two lines fill the type area exactly


def pages(letter: Letter) -> list[Page]:
    """The marks of every sheet of `letter`, from the top left corner of the type area.

    As few sheets as can be had, set as widely as that allows. Raises BadInput (letter_too_wide, letter_glyph_missing).
    """
    widest = _laid(letter, LEADINGS[0])
    fewest = len(widest) if len(widest) == 1 else len(_laid(letter, LEADINGS[-1]))
    if fewest == len(widest):
        return widest
    return next(laid for leading in LEADINGS[1:] if len(laid := _laid(letter, leading)) == fewest)


def _laid(letter: Letter, leading: float) -> list[Page]:
    """The sheets with the lines of the body `leading` apart."""
    imprint = imprint_strips(letter)
    on_even = bool(imprint) and format_of(letter) is Format.DOCUMENT
    filled = _filled([*head_strips(letter), *body_strips(letter, leading)], _height(imprint) if on_even else 0.0)
    written = len(filled)
    if imprint:
        _put_imprint(filled, imprint, on_even=on_even)
    return [(*sheet.marks, *_frame(letter, place, place <= written)) for place, sheet in enumerate(filled, 1)]


@dataclass(slots=True)
class _Sheet:
    """A sheet that is being filled: its marks and how deep they reach."""

    marks: list[Mark] = field(default_factory=list)
    depth: float = 0.0

    def has_room(self, height: float) -> bool:
        return not self.depth or self.depth + height <= DEPTH + _HAIR

    def put(self, strip: Strip) -> None:
        """Put `strip` below what is there. One that opens a sheet needs no gap."""
        top = self.depth + (strip.gap if self.depth else 0.0)
        self.marks.extend(moved(mark, top) for mark in strip.marks)
        self.depth = top + strip.height


def _filled(strips: list[Strip], imprint: float) -> list[_Sheet]:
    """The sheets. Where an imprint of that height would not fit on an even last sheet, the end goes over to the next."""
    sheets = [_Sheet()]
    groups = _groups(strips)
    for group in groups:
        after = imprint if group is groups[-1] and len(sheets) % 2 == 0 else 0.0
        if not sheets[-1].has_room(_height(group) + after):
            sheets.append(_Sheet())
            if group[0].head:
                sheets[-1].put(group[0].head)
        for strip in group:
            sheets[-1].put(strip)
    return sheets


def _put_imprint(sheets: list[_Sheet], imprint: list[Strip], *, on_even: bool) -> None:
    """版记 at the foot of the last sheet; that of a document is always one with an even number."""
    height = _height(imprint)
    if not sheets[-1].has_room(height) or (on_even and len(sheets) % 2):
        sheets.append(_Sheet())
    sheets[-1].depth = DEPTH - sum(strip.height for strip in imprint)
    for strip in imprint:
        sheets[-1].put(replace(strip, gap=0.0))


def _height(strips: list[Strip]) -> float:
    return sum(strip.gap + strip.height for strip in strips)


def _groups(strips: list[Strip]) -> list[list[Strip]]:
    """Strips that must stand on one page together."""
    groups: list[list[Strip]] = []
    for strip in strips:
        if strip.glued and groups:
            groups[-1].append(strip)
        else:
            groups.append([strip])
    return groups


def _frame(letter: Letter, place: int, has_body: bool) -> Iterator[Mark]:
    """What stands round the type area: page number, the lower rule of a letter, the line that says what is synthetic."""
    form = format_of(letter)
    opens_letter = form is Format.LETTER and place == 1
    if has_body and not opens_letter:
        yield _folio(place)
    if opens_letter:
        yield from double_rule(FOOT_RULE_BOTTOM - DOUBLE_HEIGHT, thick_above=False)
    footer = text_of(letter, Role.FOOTER, "")
    if footer:
        yield centred(footer, DEPTH + FOOTER_DROP, FontRole.NOTE, FOOTER_SIZE, GREY)


def _folio(place: int) -> Text:
    """ "— 1 —" 7 mm below the type area, one character in: right on odd pages, left on even ones."""
    text = f"— {place} —"
    x = MEASURE - FOLIO_SIZE - width(text, FontRole.FOLIO, FOLIO_SIZE) if place % 2 else FOLIO_SIZE
    return Text(x, DEPTH + FOLIO_DROP + INK_ABOVE * FOLIO_SIZE, text, FontRole.FOLIO, FOLIO_SIZE)
