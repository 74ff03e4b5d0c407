"""The seals of the ledger: which entry stands at which place, what each batch sums up to, and the heads noted outside."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, Text, UniqueConstraint
from sqlmodel import Field

from claims.store.base import Stored, counter, fen, maybe_text, refers, text, whole


class Seal(Stored, table=True):
    """A batch of entries under one root, chained to the batch before it. Append only in the database itself."""

    __table_args__ = (
        CheckConstraint(f"batch_no >= 1 AND {whole('batch_no')}", name="batch_no"),
        CheckConstraint("count >= 1 AND cumulative_count >= count AND cumulative_fen >= 0", name="counts"),
    )
    batch_no: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    count: int
    cumulative_count: int
    cumulative_fen: int = fen()
    merkle_root: str = text()
    log_root: str = text()
    peaks: str = text()
    prev_root: str = text(unique=True)
    root: str = text(unique=True)
    sealed_at: str = text()
    key_id: str = text()
    signature: str = text()


class SealLeaf(Stored, table=True):
    """The place of an entry among all sealed ones, counted from 1. Append only in the database itself."""

    __table_args__ = (
        UniqueConstraint("batch_no", "leaf_no"),
        UniqueConstraint("leaf_no"),
        CheckConstraint("kind IN ('transfer', 'event', 'book_event')", name="kind"),
        CheckConstraint(f"leaf_no >= 1 AND {whole('leaf_no')}", name="leaf_no"),
    )
    kind: str = Field(sa_column=Column(Text, primary_key=True))
    row_id: str = Field(sa_column=Column(Text, primary_key=True))
    batch_no: int = Field(foreign_key="seal.batch_no", nullable=False)
    leaf_no: int
    leaf_hash: str = text()


class NotedHead(Stored, table=True):
    """A head that somebody brought back from outside; with a `reason` it is known to be lost and reconciled."""

    id: int | None = counter()
    head: str = text()
    batch_no: int
    root: str = text()
    reason: str | None = maybe_text()
    noted_by: str = refers("account.username", index=False)
    noted_at: str = text()
