"""Bar charts drawn by the server: where each bar and its words stand. What a chart shows stands in a table beside it too.

A bar has its name above it and its value at its end, so that neither colour nor pattern is needed to read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOP, ROW_HEIGHT = 10, 48
SHARE_MAX = 62  # percent of the width, so that a value has room behind its bar on a telephone too
BARS_MAX = 24
NAME_MAX = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, its value as it is read, its place in the picture in pixels and its length as a share of the width in
    percent. A `negative` one is hatched the other way.
    """

    name: str
    value: str
    y: int
    share: int
    negative: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: what it shows, its bars, what somebody hears who does not see it, and how many bars were left to the table."""

    title: str
    bars: tuple[Bar, ...]
    told: str
    left_out: int

    @property
    def height(self) -> int:
        """The height of the picture."""
        return TOP + len(self.bars) * ROW_HEIGHT


def bar_chart(title: str, values: Sequence[tuple[str, int, str]]) -> Chart | None:
    """A chart of names with their values and how these are read; None where there is nothing to draw."""
    shown = list(values)[:BARS_MAX]
    most = max((abs(value) for _, value, _ in shown), default=0)
    if not most:
        return None
    bars = tuple(
        Bar(_short(name), read, TOP + place * ROW_HEIGHT, max(abs(value) * SHARE_MAX // most, 1), value < 0)
        for place, (name, value, read) in enumerate(shown)
    )
    told = "；".join(f"{name} {read}" for name, _, read in shown)
    return Chart(title, bars, told, len(values) - len(shown))


def _short(name: str) -> str:
    return name if len(name) <= NAME_MAX else f"{name[: NAME_MAX - 1]}…"
