"""Every stored table in one place, for migrations and for the statements of the hot path."""

from __future__ import annotations

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

from claims.store import books, cases, chain, clocks, ledger, letters, messages, outbox, receivables, registry

MODULES = (registry, cases, chain, books, clocks, letters, messages, ledger, outbox, receivables)
METADATA: MetaData = SQLModel.metadata
APPEND_ONLY = (
    "event",
    "book_event",
    "transfer",
    "attempt",
    "rung",
    "clock_change",
    "clock_extension",
    "letter_file",
    "plan_part",
    "recovery_receipt",
    "recourse_receipt",
)


def table(name: str) -> Table:
    """The table called `name`. Raises KeyError for an unknown one."""
    return METADATA.tables[name]
