"""Breakers by the name of the guard they break."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.support.fixtures.ready import Adjust
from tests.support.world import TODAY

BREAKERS: dict[str, Adjust] = {}
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NOBODY = "P999999"


def breaks(guard: str) -> Callable[[Adjust], Adjust]:
    """Mark a change as the one that breaks `guard`."""

    def keep(change: Adjust) -> Adjust:
        assert guard not in BREAKERS
        BREAKERS[guard] = change
        return change

    return keep
