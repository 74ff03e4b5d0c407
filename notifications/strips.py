"""From the blocks of a letter to the strips of its body, one a line or a row of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from notifications.blocks import Block, Letter, Role, text_of
from notifications.closing import closing_strip
from notifications.lines import paragraph
from notifications.page import BODY_SIZE, GREY, INDENT, NOTE_SIZE, Strip
from notifications.tables import table_strips
from notifications.typefaces import FontRole

_KEPT_WITH_SIGNATURE = 2  # lines of the body that go over with it: a seal never stands on a page without text


def body_strips(letter: Letter, leading: float) -> list[Strip]:
    """One strip a line of the body, then signature, seal and small print, glued to the last lines before them.

    A heading, and a sentence that ends in a colon, stay with what they announce.
    """
    body: list[Strip] = []
    announced = False
    for block in letter.blocks:
        strips = list(_block_strips(block, letter, leading))
        if strips and announced:
            strips[0] = replace(strips[0], glued=True)
        body.extend(strips)
        if strips:
            announced = block.role is Role.HEADING or block.text.endswith("：")
    kept = len(body) - _KEPT_WITH_SIGNATURE
    signed = [replace(s, glued=s.glued or n > kept) for n, s in enumerate(body)]
    closing = [closing_strip(letter)] if text_of(letter, Role.SIGNATURE, "") else []
    return [*signed, *closing, *_notes(letter)]


def _block_strips(block: Block, letter: Letter, leading: float) -> Iterator[Strip]:
    match block.role:
        case Role.ADDRESSEE:
            yield from paragraph(block.text, FontRole.BODY, BODY_SIZE, leading=leading)
        case Role.HEADING:
            yield from paragraph(block.text, FontRole.HEADING, BODY_SIZE, leading=leading, indent=INDENT)
        case Role.PARAGRAPH:
            yield from paragraph(block.text, FontRole.BODY, BODY_SIZE, leading=leading, indent=INDENT)
        case Role.LIST:
            for item in block.items:
                yield from paragraph(item, FontRole.BODY, BODY_SIZE, leading=leading, indent=INDENT)
        case Role.TABLE:
            yield from table_strips(block, letter.title)


def _notes(letter: Letter) -> Iterator[Strip]:
    for block in letter.blocks:
        if block.role is Role.NOTE:
            lines = paragraph(block.text, FontRole.NOTE, NOTE_SIZE, leading=NOTE_SIZE * 1.4, colour=GREY)
            yield from (replace(line, gap=0.0 if place else NOTE_SIZE, glued=True) for place, line in enumerate(lines))
