"""From strips to sheets: the body flows, signature and seal stay with its last lines, what frames each sheet is added."""

from __future__ import annotations

from collections.abc import Iterator

from notifications.blocks import Letter, Role, text_of
from notifications.closing import imprint_strips
from notifications.forms import Form, form_of
from notifications.glyphs import width
from notifications.heads import DOUBLE_HEIGHT, FOOT_RULE_BOTTOM, double_rule, head_strips
from notifications.lines import centred
from notifications.page import DEPTH, FOLIO_SIZE, GREY, INK_ABOVE, MEASURE, MM, Mark, Strip, Text, moved
from notifications.strips import body_strips
from notifications.typefaces import FontRole

Page = tuple[Mark, ...]
FOLIO_DROP = 7 * MM  # the page number stands below the type area
FOOTER_SIZE, FOOTER_DROP = 10.0, 19 * MM
_HAIR = 0.01  # twenty-two lines fill the type area exactly


def pages(letter: Letter) -> list[Page]:
    """The marks of every sheet of `letter`, from the top left corner of the type area. Raises BadInput as `strips` do."""
    filled = _filled([*head_strips(letter), *body_strips(letter)])
    written = len(filled)
    _put_imprint(filled, letter)
    return [(*page, *_frame(letter, place, place <= written)) for place, (page, _) in enumerate(filled, 1)]


def _filled(strips: list[Strip]) -> list[tuple[list[Mark], float]]:
    """The marks of each page, and how deep it is filled."""
    filled: list[list[Mark]] = [[]]
    depths = [0.0]
    for group in _groups(strips):
        height = sum(strip.gap + strip.height for strip in group)
        if depths[-1] and depths[-1] + height > DEPTH + _HAIR:
            filled.append([])
            depths.append(0.0)
            if group[0].head:
                depths[-1] = _put(filled[-1], group[0].head, 0.0)
        for strip in group:
            depths[-1] = _put(filled[-1], strip, depths[-1])
    return list(zip(filled, depths, strict=True))


def _put_imprint(filled: list[tuple[list[Mark], float]], letter: Letter) -> None:
    """版记 at the foot of the last page; that of a document is always a page with an even number."""
    imprint = imprint_strips(letter)
    if not imprint:
        return
    height = sum(strip.gap + strip.height for strip in imprint)
    if filled[-1][1] + height > DEPTH + _HAIR:
        filled.append(([], 0.0))
    if form_of(letter) is Form.DOCUMENT and len(filled) % 2:
        filled.append(([], 0.0))
    down = DEPTH - height
    for strip in imprint:
        down = _put(filled[-1][0], strip, down)


def _groups(strips: list[Strip]) -> list[list[Strip]]:
    """Strips that must stand on one page together."""
    groups: list[list[Strip]] = []
    for strip in strips:
        if strip.glued and groups:
            groups[-1].append(strip)
        else:
            groups.append([strip])
    return groups


def _put(page: list[Mark], strip: Strip, down: float) -> float:
    """Put `strip` on `page` below `down`; the new depth. A strip that opens a page needs no gap."""
    top = down + (strip.gap if down else 0.0)
    page.extend(moved(mark, top) for mark in strip.marks)
    return top + strip.height


def _frame(letter: Letter, place: int, has_body: bool) -> Iterator[Mark]:
    """What stands round the type area: page number, the lower rule of a letter, the line that says what is synthetic."""
    form = form_of(letter)
    opens_letter = form is Form.LETTER and place == 1
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
