"""All invariants by name, asked of one database."""

from __future__ import annotations

from collections.abc import Mapping

from pilot.invariants.books import BOOKS
from pilot.invariants.clocks import CLOCKS
from pilot.invariants.messages import MESSAGES
from pilot.invariants.money import MONEY
from pilot.invariants.paper import PAPER
from pilot.invariants.record import RECORD
from pilot.invariants.stored import Invariant, Stored
from workflows.transaction import Desk

INVARIANTS: Mapping[str, Invariant] = {**RECORD, **MONEY, **BOOKS, **PAPER, **CLOCKS, **MESSAGES}


def faults(desk: Desk) -> dict[str, list[str]]:
    """What breaks each invariant, by its name; an empty list where it holds."""
    stored = Stored(desk)
    return {name: list(invariant(stored)) for name, invariant in INVARIANTS.items()}
