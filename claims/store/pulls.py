"""The log of the ledger's exports: who took what out, when, and which bytes."""

from __future__ import annotations

from sqlalchemy import CheckConstraint

from claims.store.base import Stored, counter, maybe_fen, maybe_text, refers, text


class LedgerPull(Stored, table=True):
    """A step of one pull 调取: `begun` before the first byte, `done` or `failed` after the last. Append only.

    `begun_by` is the id of the pull's first row; without a later row the pull was cut off. `filters` is canonical JSON.
    """

    __table_args__ = (
        CheckConstraint("step IN ('begun', 'done', 'failed')", name="step"),
        CheckConstraint("(step = 'begun') = (begun_by IS NULL)", name="first"),
        CheckConstraint("(step = 'done') = (sha256 IS NOT NULL)", name="bytes"),
        CheckConstraint("(step = 'failed') = (fault IS NOT NULL)", name="fault"),
    )
    id: int | None = counter()
    begun_by: int | None = None
    step: str = text()
    username: str = refers("account.username")
    format: str = text()
    filters: str = text()
    with_names: bool = False
    rows: int | None = None
    sum_fen: int | None = maybe_fen()
    sha256: str | None = maybe_text()
    fault: str | None = maybe_text()
    recorded_at: str = text()
