"""One deadline for all that is said over a connection; a timeout of each step says nothing to who answers a byte at a time."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

AGAIN_SECONDS = 0.05  # a connection that was made after the deadline, or was wrapped in TLS, is cut as well


@contextmanager
def ending_at(ends: float, the_socket: Callable[[], socket.socket | None]) -> Iterator[Callable[[], None]]:
    """Run the block; what is said over `the_socket` in it ends at `ends` (of the monotonic clock, in seconds).

    Raises TimeoutError where that is past already, so that nothing is begun too late. The block gets a check that raises
    TimeoutError once the time is over: it tells an answer that was cut off from a short one.
    """
    over = Event()

    def check() -> None:
        if monotonic() >= ends:
            raise TimeoutError

    def watch() -> None:
        wait = ends - monotonic()
        while not over.wait(wait):
            wait = AGAIN_SECONDS
            _cut(the_socket())

    check()
    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield check
    finally:
        over.set()
        watcher.join()


def _cut(found: socket.socket | None) -> None:
    """End both ways, so that who waits on it wakes; on the socket itself, since TLS would take its leave first."""
    try:
        if found is not None:
            socket.socket.shutdown(found, socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already
