"""From strips to pages: as few as can be had, set as roomily as that allows."""

from __future__ import annotations

from notifications.blocks import Letter
from notifications.page import DEPTH, STYLES, Mark, Strip, Style, moved
from notifications.strips import body_strips, head_strips, tail_strips

Page = tuple[Mark, ...]


def pages(letter: Letter) -> list[Page]:
    """The marks of every page of `letter`, from the top left corner of the type area."""
    best = pages_in(letter, STYLES[0])
    for style in STYLES[1:]:
        if len(best) == 1:
            break
        best = min(best, pages_in(letter, style), key=len)
    return best


def pages_in(letter: Letter, style: Style) -> list[Page]:
    """The pages of `letter` when its body is set in `style`."""
    strips = [*head_strips(letter), *body_strips(letter, style)]
    tail = tail_strips(letter, style)
    tail_height = sum(strip.gap + strip.height for strip in tail)
    filled: list[list[Mark]] = [[]]
    down = 0.0
    for group in _groups(strips):
        height = sum(strip.gap + strip.height for strip in group)
        if down and down + height > DEPTH:
            filled.append([])
            down = 0.0
            if group[0].head:
                down = _put(filled[-1], group[0].head, 0.0)
        for strip in group:
            down = _put(filled[-1], strip, down)
    if down + tail_height > DEPTH:
        filled.append([])
    down = DEPTH - tail_height
    for strip in tail:
        down = _put(filled[-1], strip, down)
    return [tuple(page) for page in filled]


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
