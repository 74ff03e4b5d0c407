"""All invariants by name, asked of one database."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.checks.bank import BANK
from workflows.checks.books import BOOKS
from workflows.checks.clocks import CLOCKS
from workflows.checks.messages import MESSAGES
from workflows.checks.money import MONEY
from workflows.checks.months import MONTHS
from workflows.checks.paper import PAPER
from workflows.checks.record import RECORD
from workflows.checks.stored import Invariant, Stored
from workflows.transaction import Desk

INVARIANTS: Mapping[str, Invariant] = {**RECORD, **MONEY, **MONTHS, **BANK, **BOOKS, **PAPER, **CLOCKS, **MESSAGES}


def faults(desk: Desk) -> dict[str, list[str]]:
    """What breaks each invariant, by its name; an empty list where it holds."""
    stored = Stored(desk)
    return {name: list(invariant(stored)) for name, invariant in INVARIANTS.items()}
