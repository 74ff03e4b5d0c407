"""What a bureau changes in the law as it is loaded: proposed by one person, applied by another, each step a row that stays."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, UniqueConstraint
from sqlmodel import Field

from claims.store.base import Stored, key, refers, text


class RuleDocument(Stored, table=True):
    """A paper that a change rests on, known by its hash; `body` are its bytes in base64. Append only."""

    __table_args__ = (CheckConstraint("size_bytes > 0", name="size"),)
    sha256: str = key()
    name: str = text()
    media_type: str = text()
    size_bytes: int
    body: str = text()
    uploaded_by: str = refers("account.username", index=False)
    recorded_at: str = text()


class RuleChange(Stored, table=True):
    """One step of a change: `proposed`, or what became of `proposal`, which is answered once.

    `kind` is confirm, value or calendar, `content` canonical JSON. Append only in the database itself, and chained.
    """

    __table_args__ = (
        CheckConstraint("seq >= 1", name="seq"),
        CheckConstraint("step IN ('proposed', 'applied', 'withdrawn')", name="step"),
        CheckConstraint("kind IN ('confirm', 'value', 'calendar')", name="kind"),
        CheckConstraint("(step = 'proposed') = (proposal IS NULL)", name="proposal"),
        UniqueConstraint("proposal"),
    )
    seq: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    step: str = text()
    proposal: int | None = Field(default=None, foreign_key="rule_change.seq")
    kind: str = text()
    name: str = text(index=True)
    content: str = text()
    document: str | None = refers("rule_document.sha256", optional=True, index=False)
    actor: str = refers("account.username", index=False)
    role: str = text()
    recorded_at: str = text()
    prev_hash: str = text(unique=True)
    hash: str = text()
