"""A letter as a page shows it: its blocks in their order, with the same words as its PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import segno
from markupsafe import Markup

from notifications.blocks import Block, Letter, Role
from notifications.closing import SCAN, TYPE
from notifications.codes import short_code
from notifications.formats import Format, format_of
from notifications.seals import is_sealed

QR_SCALE = 2


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """What the page says of a letter. `code` is the QR code of the page that verifies it, empty where there is none yet."""

    title: str
    is_draft: bool
    blocks: tuple[Block, ...]
    code: Markup


def shown_letter(letter: Letter) -> ShownLetter:
    """The letter for a page. One that has no number is a draft; a plain paper shows its number under its title."""
    address = next((block.text for block in letter.blocks if block.role is Role.VERIFY), "")
    verified = bool(address) and letter.number is not None and is_sealed(letter)
    blocks = tuple(_blocks(letter, verified=verified))
    return ShownLetter(letter.title, letter.number is None, blocks, _code(address) if verified else Markup(""))


def _blocks(letter: Letter, *, verified: bool) -> Iterator[Block]:
    is_plain = format_of(letter) is Format.PLAIN
    for block in letter.blocks:
        if block.role is Role.VERIFY:
            if verified:
                yield replace(block, text=f"{SCAN}　{TYPE} {short_code(block.text.partition(' ')[2])}")
        elif not (block.role is Role.NUMBER and is_plain and letter.number is None):
            yield block


def _code(verify: str) -> Markup:
    """The QR code as a picture in the page; it holds the address and the code, and nothing of the case."""
    address, _, code = verify.partition(" ")
    drawn = segno.make_qr(f"{address}/{code}", error="m").svg_inline(scale=QR_SCALE)
    return Markup(drawn)
