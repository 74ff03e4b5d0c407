"""Several acts at the same instant, in threads or in processes that start together."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Barrier as Gate
from threading import Barrier
from typing import TypeVar

from claims.errors import ClaimsError
from workflows.command import Outcome

T = TypeVar("T")
GATE_SECONDS_MAX = 300  # a busy machine is no fault
_gate: Gate


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


@cache
def forking() -> ForkServerContext:
    """Processes of their own, forked from one that has read the program once; they have nothing of this one."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["tests.support.staff_room"])
    return made


def in_processes(prepare: Callable[..., Callable[[], T]], *given: object, count: int = 2) -> list[T]:
    """What came of an act in so many processes, each of which first prepares it; `prepare` stands in a module."""
    gate = forking().Barrier(count)
    with ProcessPoolExecutor(count, mp_context=forking(), initializer=_stand_at, initargs=(gate,)) as pool:
        runs = [pool.submit(_act, prepare, given) for _ in range(count)]
        return [run.result() for run in runs]


def _stand_at(gate: Gate) -> None:
    global _gate
    _gate = gate


def _act(prepare: Callable[..., Callable[[], T]], given: Sequence[object]) -> T:
    act = prepare(*given)
    _gate.wait(GATE_SECONDS_MAX)
    return act()


def said(result: Outcome | ClaimsError) -> str:
    """What came of an act, in a word."""
    if isinstance(result, ClaimsError):
        return result.code
    return "done" if result.done else result.refusals[0].code
