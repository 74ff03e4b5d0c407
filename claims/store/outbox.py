"""What must still happen outside the transaction: one row an effect, with a key that makes it unique; and how the work goes."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql

from claims.store.base import Stored, key, maybe_text, text

UNDONE = "state <> 'done'"


class Outbox(Stored, table=True):
    """An effect to be carried out after commit, in order per claim; `token` fences a worker that lost its lease.

    `attempts` counts every try, `faults` those that will not pass by themselves; `intended_at` is when an act outside was
    about to be made, `ruling` what an administrator has said of it. Before `not_before` it is not carried out, and lets
    everything else of its claim pass.
    """

    __table_args__ = (
        UniqueConstraint("claim_no", "seq"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("faults >= 0", name="faults"),
        Index("ix_outbox_undone", "claim_no", "seq", sqlite_where=sql(UNDONE), postgresql_where=sql(UNDONE)),
    )
    effect_key: str = key()
    claim_no: str = text()
    seq: int
    kind: str = text()
    payload: str = text()
    state: str = text()
    token: str | None = maybe_text()
    leased_until: str | None = maybe_text()
    not_before: str | None = maybe_text()
    attempts: int = 0
    faults: int = 0
    last_error: str | None = maybe_text()
    created_at: str = text()
    intended_at: str | None = maybe_text()
    ruling: str | None = maybe_text()


class Heartbeat(Stored, table=True):
    """When a kind of work was last done, and by which process: liveness is a row, not a process."""

    name: str = key()
    worker: str = text()
    beaten_at: str = text()
    done: int


class Stuck(Stored, table=True):
    """Work of the sweep on one case that failed: it rests, and after too many tries is set aside.

    Then it waits until somebody sends it again.
    """

    __table_args__ = (CheckConstraint("attempts >= 1", name="attempts"),)
    id: str = key()
    claim_no: str = text(index=True)
    attempts: int
    last_error: str = text()
    rests_until: str = text()
    set_aside: bool
    first_at: str = text()
