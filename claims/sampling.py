"""Drawing a sample 抽样 that anybody can draw again from the seed: by hashes alone, no generator of chance.

The draw, in words: write each id after the seed and a bar (`seed|id`, UTF-8), take SHA-256, and put the ids in the order
of these hashes (hex, ascending). Unweighted, the first `size` are the sample. Weighted by amount (货币单位抽样): lay the
amounts of that order end to end in fen; the interval is the total divided by `size`, rounded up; the first mark stands
at SHA-256(`seed|start`) as a number modulo the interval, and one every interval after it; whoever holds a mark is drawn,
once. An amount of at least an interval is therefore always drawn, one of nothing never.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from claims.canonical import canonical_json, sha256_hex

START = "start"


def population_hash(amounts_fen: Mapping[str, int]) -> str:
    """SHA-256 of the ids and amounts of a population, in the order of the ids: what tells that two draws were from the same."""
    return sha256_hex(canonical_json([[name, amounts_fen[name]] for name in sorted(amounts_fen)]))


def draw(amounts_fen: Mapping[str, int], seed: str, size: int, *, weighted: bool = False) -> list[str]:
    """The ids drawn, in the order of the draw; all of them where there are not more than `size` (weighted: with an amount)."""
    ordered = sorted(sorted(amounts_fen), key=lambda name: sha256_hex(f"{seed}|{name}"))
    return _by_amount(ordered, amounts_fen, seed, size) if weighted else ordered[:size]


def _by_amount(ordered: Sequence[str], amounts_fen: Mapping[str, int], seed: str, size: int) -> list[str]:
    held = [name for name in ordered if amounts_fen[name] > 0]
    if len(held) <= size:
        return held
    ends = list(accumulate(amounts_fen[name] for name in held))
    interval = -(-ends[-1] // size)
    first = int(sha256_hex(f"{seed}|{START}"), 16) % interval
    drawn: list[str] = []
    for name, end in zip(held, ends, strict=True):
        begin = end - amounts_fen[name]
        mark = first + max(0, -(-(begin - first) // interval)) * interval
        if mark < end:
            drawn.append(name)
    return drawn
