"""Several acts at the same instant, in threads that start together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from claims.errors import ClaimsError
from workflows.command import Outcome

T = TypeVar("T")


def at_once(acts: Sequence[Callable[[], T]]) -> list[T | ClaimsError]:
    """What came of each act, in their order: its result, or the refusal that it raised."""
    barrier = Barrier(len(acts))

    def start(act: Callable[[], T]) -> T | ClaimsError:
        barrier.wait()
        try:
            return act()
        except ClaimsError as reason:
            return reason

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(start, acts))


def said(result: Outcome | ClaimsError) -> str:
    """What came of an act, in a word."""
    if isinstance(result, ClaimsError):
        return result.code
    return "done" if result.done else result.refusals[0].code
