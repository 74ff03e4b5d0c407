"""Every stored table in one place, for migrations and for the statements of the hot path."""

from __future__ import annotations

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

from claims.store import (
    audits,
    bank,
    books,
    call_backs,
    cases,
    chain,
    clocks,
    evidence,
    instalments,
    law,
    ledger,
    letters,
    messages,
    outbox,
    platforms,
    privacy,
    pulls,
    receivables,
    registry,
    riders,
    seals,
    sign_ins,
)

MODULES = (
    registry,
    law,
    cases,
    chain,
    books,
    instalments,
    clocks,
    call_backs,
    evidence,
    letters,
    messages,
    ledger,
    outbox,
    audits,
    bank,
    pulls,
    receivables,
    seals,
    sign_ins,
    riders,
    privacy,
    platforms,
)
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
    "audit_sample",
    "audit_note",
    "check_run",
    "seal",
    "seal_leaf",
    "noted_head",
    "ledger_pull",
    "bank_file",
    "bank_line",
    "bank_sorted",
    "statement_line",
    "plan_part",
    "recovery_receipt",
    "recourse_receipt",
    "security_event",
    "evidence_file",
    "evidence_mark",
    "key_change",
    "access_log",
    "rule_change",
    "rule_document",
    "allotment",
    "backup_run",
    "emergency_look",
    "emergency_answer",
)


def table(name: str) -> Table:
    """The table called `name`. Raises KeyError for an unknown one."""
    return METADATA.tables[name]
