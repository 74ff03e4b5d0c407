"""How a letter's text file is read: one line, one block.

    @mark, @number, @title, @to, @sign, @date, @contact, @copies, @note, @footer, @verify   the fixed places of a letter
    ## text        a heading
    - text         an item of a list (numbered 1. 2. 3.)
    | a | b |      a row of a table; the first row is its head
    text           a paragraph

Blank lines mean nothing. Values put into a text are hidden from this reading (`hide`), so a name or a reason that
contains such a sign stays a name or a reason.
"""

from __future__ import annotations

from itertools import groupby

from notifications.blocks import Block, Role

_MARKS = {
    "@mark": Role.MARK,
    "@number": Role.NUMBER,
    "@title": Role.TITLE,
    "@to": Role.ADDRESSEE,
    "@sign": Role.SIGNATURE,
    "@date": Role.DATE,
    "@contact": Role.CONTACT,
    "@copies": Role.COPIES,
    "@note": Role.NOTE,
    "@footer": Role.FOOTER,
    "@verify": Role.VERIFY,
}
# Noncharacters of Unicode stand in for the signs of the markup while values pass through it.
_SIGNS = "\n@#|-"
_STAND_INS = "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4"
_HIDE = str.maketrans(_SIGNS, _STAND_INS)
_SHOW = str.maketrans(_STAND_INS, _SIGNS)


def hide(text: str) -> str:
    """`text` with the signs of the markup replaced by stand-ins; a stand-in that was in it already is made visible."""
    plain = "\n".join(text.replace("\t", " ").strip().splitlines())
    return plain.translate(str.maketrans(_STAND_INS, "\ufffd" * len(_STAND_INS))).translate(_HIDE)


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a filled-in text. Raises ValueError naming a mark that is not known."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    blocks: list[Block] = []
    for sign, run in groupby(lines, key=_sign):
        if sign == "|":
            blocks.append(Block(Role.TABLE, rows=tuple(_row(line) for line in run)))
        elif sign == "-":
            blocks.append(Block(Role.LIST, items=tuple(f"{n}. {_one_line(line[1:])}" for n, line in enumerate(run, 1))))
        else:
            blocks.extend(block for line in run for block in _single(line))
    return tuple(blocks)


def _sign(line: str) -> str:
    return line[0] if line[0] in "|-" else ""


def _one_line(text: str) -> str:
    return " ".join(text.translate(_SHOW).split("\n")).strip()


def _row(line: str) -> tuple[str, ...]:
    return tuple(_one_line(cell) for cell in line.strip("|").split("|"))


def _single(line: str) -> list[Block]:
    if line.startswith("##"):
        return [Block(Role.HEADING, _one_line(line[2:]))]
    if line.startswith("@"):
        mark, _, rest = line.partition(" ")
        if mark not in _MARKS:
            raise ValueError(f"不认识的标记 {mark}")
        return [Block(_MARKS[mark], _one_line(rest))]
    return [Block(Role.PARAGRAPH, part.strip()) for part in line.translate(_SHOW).split("\n") if part.strip()]
