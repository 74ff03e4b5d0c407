"""The dispute 争议: a lane by what is disputed; it acts on the claim only when its result is effective."""

from __future__ import annotations

from workflows.machines.dispute_rows import entry, fast, hearing, reappraisal, result
from workflows.machines.dispute_rows.states import FINAL, STATES
from workflows.table import Table

TABLE = Table(
    name="dispute",
    label="争议",
    states=STATES,
    final=FINAL,
    stored_in="dispute",
    short="dispute",
    moves=(*entry.ROWS, *fast.ROWS, *hearing.ROWS, *reappraisal.ROWS, *result.ROWS),
)
