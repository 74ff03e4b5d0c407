"""A letter is a list of blocks; the PDF and every other view are renderers of that list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from notifications.codes import short_code
from notifications.kinds import Variant

NUMBER_PENDING = "（批准时取号）"
INDENT = "　　"


class Role(StrEnum):
    """What a block is on the page."""

    MARK = "mark"  # 发文机关标志
    NUMBER = "number"  # 发文字号
    TITLE = "title"
    ADDRESSEE = "addressee"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    SIGNATURE = "signature"
    DATE = "date"
    CONTACT = "contact"  # 附注, in brackets under the date
    COPIES = "copies"
    NOTE = "note"  # small print under the letter
    FOOTER = "footer"  # one line at the foot of every page
    VERIFY = "verify"  # the address of the page that verifies the letter, a space, the letter's code


@dataclass(frozen=True, slots=True)
class Block:
    """One block: `text`, or the `items` of a LIST, or the `rows` of a TABLE (the first row is its head)."""

    role: Role
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def strings(self) -> Iterator[str]:
        """Every text of the block, in reading order."""
        if self.text:
            yield self.text
        yield from self.items
        for row in self.rows:
            yield from row


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as a list of blocks; `number` is None until it is allocated, `synthetic` says that its facts are made up."""

    kind: str
    variant: Variant
    number: str | None
    blocks: tuple[Block, ...]
    synthetic: bool = False

    @property
    def title(self) -> str:
        """The title on the page."""
        return next(block.text for block in self.blocks if block.role is Role.TITLE)

    def numbered(self, number: str) -> Letter:
        """The same letter with its number (铜人社职认〔2025〕12号) in place."""
        blocks = tuple(replace(b, text=number) if b.role is Role.NUMBER else b for b in self.blocks)
        return replace(self, number=number, blocks=blocks)


def text_of(letter: Letter, role: Role, otherwise: str | None = None) -> str:
    """The text of the first block of `role`. Raises LookupError where there is none and nothing is given `otherwise`."""
    for block in letter.blocks:
        if block.role is role:
            return block.text
    if otherwise is None:
        raise LookupError(role)
    return otherwise


def letter_text(letter: Letter) -> str:
    """The letter as plain text, one line a paragraph, a list item or a row of a table."""
    return "\n".join(line for block in letter.blocks for line in _plain(block)) + "\n"


def _plain(block: Block) -> Iterator[str]:
    match block.role:
        case Role.LIST:
            yield from (INDENT + item for item in block.items)
        case Role.TABLE:
            yield from (" | ".join(row) for row in block.rows)
        case Role.HEADING | Role.PARAGRAPH:
            yield INDENT + block.text
        case Role.ADDRESSEE:
            yield f"\n{block.text}"
        case Role.SIGNATURE:
            yield f"\n{block.text}"
        case Role.COPIES | Role.NOTE | Role.FOOTER:
            yield f"\n{block.text}"
        case Role.VERIFY:
            address, _, code = block.text.partition(" ")
            yield f"\n核验：{address}，核验码 {short_code(code)}"
        case _:
            yield block.text
