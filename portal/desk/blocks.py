"""再加一个: blocks of a form that repeat (bills, dependants), with 「再加」 and 「删除」 that are buttons and need no script.

The fields of block n are called `name.n`; the hidden field `count` says how many blocks there are.
"""

from __future__ import annotations

from collections.abc import Sequence

from claims.digits import whole_number
from portal.fields import Fields

COUNT, MORE, DROP = "count", "more", "drop"
BLOCKS_MAX = 30

Block = dict[str, str]


def blocks_in(form: Fields, names: Sequence[str]) -> list[Block]:
    """The blocks that a form brought, at least one; texts are trimmed."""
    count = min(max(_number(form.get(COUNT, "")), 1), BLOCKS_MAX)
    return [{name: form.get(f"{name}.{place}", "").strip() for name in names} for place in range(1, count + 1)]


def rearranged(form: Fields, blocks: list[Block], names: Sequence[str]) -> list[Block] | None:
    """The blocks after 「再加」 or 「删除」 was pressed; None where the form was sent for good."""
    if form.get(MORE):
        return [*blocks, dict.fromkeys(names, "")][:BLOCKS_MAX]
    if form.get(DROP):
        gone = _number(form.get(DROP, ""))
        left = [block for place, block in enumerate(blocks, start=1) if place != gone]
        return left or [dict.fromkeys(names, "")]
    return None


def is_blank(block: Block) -> bool:
    """Whether nothing was filled in."""
    return not any(block.values())


def _number(text: str) -> int:
    return whole_number(text, 4) or 0
