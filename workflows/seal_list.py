"""The seals of the ledger as a list, the newest first."""

from __future__ import annotations

from sqlalchemy import select

from claims.store.rows import Row
from claims.store.tables import table
from workflows.transaction import Desk, reading

SEAL = table("seal")
PAGE_ROWS = 50


def seals(desk: Desk, last: int | None = None, limit: int = PAGE_ROWS) -> list[Row]:
    """The seals up to batch `last` (None: the newest), the newest first."""
    chosen = select(SEAL).order_by(SEAL.c.batch_no.desc()).limit(limit)
    if last is not None:
        chosen = chosen.where(SEAL.c.batch_no <= last)
    with reading(desk) as connection:
        return [dict(row) for row in connection.execute(chosen).mappings()]
